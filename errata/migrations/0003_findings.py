"""False-information cases."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("grading", "0009_false_marks"),
        ("accounts", "0010_credit_files"),
        ("errata", "0002_execution"),
        ("projects", "0019_indexes_that_are_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FalseCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, null=True, unique=True, verbose_name="案号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "调查中"),
                            ("NOTIFIED", "待企业陈述"),
                            ("REPLIED", "企业已陈述"),
                            ("PROPOSED", "拟认定"),
                            ("FOUND", "已认定"),
                            ("APPEALED", "复核中"),
                            ("DROPPED", "不予认定"),
                            ("REVOKED", "认定已撤销"),
                        ],
                        default="OPEN",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("allegation", models.TextField(verbose_name="涉嫌虚假的情况")),
                ("opened_at", models.DateTimeField(verbose_name="立案时间")),
                ("notified_at", models.DateTimeField(null=True, verbose_name="告知时间")),
                ("reply_until", models.DateField(null=True, verbose_name="陈述期至")),
                ("ground", models.TextField(blank=True, verbose_name="认定的事由")),
                ("ends_on", models.DateField(null=True, verbose_name="公示至")),
                ("found_on", models.DateField(null=True, verbose_name="认定日期")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "adverse",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_case",
                        to="accounts.adverserecord",
                        verbose_name="不良信息",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_cases",
                        to="accounts.authority",
                        verbose_name="调查部门",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_cases",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立案人",
                    ),
                ),
            ],
            options={
                "verbose_name": "虚假信息案",
            },
        ),
        migrations.CreateModel(
            name="FalseCaseAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("NOTIFY", "告知企业"),
                            ("REPLY", "陈述意见"),
                            ("PROPOSE", "提出认定"),
                            ("DECLINE", "退回调查"),
                            ("FIND", "认定并公示"),
                            ("DROP", "不予认定"),
                            ("APPEAL", "申请复核"),
                            ("UPHOLD", "维持认定"),
                            ("REVOKE", "撤销认定"),
                        ],
                        max_length=8,
                        verbose_name="动作",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="意见")),
                ("version_seen", models.PositiveIntegerField(verbose_name="所见版本")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                ("acted_at", models.DateTimeField(verbose_name="时间")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="单位",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="errata.falsecase",
                        verbose_name="虚假信息案",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "虚假信息案办理记录",
            },
        ),
        migrations.CreateModel(
            name="FalseCasePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "side",
                    models.CharField(
                        choices=[("ENTERPRISE", "ENTERPRISE"), ("AUTHORITY", "AUTHORITY")],
                        max_length=10,
                        verbose_name="提交方",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="errata.falsecase",
                        verbose_name="虚假信息案",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_case_papers",
                        to="projects.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "虚假信息案材料",
            },
        ),
        migrations.CreateModel(
            name="FalseCaseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROJECT", "项目基本信息"),
                            ("UNIT", "单位工程"),
                            ("PARTICIPANT", "参建单位"),
                            ("TENDER", "招投标"),
                            ("CONTRACT", "合同登记"),
                            ("DRAWING_REVIEW", "施工图审查"),
                            ("PERMIT", "施工许可（开工报告）"),
                            ("COMPLETION", "竣工验收（备案）"),
                            ("EXEMPTION", "不适用声明"),
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="信息种类",
                    ),
                ),
                ("record_guid", models.UUIDField(verbose_name="环节记录")),
                ("record_label", models.CharField(max_length=320, verbose_name="环节")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="存在问题")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="errata.falsecase",
                        verbose_name="虚假信息案",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "虚假信息案的环节",
            },
        ),
        migrations.AddIndex(
            model_name="falsecase",
            index=models.Index(fields=["authority", "-id"], name="false_case_of_authority"),
        ),
        migrations.AddConstraint(
            model_name="falsecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("found_on", None),
                    models.Q(("found_on__gt", models.F("reply_until")), ("reply_until__isnull", False)),
                    _connector="OR",
                ),
                name="finding_waits_for_the_reply_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="falsecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["APPEALED", "FOUND"]), _negated=True),
                    models.Q(
                        ("adverse__isnull", False),
                        ("ends_on__isnull", False),
                        ("found_on__isnull", False),
                        models.Q(("ground", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finding_stands_in_the_credit_file",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="falsecase",
            trigger=pgtrigger.compiler.Trigger(
                name="false_case_moves_along_the_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n          IF NEW.status <> 'OPEN' THEN\n            RAISE EXCEPTION 'a case begins open' USING ERRCODE = 'check_violation';\n          END IF;\n        ELSIF NEW.status <> OLD.status THEN\n          IF (OLD.status, NEW.status) NOT IN (('APPEALED', 'FOUND'), ('APPEALED', 'REVOKED'), ('FOUND', 'APPEALED'), ('NOTIFIED', 'DROPPED'), ('NOTIFIED', 'PROPOSED'), ('NOTIFIED', 'REPLIED'), ('OPEN', 'DROPPED'), ('OPEN', 'NOTIFIED'), ('PROPOSED', 'FOUND'), ('PROPOSED', 'REPLIED'), ('REPLIED', 'DROPPED'), ('REPLIED', 'PROPOSED')) THEN\n            RAISE EXCEPTION 'no move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';\n          END IF;\n          IF NEW.version <> OLD.version + 1 THEN\n            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';\n          END IF;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="5615c7588312fba44ced78f6e05540af5c10bb3c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_false_case_moves_along_the_table_f64a7",
                    table="errata_falsecase",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="falsecaserecord",
            index=models.Index(fields=["record_guid"], name="false_record"),
        ),
        migrations.AddConstraint(
            model_name="falsecaserecord",
            constraint=models.UniqueConstraint(fields=("case", "record_guid"), name="false_record_once"),
        ),
        Ledgered("FalseCase"),
        Ledgered("FalseCaseRecord"),
        Ledgered("FalseCasePaper"),
        AppendOnly("FalseCasePaper"),
        Ledgered("FalseCaseAct"),
        AppendOnly("FalseCaseAct"),
    ]
