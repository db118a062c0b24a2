"""Notices of papers in which a virus was found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
    ]

    operations = [
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
                ],
                max_length=11,
                verbose_name="类型",
            ),
        ),
    ]
