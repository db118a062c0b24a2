import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
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
            name="RuleVersion",
            fields=[
                (
                    "version",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="规则版本"),
                ),
                ("content", models.TextField(verbose_name="内容")),
                ("first_used_at", models.DateTimeField(verbose_name="首次使用")),
            ],
            options={
                "verbose_name": "规则版本",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROJECT_BACKFILL", "业绩补录"),
                            ("STAGE_BACKFILL", "业绩环节补录"),
                            ("LEGACY_RESUBMISSION", "历史D级重新申报"),
                            ("UPGRADE", "定级（升级）申请"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("number", models.CharField(max_length=20, null=True, unique=True, verbose_name="办件编号")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "enterprise_kind",
                    models.CharField(
                        choices=[
                            ("SURVEY", "勘察企业"),
                            ("DESIGN", "设计企业"),
                            ("CONSTRUCTION", "施工企业"),
                            ("SUPERVISION", "监理企业"),
                        ],
                        max_length=12,
                        verbose_name="企业类别",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="创建时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "填写中"),
                            ("WAITING", "待确认"),
                            ("SIGNED", "待复审"),
                            ("LOWERED", "下级复核"),
                            ("RETURNED", "退回补正"),
                            ("REFUSED", "不予确认"),
                            ("WITHDRAWN", "已撤回"),
                            ("CONFIRMED", "已确认"),
                            ("REVERSING", "拟撤销确认"),
                            ("REVERSED", "已撤销确认"),
                        ],
                        default="DRAFT",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "target_grade",
                    models.CharField(
                        choices=[("D", "未确认"), ("C", "县级确认"), ("B", "市级确认"), ("A", "省级确认")],
                        max_length=1,
                        verbose_name="申请等级",
                    ),
                ),
                ("use_purpose", models.CharField(blank=True, max_length=200, verbose_name="用途")),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.authority",
                        verbose_name="办理部门",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                ("county_code", models.CharField(max_length=6, verbose_name="所在地")),
                ("city_code", models.CharField(max_length=6, verbose_name="市级确认地")),
                ("route_reason", models.CharField(blank=True, max_length=200, verbose_name="分派理由")),
                ("is_special", models.BooleanField(default=False, verbose_name="市级先行类别")),
                (
                    "sent_down_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="退回复核的上级",
                    ),
                ),
                ("rule_version", models.CharField(blank=True, max_length=64, verbose_name="规则版本")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("push_note", models.CharField(blank=True, max_length=300, verbose_name="推送说明")),
                (
                    "clock_owner",
                    models.CharField(
                        blank=True,
                        choices=[("AUTHORITY", "主管部门"), ("ENTERPRISE", "企业"), ("NOBODY", "已办结")],
                        max_length=10,
                        verbose_name="计时归属",
                    ),
                ),
                ("clock_since", models.DateField(null=True, verbose_name="计时自")),
                ("days_used", models.PositiveSmallIntegerField(default=0, verbose_name="已用工作日")),
                ("days_allowed", models.PositiveSmallIntegerField(null=True, verbose_name="办理周期（工作日）")),
                ("due_on", models.DateField(null=True, verbose_name="办理期限")),
                ("near_due_on", models.DateField(null=True, verbose_name="提醒日")),
                ("withdrawal_asked_at", models.DateTimeField(null=True, verbose_name="申请撤回时间")),
                ("withdrawal_reason", models.CharField(blank=True, max_length=300, verbose_name="申请撤回理由")),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                ("held_until", models.DateTimeField(null=True, verbose_name="占用至")),
            ],
            options={
                "verbose_name": "办件",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "DRAFT"),
                            models.Q(
                                ("authority__isnull", False),
                                ("number__isnull", False),
                                ("submitted_at__isnull", False),
                                models.Q(("tier", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submitted_case_lies_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_until", None), ("holder", None)),
                            models.Q(
                                ("held_until__isnull", False),
                                ("holder__isnull", False),
                                ("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"]),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_waiting_case_is_held",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["DRAFT", "LOWERED", "RETURNED", "REVERSING", "SIGNED", "WAITING"])
                        ),
                        fields=("project", "enterprise", "is_special"),
                        name="one_open_case_an_enterprise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawal_asked_at", None), ("status__in", ["SIGNED", "WAITING"]), _connector="OR"
                        ),
                        name="only_a_waiting_case_is_asked_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_down_by", None), ("status", "LOWERED"), _connector="XOR"),
                        name="lowered_case_goes_up_again",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"])),
                        fields=["authority", "business_line", "submitted_at", "id"],
                        name="case_queue",
                    ),
                    models.Index(
                        models.F("authority"),
                        models.F("business_line"),
                        django.db.models.functions.comparison.Coalesce(
                            "due_on", models.Value(datetime.date(9999, 12, 31))
                        ),
                        models.F("submitted_at"),
                        models.F("id"),
                        condition=models.Q(("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"])),
                        name="case_queue_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["CONFIRMED", "REFUSED", "RETURNED", "REVERSED"])),
                        fields=["authority", "business_line", "-decided_at", "-id"],
                        name="case_decided",
                    ),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)), fields=["authority", "due_on"], name="case_due"
                    ),
                    models.Index(fields=["enterprise", "-id"], name="case_of_enterprise"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "办件内容",
                "constraints": [models.UniqueConstraint(fields=("case", "record_guid"), name="case_item_once")],
                "indexes": [models.Index(fields=["record_guid"], name="case_item_record")],
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_events",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("AUTHORITY", "主管部门"), ("ENTERPRISE", "企业"), ("NOBODY", "已办结")],
                        max_length=10,
                        verbose_name="计时归属",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "提交"),
                            ("MOVED", "移交"),
                            ("ANSWERED", "询问已答复"),
                            ("ASKED", "待企业答复"),
                            ("RETURNED", "退回补正"),
                            ("REFUSED", "不予确认"),
                            ("WITHDRAWN", "企业撤回"),
                            ("CONFIRMED", "已确认"),
                        ],
                        max_length=9,
                        verbose_name="原因",
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
                    "tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                ("days_allowed", models.PositiveSmallIntegerField(verbose_name="办理周期（工作日）")),
                ("near_due_days", models.PositiveSmallIntegerField(verbose_name="提前提醒（工作日）")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "计时",
                "indexes": [models.Index(fields=["case", "id"], name="clock_of_case")],
            },
        ),
        migrations.CreateModel(
            name="ClockWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ON_TIME", "办理期限内"),
                            ("NEAR_DUE", "即将到期"),
                            ("OVERDUE", "已超期"),
                            ("PAUSED", "暂停计时"),
                            ("STOPPED", "停止计时"),
                        ],
                        max_length=8,
                        verbose_name="提醒",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="办理期限")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "到期提醒",
                "constraints": [models.UniqueConstraint(fields=("case", "state", "due_on"), name="clock_warning_once")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="次数")),
                ("snapshot", models.TextField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("declaration_version", models.CharField(max_length=10, verbose_name="声明版本")),
                ("declaration_text", models.TextField(verbose_name="声明")),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="声明人",
                    ),
                ),
                ("declared_name", models.CharField(max_length=50, verbose_name="声明人姓名")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
            ],
            options={
                "verbose_name": "提交",
                "constraints": [models.UniqueConstraint(fields=("case", "round"), name="submission_round_once")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="confirmation.submission",
                        verbose_name="所见提交",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("SUBMIT", "提交"),
                            ("WITHDRAW", "撤回"),
                            ("CLAIM", "领取"),
                            ("RELEASE", "释放"),
                            ("SIGN", "签署通过"),
                            ("CONFIRM", "确认"),
                            ("RETURN", "退回补正"),
                            ("REFUSE", "不予确认"),
                            ("HANDOVER", "移交"),
                            ("LOWER", "退回下级复核"),
                            ("REPORT", "复核上报"),
                            ("PROPOSE", "提出撤销确认"),
                            ("REVERSE", "撤销确认"),
                            ("UPHOLD", "维持确认"),
                        ],
                        max_length=8,
                        verbose_name="动作",
                    ),
                ),
                ("signature_order", models.PositiveSmallIntegerField(verbose_name="签署次序")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        db_default="",
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="理由代码"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="意见")),
                (
                    "to_authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="移交或退回至",
                    ),
                ),
                (
                    "to_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="移交至条线",
                    ),
                ),
                ("paper_name", models.CharField(blank=True, max_length=200, verbose_name="立项文件项目名称")),
                ("paper_code", models.CharField(blank=True, max_length=24, verbose_name="立项文件项目代码")),
                ("paper_number", models.CharField(blank=True, default="", max_length=200, verbose_name="立项文件文号")),
                ("case_version", models.PositiveIntegerField(verbose_name="所见版本")),
                ("rule_version", models.CharField(max_length=64, verbose_name="规则版本")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="网络地址")),
                ("decided_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "审核意见",
                "indexes": [
                    models.Index(
                        condition=models.Q(("action__in", ["RETURN", "REFUSE"])),
                        fields=["case"],
                        name="decision_sent_back",
                    ),
                    models.Index(fields=["decided_at"], name="decision_by_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="confirmation.decision",
                        verbose_name="审核意见",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("FIELD", "字段"),
                            ("PAPER", "附件"),
                            ("PAPER_KIND", "缺少附件"),
                            ("RECORD", "整条信息"),
                            ("STAGE", "缺少环节"),
                        ],
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("record_guid", models.UUIDField(null=True, verbose_name="环节记录")),
                ("name", models.CharField(blank=True, max_length=64, verbose_name="名称")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="附件SHA-256")),
                ("record_label", models.CharField(max_length=300, verbose_name="环节")),
                ("label", models.CharField(blank=True, max_length=300, verbose_name="字段或附件")),
                ("value", models.TextField(blank=True, verbose_name="所见内容")),
                ("code", models.CharField(max_length=20, verbose_name="理由代码")),
                ("reason", models.CharField(max_length=100, verbose_name="理由")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("is_late", models.BooleanField(default=False, verbose_name="前次未提出")),
                ("late", models.CharField(blank=True, max_length=500, verbose_name="前次未提出的原因")),
            ],
            options={
                "verbose_name": "退回问题",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_late", False), ("late", "")),
                            models.Q(("is_late", True), models.Q(("late", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="late_defect_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DefectAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "defect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="confirmation.defect",
                        verbose_name="退回问题",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="答复")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "问题答复",
            },
        ),
        migrations.CreateModel(
            name="DirectPush",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="发起单位",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REVIEWER", "审核人员"),
                            ("AUDITOR", "审计监督人员"),
                            ("ADMINISTRATOR", "省级管理员"),
                            ("SUPPORT", "技术支持"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="发起时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("RUNNING", "正在生成"), ("DONE", "已完成")],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="总数")),
                ("queued", models.PositiveIntegerField(default=0, verbose_name="已生成")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="不再推送")),
                ("cursor", models.BigIntegerField(null=True, verbose_name="进度")),
                ("moved_at", models.DateTimeField(verbose_name="最近进展")),
            ],
            options={
                "verbose_name": "直接推送",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE"])), name="direct_push_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING")), fields=("state",), name="direct_push_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "signal",
                    models.CharField(
                        choices=[
                            ("HASTE", "查看时间偏短"),
                            ("UNOPENED", "未打开必备附件即确认"),
                            ("SAME_FIRM", "与同一企业办件过于集中"),
                            ("OUT_OF_ORDER", "不按顺序选取"),
                            ("AFTER_HOURS", "非工作时间办理"),
                            ("RETURNS", "退回比例与同级差别大"),
                            ("REVERSALS", "确认被撤销较多"),
                        ],
                        max_length=12,
                        verbose_name="提示",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人员",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="所在单位",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(verbose_name="至")),
                ("reason", models.CharField(max_length=500, verbose_name="情况")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立线索人",
                    ),
                ),
                (
                    "opened_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="审计监督单位",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "线索",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "authority", "business_line", "signal", "since", "until"), name="lead_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("opened_by")), _negated=True),
                        name="lead_is_about_another",
                    ),
                ],
                "indexes": [models.Index(fields=["person", "-id"], name="lead_about_person")],
            },
        ),
        migrations.CreateModel(
            name="LeadAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="confirmation.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[("REPLY", "本人说明"), ("EXPLAINED", "说明清楚"), ("REFERRED", "移交处理")],
                        max_length=9,
                        verbose_name="步骤",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "线索办理记录",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step__in", ["EXPLAINED", "REFERRED"])),
                        fields=("lead",),
                        name="lead_ends_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
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
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.storedfile",
                        verbose_name="文件",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("place", models.CharField(max_length=100, verbose_name="核对地点")),
                ("found_on", models.DateField(verbose_name="核对日期")),
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
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "核对材料",
                "indexes": [models.Index(fields=["case", "id"], name="proof_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="confirmation.case",
                        verbose_name="办件",
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提问人",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="问题")),
                ("answer_by", models.DateField(null=True, verbose_name="答复期限")),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
            ],
            options={
                "verbose_name": "询问",
                "indexes": [models.Index(fields=["case", "id"], name="question_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="confirmation.question",
                        verbose_name="询问",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ANSWERED", "企业答复"), ("CLOSED", "审核人员关闭"), ("LAPSED", "随企业撤回关闭")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="答复")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "答复",
            },
        ),
        migrations.CreateModel(
            name="ReasonTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reason_templates",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("RETURN", "退回补正、标记问题"),
                            ("REFUSE", "不予确认"),
                            ("HANDOVER", "移交"),
                            ("LOWER", "退回下级复核"),
                            ("REPORT", "复核上报"),
                            ("REVERSE", "撤销确认"),
                            ("UPHOLD", "维持确认"),
                        ],
                        max_length=8,
                        verbose_name="用于",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="代码")),
                ("text", models.CharField(max_length=100, verbose_name="理由")),
            ],
            options={
                "verbose_name": "理由模板",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="reasontemplate_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "action", "code", "starts_on"),
                        name="reason_template_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "by_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="抽查单位",
                    ),
                ),
                (
                    "of_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="accounts.authority",
                        verbose_name="被抽查单位",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽查人",
                    ),
                ),
                ("drawn_at", models.DateTimeField(verbose_name="抽取时间")),
                ("decided_from", models.DateField(verbose_name="确认日期自")),
                ("decided_until", models.DateField(verbose_name="确认日期至")),
                ("seed", models.CharField(max_length=32, verbose_name="随机种子")),
                ("population", models.PositiveIntegerField(verbose_name="范围内办件数")),
            ],
            options={
                "verbose_name": "抽查",
                "indexes": [models.Index(fields=["by_authority", "-id"], name="recheck_of_drawer")],
            },
        ),
        migrations.CreateModel(
            name="RecheckItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recheck",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="confirmation.recheck",
                        verbose_name="抽查",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecked",
                        to="confirmation.decision",
                        verbose_name="确认意见",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
            ],
            options={
                "verbose_name": "抽查办件",
                "constraints": [models.UniqueConstraint(fields=("recheck", "decision"), name="recheck_item_once")],
            },
        ),
        migrations.CreateModel(
            name="RecheckResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="result",
                        to="confirmation.recheckitem",
                        verbose_name="抽查办件",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("CONFORMS", "符合要求"), ("DEFECTS", "发现问题")], max_length=8, verbose_name="结论"
                    ),
                ),
                ("findings", models.TextField(max_length=2000, verbose_name="情况")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "抽查结果",
            },
        ),
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("SCOPE", "补录范围"),
                            ("ROUTING", "首次确认层级"),
                            ("UNIT", "部门分派"),
                            ("SIGNATURES", "签署人数"),
                            ("WINDOW", "补录时间窗口"),
                        ],
                        max_length=10,
                        verbose_name="规则",
                    ),
                ),
                ("facts", models.JSONField(verbose_name="内容")),
                ("ends", models.BooleanField(default=False, verbose_name="终止")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="提出单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RUNNING", "正在预演"),
                            ("DONE", "预演完成"),
                            ("APPLIED", "已生效"),
                            ("DROPPED", "已放弃"),
                        ],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("seen", models.PositiveIntegerField(default=0, verbose_name="已查看")),
                ("cursor", models.BigIntegerField(default=0, verbose_name="进度")),
                ("counts", models.JSONField(default=list, verbose_name="变化")),
                ("samples", models.JSONField(default=list, verbose_name="示例")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "规则预演",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE", "APPLIED", "DROPPED"])),
                        name="rehearsal_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="confirmation.case",
                        verbose_name="办件",
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
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提醒人",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "提醒",
                "indexes": [models.Index(fields=["case", "-id"], name="reminder_of_case")],
            },
        ),
        migrations.CreateModel(
            name="RoutingEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "kind",
                    models.CharField(
                        choices=[("SECTOR", "工程类别"), ("QUALIFICATION", "资质类别")],
                        default="SECTOR",
                        max_length=13,
                        verbose_name="按",
                    ),
                ),
                ("category", models.CharField(max_length=4, verbose_name="类别")),
                (
                    "first_tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="首次确认层级",
                    ),
                ),
                ("clause", models.CharField(max_length=100, verbose_name="依据")),
            ],
            options={
                "verbose_name": "分派规则",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="routingentry_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("kind", "category", "starts_on"), name="routing_entry_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("query", models.CharField(max_length=600, verbose_name="筛选条件")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="共享单位",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="共享条线",
                    ),
                ),
            ],
            options={
                "verbose_name": "已存筛选",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("authority__isnull", False)),
                        fields=("authority", "business_line", "name"),
                        name="shared_filter_name_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("authority", None)), fields=("made_by", "name"), name="own_filter_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", None), ("business_line", "")),
                            models.Q(("authority__isnull", False), models.Q(("business_line", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="shared_with_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queue_setting",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                ("columns", models.JSONField(default=list, verbose_name="列")),
                (
                    "opens_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="confirmation.savedfilter",
                        verbose_name="默认筛选",
                    ),
                ),
            ],
            options={
                "verbose_name": "列表设置",
            },
        ),
        migrations.CreateModel(
            name="SignatureRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature_rules",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "房屋建筑"),
                            ("02", "市政公用"),
                            ("03", "机电安装"),
                            ("04", "铁路"),
                            ("05", "公路"),
                            ("06", "港口与航道"),
                            ("07", "水利水电"),
                            ("08", "电力"),
                            ("09", "矿山"),
                            ("10", "冶金"),
                            ("11", "石油化工"),
                            ("12", "通信"),
                            ("13", "民航"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="工程类别",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="签署人数")),
            ],
            options={
                "verbose_name": "签署规则",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="signaturerule_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "business_line", "sector", "starts_on"), name="signature_rule_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1), ("count__lte", 3)), name="one_to_three_signatures"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_aside",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回避人",
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
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "回避",
                "constraints": [models.UniqueConstraint(fields=("case", "user"), name="step_aside_once")],
            },
        ),
        migrations.CreateModel(
            name="UnitRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_routes",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "enterprise_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SURVEY", "勘察企业"),
                            ("DESIGN", "设计企业"),
                            ("CONSTRUCTION", "施工企业"),
                            ("SUPERVISION", "监理企业"),
                        ],
                        max_length=12,
                        verbose_name="企业类别",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "房屋建筑"),
                            ("02", "市政公用"),
                            ("03", "机电安装"),
                            ("04", "铁路"),
                            ("05", "公路"),
                            ("06", "港口与航道"),
                            ("07", "水利水电"),
                            ("08", "电力"),
                            ("09", "矿山"),
                            ("10", "冶金"),
                            ("11", "石油化工"),
                            ("12", "通信"),
                            ("13", "民航"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="工程类别",
                    ),
                ),
                (
                    "target_grade",
                    models.CharField(
                        blank=True,
                        choices=[("D", "未确认"), ("C", "县级确认"), ("B", "市级确认"), ("A", "省级确认")],
                        max_length=1,
                        verbose_name="申请等级",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
            ],
            options={
                "verbose_name": "部门分派",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="unitroute_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "enterprise_kind", "sector", "target_grade", "starts_on"),
                        name="unit_route_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Urging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urgings",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "by_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="督办单位",
                    ),
                ),
                (
                    "to_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urgings",
                        to="accounts.authority",
                        verbose_name="被督办单位",
                    ),
                ),
                (
                    "urged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督办人",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="督办要求")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "督办",
                "indexes": [models.Index(fields=["to_authority", "-id"], name="urging_of_unit")],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="confirmation.decision",
                        verbose_name="审核意见",
                    ),
                ),
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
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("ORIGINALS", "核对工程档案信息原件"),
                            ("ARCHIVE_COPIES", "核对档案馆提供的复印件"),
                            ("SITE_VISIT", "实地核查"),
                            ("OTHER", "其他方式"),
                        ],
                        max_length=14,
                        verbose_name="核对方式",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
            ],
            options={
                "verbose_name": "核对记录",
                "constraints": [models.UniqueConstraint(fields=("decision", "record_guid"), name="verification_once")],
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="viewings",
                        to="confirmation.case",
                        verbose_name="办件",
                    ),
                ),
                ("paper_guid", models.UUIDField(null=True, verbose_name="附件")),
                ("case_version", models.PositiveIntegerField(verbose_name="所见版本")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
                ("last_seen_at", models.DateTimeField(verbose_name="最后查看时间")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="查看秒数")),
                ("tab", models.CharField(blank=True, max_length=12, verbose_name="列表")),
                ("filters", models.CharField(blank=True, max_length=600, verbose_name="筛选条件")),
                ("position", models.PositiveIntegerField(null=True, verbose_name="所在位置")),
                (
                    "picked",
                    models.CharField(
                        choices=[
                            ("NEXT", "办理下一件"),
                            ("HAND", "从列表选取"),
                            ("STEP", "列表中上一件或下一件"),
                            ("LINK", "由链接打开"),
                        ],
                        max_length=4,
                        verbose_name="选取方式",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看记录",
                "indexes": [models.Index(fields=["case", "person", "-id"], name="viewing_of_case")],
            },
        ),
        migrations.CreateModel(
            name="BulkConfirmRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_confirm_rules",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                ("at_most", models.PositiveSmallIntegerField(verbose_name="一次最多件数")),
            ],
            options={
                "verbose_name": "批量确认规则",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="bulkconfirmrule_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("authority", "starts_on"), name="bulk_confirm_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("at_most__gte", 1), ("at_most__lte", 20)), name="bulk_confirm_is_capped"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="case_moves_along_the_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n          IF NEW.status <> 'DRAFT' THEN\n            RAISE EXCEPTION 'a case begins as a draft' USING ERRCODE = 'check_violation';\n          END IF;\n        ELSIF NEW.status <> OLD.status THEN\n          IF (NEW.kind, OLD.status, NEW.status) NOT IN (('LEGACY_RESUBMISSION', 'CONFIRMED', 'REVERSED'), ('LEGACY_RESUBMISSION', 'CONFIRMED', 'REVERSING'), ('LEGACY_RESUBMISSION', 'DRAFT', 'WAITING'), ('LEGACY_RESUBMISSION', 'LOWERED', 'RETURNED'), ('LEGACY_RESUBMISSION', 'REFUSED', 'WAITING'), ('LEGACY_RESUBMISSION', 'RETURNED', 'WAITING'), ('LEGACY_RESUBMISSION', 'REVERSED', 'WAITING'), ('LEGACY_RESUBMISSION', 'REVERSING', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'REVERSING', 'REVERSED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'REFUSED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'RETURNED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'WAITING'), ('LEGACY_RESUBMISSION', 'WAITING', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'WAITING', 'REFUSED'), ('LEGACY_RESUBMISSION', 'WAITING', 'RETURNED'), ('LEGACY_RESUBMISSION', 'WAITING', 'SIGNED'), ('LEGACY_RESUBMISSION', 'WAITING', 'WITHDRAWN'), ('LEGACY_RESUBMISSION', 'WITHDRAWN', 'WAITING'), ('PROJECT_BACKFILL', 'CONFIRMED', 'REVERSED'), ('PROJECT_BACKFILL', 'CONFIRMED', 'REVERSING'), ('PROJECT_BACKFILL', 'DRAFT', 'WAITING'), ('PROJECT_BACKFILL', 'LOWERED', 'RETURNED'), ('PROJECT_BACKFILL', 'REFUSED', 'WAITING'), ('PROJECT_BACKFILL', 'RETURNED', 'WAITING'), ('PROJECT_BACKFILL', 'REVERSED', 'WAITING'), ('PROJECT_BACKFILL', 'REVERSING', 'CONFIRMED'), ('PROJECT_BACKFILL', 'REVERSING', 'REVERSED'), ('PROJECT_BACKFILL', 'SIGNED', 'CONFIRMED'), ('PROJECT_BACKFILL', 'SIGNED', 'REFUSED'), ('PROJECT_BACKFILL', 'SIGNED', 'RETURNED'), ('PROJECT_BACKFILL', 'SIGNED', 'WAITING'), ('PROJECT_BACKFILL', 'WAITING', 'CONFIRMED'), ('PROJECT_BACKFILL', 'WAITING', 'REFUSED'), ('PROJECT_BACKFILL', 'WAITING', 'RETURNED'), ('PROJECT_BACKFILL', 'WAITING', 'SIGNED'), ('PROJECT_BACKFILL', 'WAITING', 'WITHDRAWN'), ('PROJECT_BACKFILL', 'WITHDRAWN', 'WAITING'), ('STAGE_BACKFILL', 'CONFIRMED', 'REVERSED'), ('STAGE_BACKFILL', 'CONFIRMED', 'REVERSING'), ('STAGE_BACKFILL', 'DRAFT', 'WAITING'), ('STAGE_BACKFILL', 'LOWERED', 'RETURNED'), ('STAGE_BACKFILL', 'REFUSED', 'WAITING'), ('STAGE_BACKFILL', 'RETURNED', 'WAITING'), ('STAGE_BACKFILL', 'REVERSED', 'WAITING'), ('STAGE_BACKFILL', 'REVERSING', 'CONFIRMED'), ('STAGE_BACKFILL', 'REVERSING', 'REVERSED'), ('STAGE_BACKFILL', 'SIGNED', 'CONFIRMED'), ('STAGE_BACKFILL', 'SIGNED', 'REFUSED'), ('STAGE_BACKFILL', 'SIGNED', 'RETURNED'), ('STAGE_BACKFILL', 'SIGNED', 'WAITING'), ('STAGE_BACKFILL', 'WAITING', 'CONFIRMED'), ('STAGE_BACKFILL', 'WAITING', 'REFUSED'), ('STAGE_BACKFILL', 'WAITING', 'RETURNED'), ('STAGE_BACKFILL', 'WAITING', 'SIGNED'), ('STAGE_BACKFILL', 'WAITING', 'WITHDRAWN'), ('STAGE_BACKFILL', 'WITHDRAWN', 'WAITING'), ('UPGRADE', 'CONFIRMED', 'REVERSED'), ('UPGRADE', 'CONFIRMED', 'REVERSING'), ('UPGRADE', 'DRAFT', 'WAITING'), ('UPGRADE', 'LOWERED', 'RETURNED'), ('UPGRADE', 'LOWERED', 'WAITING'), ('UPGRADE', 'REFUSED', 'WAITING'), ('UPGRADE', 'RETURNED', 'WAITING'), ('UPGRADE', 'REVERSED', 'WAITING'), ('UPGRADE', 'REVERSING', 'CONFIRMED'), ('UPGRADE', 'REVERSING', 'REVERSED'), ('UPGRADE', 'SIGNED', 'CONFIRMED'), ('UPGRADE', 'SIGNED', 'LOWERED'), ('UPGRADE', 'SIGNED', 'REFUSED'), ('UPGRADE', 'SIGNED', 'RETURNED'), ('UPGRADE', 'SIGNED', 'WAITING'), ('UPGRADE', 'WAITING', 'CONFIRMED'), ('UPGRADE', 'WAITING', 'LOWERED'), ('UPGRADE', 'WAITING', 'REFUSED'), ('UPGRADE', 'WAITING', 'RETURNED'), ('UPGRADE', 'WAITING', 'SIGNED'), ('UPGRADE', 'WAITING', 'WITHDRAWN'), ('UPGRADE', 'WITHDRAWN', 'WAITING')) THEN\n            RAISE EXCEPTION 'no move of % from % to %', NEW.kind, OLD.status, NEW.status\n              USING ERRCODE = 'check_violation';\n          END IF;\n          IF NEW.version <> OLD.version + 1 THEN\n            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';\n          END IF;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="f5cfdba935da8c14d3c31c52ac73f7073e1ddceb",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_case_moves_along_the_table_61cbc",
                    table="confirmation_case",
                    when="BEFORE",
                ),
            ),
        ),
    ]
