import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompletionException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completion_exceptions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="同意人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="同意时间")),
            ],
            options={
                "verbose_name": "新竣工项目勘误例外",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exception_is_two_persons_word",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_by", None)),
                        fields=("project",),
                        name="one_proposed_exception_a_project",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erratum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, null=True, unique=True, verbose_name="勘误编号")),
                (
                    "origin",
                    models.CharField(
                        choices=[("ENTERPRISE", "企业提出更正需求"), ("AUTHORITY", "主管部门提出")],
                        max_length=10,
                        verbose_name="提出方",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="accounts.enterprise",
                        verbose_name="提出企业",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="accounts.authority",
                        verbose_name="申请部门",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="申请部门层级",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "起草中"),
                            ("REQUESTED", "待提交申请"),
                            ("CONSENT", "待上级同意"),
                            ("APPROVAL", "待省级审批"),
                            ("APPROVED", "待执行"),
                            ("EXECUTED", "待核验"),
                            ("DONE", "已更正"),
                            ("OBJECTED", "核验不符"),
                            ("RETURNED", "退回补充"),
                            ("REFUSED", "不予勘误"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="DRAFT",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("ground", models.TextField(blank=True, verbose_name="总体说明")),
                (
                    "exception",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erratum",
                        to="errata.completionexception",
                        verbose_name="新竣工项目例外",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="创建时间")),
                ("executed_at", models.DateTimeField(null=True, verbose_name="执行时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("push_note", models.CharField(blank=True, max_length=300, verbose_name="推送说明")),
            ],
            options={
                "verbose_name": "勘误",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enterprise__isnull", False), ("origin", "ENTERPRISE")),
                            models.Q(("enterprise", None), ("origin", "AUTHORITY")),
                            _connector="OR",
                        ),
                        name="erratum_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier", "PROVINCE"), _negated=True),
                        name="erratum_begins_below_the_province",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("executed_at", None),
                                models.Q(("status__in", ["EXECUTED", "DONE", "OBJECTED"]), _negated=True),
                            ),
                            models.Q(("executed_at__isnull", False), ("status__in", ["EXECUTED", "DONE", "OBJECTED"])),
                            _connector="OR",
                        ),
                        name="erratum_is_executed_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["APPROVAL", "APPROVED", "CONSENT", "DRAFT", "EXECUTED", "REQUESTED", "RETURNED"],
                            )
                        ),
                        fields=("project", "enterprise"),
                        name="one_open_erratum_an_enterprise",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["status", "id"], name="erratum_by_status"),
                    models.Index(fields=["project", "executed_at"], name="erratum_of_project"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErratumItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "erratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="errata.erratum",
                        verbose_name="勘误",
                    ),
                ),
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
                ("name", models.CharField(max_length=64, verbose_name="字段")),
                ("column", models.CharField(max_length=64, verbose_name="列")),
                ("label", models.CharField(max_length=300, verbose_name="字段名称")),
                ("old", models.JSONField(null=True, verbose_name="原值")),
                ("new", models.JSONField(null=True, verbose_name="更正值")),
                ("old_shown", models.TextField(blank=True, verbose_name="原内容")),
                ("new_shown", models.TextField(blank=True, verbose_name="更正后")),
                ("ground", models.CharField(blank=True, max_length=500, verbose_name="依据")),
                ("is_derived", models.BooleanField(default=False, verbose_name="随同更新")),
            ],
            options={
                "verbose_name": "勘误内容",
                "constraints": [
                    models.UniqueConstraint(fields=("erratum", "record_guid", "name"), name="erratum_item_once")
                ],
                "indexes": [models.Index(fields=["record_guid"], name="erratum_item_record")],
            },
        ),
        migrations.CreateModel(
            name="ErratumPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "erratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="errata.erratum",
                        verbose_name="勘误",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("EVIDENCE", "证明材料"),
                            ("APPLICATION", "勘误申请"),
                            ("CONSENT", "同意勘误公文"),
                            ("APPROVAL", "省级同意勘误公文"),
                        ],
                        max_length=11,
                        verbose_name="种类",
                    ),
                ),
                ("letter_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("dated_on", models.DateField(null=True, verbose_name="成文日期")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="发文单位",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erratum_papers",
                        to="projects.storedfile",
                        verbose_name="文件",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
            ],
            options={
                "verbose_name": "勘误材料",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("authority", None), ("dated_on", None), ("kind", "EVIDENCE"), ("letter_number", "")
                            ),
                            models.Q(
                                models.Q(("kind", "EVIDENCE"), _negated=True),
                                models.Q(("letter_number", ""), _negated=True),
                                ("authority__isnull", False),
                                ("dated_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="letter_has_number_day_and_unit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ErratumAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "erratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="errata.erratum",
                        verbose_name="勘误",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("REQUEST", "提出更正需求"),
                            ("FILE", "提交勘误申请"),
                            ("CONSENT", "同意勘误"),
                            ("APPROVE", "审批同意"),
                            ("EXECUTE", "执行更正"),
                            ("VERIFY", "核验通过"),
                            ("OBJECT", "核验不符"),
                            ("RETURN", "退回补充"),
                            ("REFUSE", "不予勘误"),
                            ("WITHDRAW", "撤回"),
                        ],
                        max_length=8,
                        verbose_name="动作",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("ENTERPRISE", "企业"),
                            ("PLACE", "项目所在地主管部门"),
                            ("UPPER", "上级主管部门"),
                            ("PROVINCE", "省级主管部门"),
                            ("EXECUTOR", "技术支持（执行）"),
                            ("VERIFIER", "技术支持（核验）"),
                        ],
                        max_length=10,
                        verbose_name="环节",
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
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="errata.erratumpaper",
                        verbose_name="公文",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="意见")),
                ("version_seen", models.PositiveIntegerField(verbose_name="所见版本")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                ("acted_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "勘误办理记录",
            },
        ),
        migrations.CreateModel(
            name="FalseCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, null=True, unique=True, verbose_name="案号")),
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
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_cases",
                        to="accounts.authority",
                        verbose_name="调查部门",
                    ),
                ),
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
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立案人",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="立案时间")),
                ("notified_at", models.DateTimeField(null=True, verbose_name="告知时间")),
                ("reply_until", models.DateField(null=True, verbose_name="陈述期至")),
                ("ground", models.TextField(blank=True, verbose_name="认定的事由")),
                ("ends_on", models.DateField(null=True, verbose_name="公示至")),
                ("found_on", models.DateField(null=True, verbose_name="认定日期")),
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
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
            ],
            options={
                "verbose_name": "虚假信息案",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("found_on", None),
                            models.Q(("found_on__gt", models.F("reply_until")), ("reply_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_waits_for_the_reply_period",
                    ),
                    models.CheckConstraint(
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
                ],
                "indexes": [models.Index(fields=["authority", "-id"], name="false_case_of_authority")],
            },
        ),
        migrations.CreateModel(
            name="FalseCaseAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
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
                ("note", models.TextField(blank=True, verbose_name="意见")),
                ("version_seen", models.PositiveIntegerField(verbose_name="所见版本")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                ("acted_at", models.DateTimeField(verbose_name="时间")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="errata.falsecase",
                        verbose_name="虚假信息案",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ENTERPRISE", "ENTERPRISE"), ("AUTHORITY", "AUTHORITY")],
                        max_length=10,
                        verbose_name="提交方",
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
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
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
            ],
            options={
                "verbose_name": "虚假信息案的环节",
                "constraints": [models.UniqueConstraint(fields=("case", "record_guid"), name="false_record_once")],
                "indexes": [models.Index(fields=["record_guid"], name="false_record")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erratum",
            trigger=pgtrigger.compiler.Trigger(
                name="erratum_moves_along_the_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n          IF NEW.status <> 'DRAFT' THEN\n            RAISE EXCEPTION 'an erratum begins as a draft' USING ERRCODE = 'check_violation';\n          END IF;\n        ELSIF NEW.status <> OLD.status THEN\n          IF (NEW.origin, NEW.tier, OLD.status, NEW.status) NOT IN (('AUTHORITY', 'CITY', 'APPROVAL', 'APPROVED'), ('AUTHORITY', 'CITY', 'APPROVAL', 'REFUSED'), ('AUTHORITY', 'CITY', 'APPROVAL', 'RETURNED'), ('AUTHORITY', 'CITY', 'APPROVAL', 'WITHDRAWN'), ('AUTHORITY', 'CITY', 'APPROVED', 'EXECUTED'), ('AUTHORITY', 'CITY', 'APPROVED', 'RETURNED'), ('AUTHORITY', 'CITY', 'DRAFT', 'APPROVAL'), ('AUTHORITY', 'CITY', 'DRAFT', 'WITHDRAWN'), ('AUTHORITY', 'CITY', 'EXECUTED', 'DONE'), ('AUTHORITY', 'CITY', 'EXECUTED', 'OBJECTED'), ('AUTHORITY', 'CITY', 'RETURNED', 'APPROVAL'), ('AUTHORITY', 'CITY', 'RETURNED', 'WITHDRAWN'), ('AUTHORITY', 'COUNTY', 'APPROVAL', 'APPROVED'), ('AUTHORITY', 'COUNTY', 'APPROVAL', 'REFUSED'), ('AUTHORITY', 'COUNTY', 'APPROVAL', 'RETURNED'), ('AUTHORITY', 'COUNTY', 'APPROVAL', 'WITHDRAWN'), ('AUTHORITY', 'COUNTY', 'APPROVED', 'EXECUTED'), ('AUTHORITY', 'COUNTY', 'APPROVED', 'RETURNED'), ('AUTHORITY', 'COUNTY', 'CONSENT', 'APPROVAL'), ('AUTHORITY', 'COUNTY', 'CONSENT', 'REFUSED'), ('AUTHORITY', 'COUNTY', 'CONSENT', 'RETURNED'), ('AUTHORITY', 'COUNTY', 'CONSENT', 'WITHDRAWN'), ('AUTHORITY', 'COUNTY', 'DRAFT', 'CONSENT'), ('AUTHORITY', 'COUNTY', 'DRAFT', 'WITHDRAWN'), ('AUTHORITY', 'COUNTY', 'EXECUTED', 'DONE'), ('AUTHORITY', 'COUNTY', 'EXECUTED', 'OBJECTED'), ('AUTHORITY', 'COUNTY', 'RETURNED', 'CONSENT'), ('AUTHORITY', 'COUNTY', 'RETURNED', 'WITHDRAWN'), ('ENTERPRISE', 'CITY', 'APPROVAL', 'APPROVED'), ('ENTERPRISE', 'CITY', 'APPROVAL', 'REFUSED'), ('ENTERPRISE', 'CITY', 'APPROVAL', 'RETURNED'), ('ENTERPRISE', 'CITY', 'APPROVED', 'EXECUTED'), ('ENTERPRISE', 'CITY', 'APPROVED', 'RETURNED'), ('ENTERPRISE', 'CITY', 'DRAFT', 'REQUESTED'), ('ENTERPRISE', 'CITY', 'DRAFT', 'WITHDRAWN'), ('ENTERPRISE', 'CITY', 'EXECUTED', 'DONE'), ('ENTERPRISE', 'CITY', 'EXECUTED', 'OBJECTED'), ('ENTERPRISE', 'CITY', 'REQUESTED', 'APPROVAL'), ('ENTERPRISE', 'CITY', 'REQUESTED', 'REFUSED'), ('ENTERPRISE', 'CITY', 'REQUESTED', 'RETURNED'), ('ENTERPRISE', 'CITY', 'REQUESTED', 'WITHDRAWN'), ('ENTERPRISE', 'CITY', 'RETURNED', 'REQUESTED'), ('ENTERPRISE', 'CITY', 'RETURNED', 'WITHDRAWN'), ('ENTERPRISE', 'COUNTY', 'APPROVAL', 'APPROVED'), ('ENTERPRISE', 'COUNTY', 'APPROVAL', 'REFUSED'), ('ENTERPRISE', 'COUNTY', 'APPROVAL', 'RETURNED'), ('ENTERPRISE', 'COUNTY', 'APPROVED', 'EXECUTED'), ('ENTERPRISE', 'COUNTY', 'APPROVED', 'RETURNED'), ('ENTERPRISE', 'COUNTY', 'CONSENT', 'APPROVAL'), ('ENTERPRISE', 'COUNTY', 'CONSENT', 'REFUSED'), ('ENTERPRISE', 'COUNTY', 'CONSENT', 'RETURNED'), ('ENTERPRISE', 'COUNTY', 'DRAFT', 'REQUESTED'), ('ENTERPRISE', 'COUNTY', 'DRAFT', 'WITHDRAWN'), ('ENTERPRISE', 'COUNTY', 'EXECUTED', 'DONE'), ('ENTERPRISE', 'COUNTY', 'EXECUTED', 'OBJECTED'), ('ENTERPRISE', 'COUNTY', 'REQUESTED', 'CONSENT'), ('ENTERPRISE', 'COUNTY', 'REQUESTED', 'REFUSED'), ('ENTERPRISE', 'COUNTY', 'REQUESTED', 'RETURNED'), ('ENTERPRISE', 'COUNTY', 'REQUESTED', 'WITHDRAWN'), ('ENTERPRISE', 'COUNTY', 'RETURNED', 'REQUESTED'), ('ENTERPRISE', 'COUNTY', 'RETURNED', 'WITHDRAWN')) THEN\n            RAISE EXCEPTION 'no move of % from % to %', NEW.origin, OLD.status, NEW.status\n              USING ERRCODE = 'check_violation';\n          END IF;\n          IF NEW.version <> OLD.version + 1 THEN\n            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';\n          END IF;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="3e531bafab370a7664a68ec3d85bf8712d82686a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_erratum_moves_along_the_table_7369e",
                    table="errata_erratum",
                    when="BEFORE",
                ),
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
    ]
