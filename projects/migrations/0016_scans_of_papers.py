"""What the virus scanner says of stored files. Those of before are enrolled by the sweep."""

import django.db.models.deletion
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0015_opened_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperScan",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="scan",
                        serialize=False,
                        to="projects.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PENDING", "等待病毒扫描"),
                            ("CLEAN", "未发现病毒"),
                            ("INFECTED", "发现病毒"),
                            ("NOT_SCANNED", "未启用病毒扫描"),
                        ],
                        default="PENDING",
                        max_length=11,
                        verbose_name="状态",
                    ),
                ),
                ("signature", models.CharField(blank=True, max_length=200, verbose_name="病毒名称")),
                ("scanned_at", models.DateTimeField(null=True, verbose_name="扫描时间")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="次数")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="未完成的原因")),
                ("due_at", models.DateTimeField(null=True, verbose_name="下次扫描")),
            ],
            options={
                "verbose_name": "病毒扫描",
                "indexes": [
                    models.Index(condition=models.Q(("state", "PENDING")), fields=["-due_at"], name="scan_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False), ("scanned_at", None), ("signature", ""), ("state", "PENDING")
                            ),
                            models.Q(
                                ("due_at", None), ("scanned_at__isnull", False), ("signature", ""), ("state", "CLEAN")
                            ),
                            models.Q(
                                ("due_at", None),
                                ("scanned_at__isnull", False),
                                ("state", "INFECTED"),
                                models.Q(("signature", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scan_waits_or_says_what_it_found",
                    )
                ],
            },
        ),
        # When and how often the scanner was asked is no change of what is known of the file.
        Ledgered("PaperScan", omit=("attempts", "due_at", "error")),
    ]
