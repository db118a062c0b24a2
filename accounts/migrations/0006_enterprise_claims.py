"""Registrations of enterprises that old records brought wait for the province."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_register_calendar_and_relations"), ("audit", "0003_ledger_functions")]
    operations = [
        migrations.CreateModel(
            name="EnterpriseClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("SURVEY", "勘察企业"),
                                ("DESIGN", "设计企业"),
                                ("CONSTRUCTION", "施工企业"),
                                ("SUPERVISION", "监理企业"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="企业类别",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="登记时间")),
                ("is_approved", models.BooleanField(null=True, verbose_name="核准")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核实时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业登记申请",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_approved", None), ("reason", "")),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("is_approved", True)
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_approved", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_is_open_or_decided",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_approved", True)),
                        fields=("enterprise",),
                        name="enterprise_claimed_once",
                    ),
                ],
            },
        ),
        Ledgered("EnterpriseClaim"),
    ]
