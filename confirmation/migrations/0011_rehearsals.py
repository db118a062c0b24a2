"""Proposed changes of rules, tried before they go live (X02)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("confirmation", "0010_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("SCOPE", "补录范围"),
                            ("ROUTING", "首次确认层级"),
                            ("UNIT", "部门分派"),
                            ("SIGNATURES", "签署人数"),
                            ("WINDOW", "补录时间窗口"),
                        ],
                        max_length=10,
                        verbose_name="规则",
                    ),
                ),
                ("facts", models.JSONField(verbose_name="内容")),
                ("ends", models.BooleanField(default=False, verbose_name="终止")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                ("created_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RUNNING", "正在预演"),
                            ("DONE", "预演完成"),
                            ("APPLIED", "已生效"),
                            ("DROPPED", "已放弃"),
                        ],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("seen", models.PositiveIntegerField(default=0, verbose_name="已查看")),
                ("cursor", models.BigIntegerField(default=0, verbose_name="进度")),
                ("counts", models.JSONField(default=list, verbose_name="变化")),
                ("samples", models.JSONField(default=list, verbose_name="示例")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="提出单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则预演",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE", "APPLIED", "DROPPED"])),
                        name="rehearsal_state_known",
                    )
                ],
            },
        ),
    ]
