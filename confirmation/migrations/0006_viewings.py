"""What officials opened: rows are added, and only the time they lasted is changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CLOSE = """
REVOKE ALL ON confirmation_viewing FROM portal_app;
GRANT SELECT, INSERT, UPDATE (seconds, last_seen_at) ON confirmation_viewing TO portal_app;
"""
OPEN = "GRANT SELECT, INSERT, UPDATE, DELETE ON confirmation_viewing TO portal_app"


class Migration(migrations.Migration):
    dependencies = [
        ("confirmation", "0005_moves_signatures_and_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper_guid", models.UUIDField(null=True, verbose_name="附件")),
                ("case_version", models.PositiveIntegerField(verbose_name="所见版本")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
                ("last_seen_at", models.DateTimeField(verbose_name="最后查看时间")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="查看秒数")),
                ("tab", models.CharField(blank=True, max_length=12, verbose_name="列表")),
                ("filters", models.CharField(blank=True, max_length=600, verbose_name="筛选条件")),
                ("position", models.PositiveIntegerField(null=True, verbose_name="所在位置")),
                (
                    "picked",
                    models.CharField(
                        choices=[
                            ("NEXT", "办理下一件"),
                            ("HAND", "从列表选取"),
                            ("STEP", "列表中上一件或下一件"),
                            ("LINK", "由链接打开"),
                        ],
                        max_length=4,
                        verbose_name="选取方式",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="viewings",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看记录",
                "indexes": [models.Index(fields=["case", "person", "-id"], name="viewing_of_case")],
            },
        ),
        migrations.RunSQL(CLOSE, OPEN),
    ]
