"""One unfinished case an enterprise and project, and a request to have a case back (decisions 21, E18)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("confirmation", "0002_ledger")]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="one_open_case_a_project",
        ),
        migrations.AddField(
            model_name="case",
            name="withdrawal_asked_at",
            field=models.DateTimeField(null=True, verbose_name="申请撤回时间"),
        ),
        migrations.AddField(
            model_name="case",
            name="withdrawal_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="申请撤回理由"),
        ),
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(
                choices=[
                    ("PROJECT_BACKFILL", "业绩补录"),
                    ("STAGE_BACKFILL", "业绩环节补录"),
                    ("LEGACY_RESUBMISSION", "历史D级重新申报"),
                    ("UPGRADE", "定级（升级）申请"),
                ],
                max_length=20,
                verbose_name="类型",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["DRAFT", "RETURNED", "SIGNED", "WAITING"])),
                fields=("project", "enterprise"),
                name="one_open_case_an_enterprise",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawal_asked_at", None), ("status__in", ["SIGNED", "WAITING"]), _connector="OR"
                ),
                name="only_a_waiting_case_is_asked_back",
            ),
        ),
    ]
