"""Drafts, and what was answered to findings: twins, and values that do not fit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_staff_ledger"),
        ("projects", "0004_units_track_records_and_field_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, verbose_name="表单")),
                ("sealed", models.BinaryField(verbose_name="内容")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
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
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
            ],
            options={
                "verbose_name": "未保存的填写内容",
                "indexes": [models.Index(fields=["saved_at"], name="draft_by_age")],
                "constraints": [models.UniqueConstraint(fields=("enterprise", "key"), name="draft_once_a_form")],
            },
        ),
        migrations.CreateModel(
            name="FindingReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=64, verbose_name="疑点")),
                ("code", models.CharField(max_length=40, verbose_name="疑点种类")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("given_at", models.DateTimeField(verbose_name="说明时间")),
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
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding_reasons",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑点说明",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "enterprise", "finding"), name="finding_answered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TwinDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("SAME", "同一项目"), ("DIFFERENT", "不是同一项目")], max_length=9, verbose_name="判断"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("decided_at", models.DateTimeField(verbose_name="判断时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="判断人",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="相似项目",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="twin_decisions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "相似项目判断",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("project", models.F("other")), _negated=True), name="twins_are_two"
                    )
                ],
            },
        ),
        Ledgered("TwinDecision"),
        Ledgered("FindingReason"),
    ]
