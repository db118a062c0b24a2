"""Coded reasons; what was marked on a filing that went back, and the answers (R23, X04)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("confirmation", "0007_queue_by_due_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="理由代码"
            ),
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("FIELD", "字段"),
                            ("PAPER", "附件"),
                            ("PAPER_KIND", "缺少附件"),
                            ("RECORD", "整条信息"),
                            ("STAGE", "缺少环节"),
                        ],
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("record_guid", models.UUIDField(null=True, verbose_name="环节记录")),
                ("name", models.CharField(blank=True, max_length=64, verbose_name="名称")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="附件SHA-256")),
                ("record_label", models.CharField(max_length=300, verbose_name="环节")),
                ("label", models.CharField(blank=True, max_length=300, verbose_name="字段或附件")),
                ("value", models.TextField(blank=True, verbose_name="所见内容")),
                ("code", models.CharField(max_length=20, verbose_name="理由代码")),
                ("reason", models.CharField(max_length=100, verbose_name="理由")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("is_late", models.BooleanField(default=False, verbose_name="前次未提出")),
                ("late", models.CharField(blank=True, max_length=500, verbose_name="前次未提出的原因")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="confirmation.decision",
                        verbose_name="审核意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "退回问题",
            },
        ),
        migrations.CreateModel(
            name="DefectAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="答复")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "defect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="confirmation.defect",
                        verbose_name="退回问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题答复",
            },
        ),
        migrations.CreateModel(
            name="ReasonTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("RETURN", "退回补正、标记问题"),
                            ("REFUSE", "不予确认"),
                            ("HANDOVER", "移交"),
                            ("LOWER", "退回下级复核"),
                            ("REPORT", "复核上报"),
                            ("REVERSE", "撤销确认"),
                            ("UPHOLD", "维持确认"),
                        ],
                        max_length=8,
                        verbose_name="用于",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="代码")),
                ("text", models.CharField(max_length=100, verbose_name="理由")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reason_templates",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "理由模板",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="defect",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_late", False), ("late", "")),
                    models.Q(("is_late", True), models.Q(("late", ""), _negated=True)),
                    _connector="OR",
                ),
                name="late_defect_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="reasontemplate_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="reasontemplate",
            constraint=models.UniqueConstraint(
                fields=("authority", "action", "code", "starts_on"), name="reason_template_once", nulls_distinct=False
            ),
        ),
        Ledgered("ReasonTemplate"),
        Ledgered("Defect"),
        AppendOnly("Defect"),
        Ledgered("DefectAnswer"),
        AppendOnly("DefectAnswer"),
    ]
