"""Workbooks that enterprises send in, and what is wrong with their cells."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_staff_ledger"),
        ("projects", "0006_legacy_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                ("created_at", models.DateTimeField(verbose_name="上传时间")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("stored_as", models.CharField(blank=True, max_length=120, verbose_name="存放")),
                ("marked_as", models.CharField(blank=True, max_length=120, verbose_name="标注文件存放")),
                (
                    "mode",
                    models.CharField(
                        choices=[("ALL_OR_NOTHING", "全部正确才导入"), ("ROW_BY_ROW", "逐行导入")],
                        max_length=14,
                        verbose_name="导入方式",
                    ),
                ),
                ("is_rehearsal", models.BooleanField(default=False, verbose_name="只检查不导入")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "等待处理"),
                            ("READING", "正在读取"),
                            ("WRITING", "正在导入"),
                            ("DONE", "已完成"),
                            ("REFUSED", "文件不能导入"),
                            ("FAILED", "处理失败"),
                            ("CANCELLED", "已取消"),
                        ],
                        default="WAITING",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="总行数")),
                ("rows_read", models.PositiveIntegerField(default=0, verbose_name="已处理行数")),
                ("rows_written", models.PositiveIntegerField(default=0, verbose_name="写入行数")),
                ("rows_unchanged", models.PositiveIntegerField(default=0, verbose_name="无变化行数")),
                ("rows_faulty", models.PositiveIntegerField(default=0, verbose_name="有误行数")),
                ("faults_total", models.PositiveIntegerField(default=0, verbose_name="错误数")),
                ("cursor", models.PositiveIntegerField(default=0, verbose_name="进度")),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="处理次数")),
                ("heartbeat_at", models.DateTimeField(null=True, verbose_name="最近进展")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("message", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("notes", models.JSONField(default=list, verbose_name="提示")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入任务",
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.CharField(max_length=31, verbose_name="工作表")),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                ("column", models.CharField(blank=True, max_length=3, verbose_name="列")),
                ("label", models.CharField(blank=True, max_length=100, verbose_name="字段")),
                ("value", models.CharField(blank=True, max_length=100, verbose_name="填写的值")),
                ("rule", models.CharField(max_length=500, verbose_name="规则")),
                ("remedy", models.CharField(max_length=500, verbose_name="修改办法")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入错误",
            },
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(fields=["enterprise", "-id"], name="import_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(
                condition=models.Q(("state__in", ["WAITING", "READING", "WRITING"])),
                fields=["heartbeat_at"],
                name="import_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["ALL_OR_NOTHING", "ROW_BY_ROW"])), name="import_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["WAITING", "READING", "WRITING", "DONE", "REFUSED", "FAILED", "CANCELLED"])
                ),
                name="import_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="importfault",
            index=models.Index(fields=["job", "id"], name="fault_of_import"),
        ),
    ]
