"""What officials keep of how they verified records: rows are added, never changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notices_of_infected_papers"),
        ("confirmation", "0011_rehearsals"),
        ("projects", "0017_exemptions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                ("submission_round", models.PositiveSmallIntegerField(verbose_name="次数")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("PROJECT", "基本信息"),
                            ("TENDER", "招投标"),
                            ("CONTRACT", "合同"),
                            ("DRAWING_REVIEW", "施工图审查"),
                            ("PERMIT", "施工许可"),
                            ("COMPLETION", "竣工"),
                            ("INDICATORS", "业绩指标"),
                        ],
                        max_length=14,
                        verbose_name="环节",
                    ),
                ),
                ("record_guid", models.UUIDField(verbose_name="环节记录")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("place", models.CharField(max_length=100, verbose_name="核对地点")),
                ("found_on", models.DateField(verbose_name="核对日期")),
                ("added_at", models.DateTimeField(verbose_name="时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.storedfile",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "核对材料",
                "indexes": [models.Index(fields=["case", "id"], name="proof_of_case")],
            },
        ),
        Ledgered("Proof"),
        AppendOnly("Proof"),
    ]
