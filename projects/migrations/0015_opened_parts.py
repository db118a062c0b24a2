"""What of a filing that came back its enterprise may change (X04)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("projects", "0014_several_partners"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenedFiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="可添加的环节"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_filings",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "退回后可改的填报",
                "constraints": [models.UniqueConstraint(fields=("project", "enterprise"), name="opened_filing_once")],
            },
        ),
        migrations.CreateModel(
            name="OpenedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_guid", models.UUIDField(unique=True, verbose_name="环节记录")),
                ("fields", models.JSONField(default=dict, verbose_name="可改字段")),
                ("papers", models.JSONField(default=dict, verbose_name="可换附件")),
                ("paper_kinds", models.JSONField(default=dict, verbose_name="可加附件")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "退回后可改的环节",
                "indexes": [models.Index(fields=["project"], name="opened_record_of_project")],
            },
        ),
        Ledgered("OpenedFiling"),
        Ledgered("OpenedRecord"),
    ]
