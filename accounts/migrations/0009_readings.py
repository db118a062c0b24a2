"""Who took lists away and read the history: rows are added, never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notices_of_infected_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("EXPORT", "导出"), ("SEARCH", "历史检索"), ("TIMELINE", "查阅历史")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="内容")),
                ("asked", models.CharField(blank=True, max_length=600, verbose_name="条件")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="事项")),
                ("read_at", models.DateTimeField(verbose_name="时间")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查阅人",
                    ),
                ),
            ],
            options={
                "verbose_name": "查阅记录",
                "indexes": [models.Index(fields=["authority", "-id"], name="reading_by_authority")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", None), ("enterprise__isnull", False)),
                            models.Q(("authority__isnull", False), ("enterprise", None)),
                            _connector="OR",
                        ),
                        name="reading_is_for_one_unit",
                    )
                ],
            },
        ),
        Ledgered("Reading"),
        AppendOnly("Reading"),
    ]
