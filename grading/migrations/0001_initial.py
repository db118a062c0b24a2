import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FilingWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="代码")),
                ("clause", models.CharField(max_length=100, verbose_name="依据")),
                ("finished_before", models.DateField(blank=True, null=True, verbose_name="竣工早于")),
                ("released_before", models.DateField(blank=True, null=True, verbose_name="许可早于")),
                ("opens_on", models.DateField(verbose_name="确认自")),
                ("confirm_by", models.DateField(verbose_name="确认截止（含当日）")),
                ("is_example", models.BooleanField(default=False, verbose_name="示例")),
                ("effective_on", models.DateField(verbose_name="规则生效日")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="规则废止日")),
            ],
            options={
                "verbose_name": "补录时间窗口",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_before__isnull", False), ("released_before__isnull", False), _connector="OR"
                        ),
                        name="window_covers_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opens_on__lte", models.F("confirm_by"))), name="window_opens_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FalseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_guid", models.UUIDField(verbose_name="环节记录")),
                ("project_guid", models.UUIDField(verbose_name="项目")),
                ("number", models.CharField(max_length=20, verbose_name="虚假记录编号")),
                ("problem", models.CharField(max_length=300, verbose_name="存在问题")),
                ("enterprise_name", models.CharField(max_length=200, verbose_name="上传主体")),
                ("is_false", models.BooleanField(verbose_name="认定")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="认定部门",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "虚假标记台账",
                "indexes": [models.Index(fields=["project_guid"], name="false_mark_of_project")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record_guid", "number", "is_false"), name="false_mark_once_a_finding"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("project_guid", models.UUIDField(verbose_name="项目")),
                (
                    "old_grade",
                    models.CharField(
                        choices=[("D", "未确认"), ("C", "县级确认"), ("B", "市级确认"), ("A", "省级确认")],
                        max_length=1,
                        verbose_name="原等级",
                    ),
                ),
                (
                    "new_grade",
                    models.CharField(
                        choices=[("D", "未确认"), ("C", "县级确认"), ("B", "市级确认"), ("A", "省级确认")],
                        max_length=1,
                        verbose_name="新等级",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="确认部门",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                ("case_number", models.CharField(max_length=20, verbose_name="办件编号")),
                ("rule_version", models.CharField(max_length=64, verbose_name="规则版本")),
                (
                    "batch",
                    models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="装入批次"),
                ),
                (
                    "docked_from",
                    models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="来源系统"),
                ),
                ("granted_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "等级台账",
                "indexes": [
                    models.Index(fields=["project_guid", "id"], name="grade_entry_of_project"),
                    models.Index(
                        condition=models.Q(("batch", ""), _negated=True), fields=["batch"], name="grade_entry_of_batch"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("batch", ""), ("docked_from", ""), ("person__isnull", False)),
                            models.Q(models.Q(("batch", ""), _negated=True), ("docked_from", ""), ("person", None)),
                            models.Q(models.Q(("docked_from", ""), _negated=True), ("batch", ""), ("person", None)),
                            _connector="OR",
                        ),
                        name="grade_was_given_or_loaded",
                    )
                ],
            },
        ),
    ]
