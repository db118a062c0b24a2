"""Batches of projects that are pushed without a new filing (BR-15)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_erased_numbers"),
        ("confirmation", "0014_leads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectPush",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REVIEWER", "审核人员"),
                            ("AUDITOR", "审计监督人员"),
                            ("ADMINISTRATOR", "省级管理员"),
                            ("SUPPORT", "技术支持"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="发起时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("RUNNING", "正在生成"), ("DONE", "已完成")],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="总数")),
                ("queued", models.PositiveIntegerField(default=0, verbose_name="已生成")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="不再推送")),
                ("cursor", models.BigIntegerField(null=True, verbose_name="进度")),
                ("moved_at", models.DateTimeField(verbose_name="最近进展")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="发起单位",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "直接推送",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE"])), name="direct_push_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING")), fields=("state",), name="direct_push_one_at_a_time"
                    ),
                ],
            },
        ),
    ]
