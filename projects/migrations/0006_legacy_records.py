"""Old D records, which no stage record can hold."""

import django.db.models.deletion
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_staff_ledger"),
        ("projects", "0005_drafts_and_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegacyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_guid", models.UUIDField(unique=True, verbose_name="数据主键")),
                ("batch", models.CharField(max_length=40, verbose_name="批次")),
                ("project_key", models.CharField(max_length=100, verbose_name="原项目标识")),
                (
                    "record_kind",
                    models.CharField(
                        choices=[
                            ("PROJECT", "项目基本信息"),
                            ("UNIT", "单位工程"),
                            ("PARTICIPANT", "参建单位"),
                            ("TENDER", "招投标"),
                            ("CONTRACT", "合同登记"),
                            ("DRAWING_REVIEW", "施工图审查"),
                            ("PERMIT", "施工许可（开工报告）"),
                            ("COMPLETION", "竣工验收（备案）"),
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="记录种类",
                    ),
                ),
                ("old_grade", models.CharField(default="D", max_length=1, verbose_name="原等级")),
                ("values", models.JSONField(default=dict, verbose_name="原内容")),
                ("loaded_at", models.DateTimeField(verbose_name="装入时间")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legacy_records",
                        to="projects.project",
                        verbose_name="重新申报的项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "历史D级记录",
                "indexes": [models.Index(fields=["enterprise", "-id"], name="legacy_of_enterprise")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("old_grade", "D")), name="legacy_record_is_unconfirmed")
                ],
            },
        ),
        Ledgered("LegacyRecord"),
    ]
