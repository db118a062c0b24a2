"""Credit files, adverse records, and notices of false-information cases."""

import django.db.models.deletion
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_ledger_functions"),
        ("accounts", "0009_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditFile",
            fields=[
                (
                    "enterprise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="credit_file",
                        serialize=False,
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="建档时间")),
            ],
            options={
                "verbose_name": "企业信用管理档案",
            },
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RETURNED", "退回补正"),
                    ("DUE_SOON", "即将到期"),
                    ("OVERDUE", "已超期"),
                    ("URGED", "督办"),
                    ("QUESTION", "询问与答复"),
                    ("CONFIRMED", "已确认"),
                    ("REFUSED", "不予确认"),
                    ("PUSHED", "已在全国平台展示"),
                    ("ERRATUM", "勘误"),
                    ("IMPORT_DONE", "导入完成"),
                    ("BOTH_TOLD", "双方告知"),
                    ("HANDED_OVER", "办件移交"),
                    ("REVERSED", "撤销确认"),
                    ("ACCOUNT", "账号与登记"),
                    ("INFECTED", "附件有病毒"),
                    ("FALSE_CASE", "虚假信息案"),
                ],
                max_length=11,
                verbose_name="类型",
            ),
        ),
        migrations.AlterField(
            model_name="noticesetting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RETURNED", "退回补正"),
                    ("DUE_SOON", "即将到期"),
                    ("OVERDUE", "已超期"),
                    ("URGED", "督办"),
                    ("QUESTION", "询问与答复"),
                    ("CONFIRMED", "已确认"),
                    ("REFUSED", "不予确认"),
                    ("PUSHED", "已在全国平台展示"),
                    ("ERRATUM", "勘误"),
                    ("IMPORT_DONE", "导入完成"),
                    ("BOTH_TOLD", "双方告知"),
                    ("HANDED_OVER", "办件移交"),
                    ("REVERSED", "撤销确认"),
                    ("ACCOUNT", "账号与登记"),
                    ("INFECTED", "附件有病毒"),
                    ("FALSE_CASE", "虚假信息案"),
                ],
                max_length=11,
                verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="AdverseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("FALSE_FACTS", "虚假项目信息")], max_length=12, verbose_name="类型"),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="认定编号")),
                ("ground", models.TextField(verbose_name="事由")),
                ("clause", models.CharField(max_length=100, verbose_name="依据")),
                ("published_on", models.DateField(verbose_name="公示自")),
                ("ends_on", models.DateField(verbose_name="公示至")),
                ("lifted_on", models.DateField(null=True, verbose_name="撤销日期")),
                ("lifted_because", models.TextField(blank=True, verbose_name="撤销理由")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="认定部门",
                    ),
                ),
                (
                    "credit_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="accounts.creditfile",
                        verbose_name="信用档案",
                    ),
                ),
            ],
            options={
                "verbose_name": "不良信息",
                "indexes": [models.Index(fields=["ends_on"], name="adverse_public")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("published_on"))), name="adverse_record_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_because", ""), ("lifted_on", None)),
                            models.Q(("lifted_on__isnull", False), models.Q(("lifted_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="lifted_record_says_why",
                    ),
                ],
            },
        ),
        Ledgered("CreditFile"),
        Ledgered("AdverseRecord"),
    ]
