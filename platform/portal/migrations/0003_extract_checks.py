"""How often extracts are checked at their public addresses: counted for each day, by whomever."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("portal", "0002_when_it_was_migrated"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExtractCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField(verbose_name="出具日期")),
                ("checked_on", models.DateField(verbose_name="核验日期")),
                ("checks", models.PositiveIntegerField(verbose_name="核验次数")),
                ("places", models.BigIntegerField(verbose_name="来处")),
                ("last_at", models.DateTimeField(verbose_name="最近核验时间")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "业绩应用情况核验",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "enterprise", "made_on", "checked_on"), name="extract_counted_once_a_day"
                    ),
                    models.CheckConstraint(condition=models.Q(("checks__gte", 1)), name="extract_was_checked"),
                ],
            },
        ),
    ]
