"""Saved filters and columns of reviewers; whether an authority confirms several cases at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("confirmation", "0008_reasons_and_defects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("query", models.CharField(max_length=600, verbose_name="筛选条件")),
                ("made_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="共享条线",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="共享单位",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "已存筛选",
            },
        ),
        migrations.CreateModel(
            name="QueueSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("columns", models.JSONField(default=list, verbose_name="列")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queue_setting",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "opens_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="confirmation.savedfilter",
                        verbose_name="默认筛选",
                    ),
                ),
            ],
            options={
                "verbose_name": "列表设置",
            },
        ),
        migrations.CreateModel(
            name="BulkConfirmRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("at_most", models.PositiveSmallIntegerField(verbose_name="一次最多件数")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_confirm_rules",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量确认规则",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="bulkconfirmrule_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("authority", "starts_on"), name="bulk_confirm_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("at_most__gte", 1), ("at_most__lte", 20)), name="bulk_confirm_is_capped"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("authority__isnull", False)),
                fields=("authority", "business_line", "name"),
                name="shared_filter_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("authority", None)), fields=("made_by", "name"), name="own_filter_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority", None), ("business_line", "")),
                    models.Q(("authority__isnull", False), models.Q(("business_line", ""), _negated=True)),
                    _connector="OR",
                ),
                name="shared_with_a_unit",
            ),
        ),
        Ledgered("SavedFilter"),
        Ledgered("QueueSetting"),
        Ledgered("BulkConfirmRule"),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("action__in", ["RETURN", "REFUSE"])),
                fields=["case"],
                name="decision_sent_back",
            ),
        ),
    ]
