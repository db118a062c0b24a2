"""Reminders to enterprises."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("confirmation", "0009_queue_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提醒人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒",
                "indexes": [models.Index(fields=["case", "-id"], name="reminder_of_case")],
            },
        ),
        Ledgered("Reminder"),
        AppendOnly("Reminder"),
    ]
