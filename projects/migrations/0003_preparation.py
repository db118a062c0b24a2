"""Tender, contract and drawing review, under the ledger. Numbers are counted by their letters from here on."""

import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered

# A series is named by its letters; until now it was by its stage. A row's key does not change: it goes and comes.
RENAME_SERIES = """
INSERT INTO projects_numberseries (prefix, last_serial)
  SELECT regexp_replace(prefix, '-{old}$', '-{new}'), last_serial FROM projects_numberseries WHERE prefix LIKE '%-{old}';
DELETE FROM projects_numberseries WHERE prefix LIKE '%-{old}';
"""


def rename_series(*pairs: tuple[str, str]) -> str:
    return "".join(RENAME_SERIES.replace("{old}", old).replace("{new}", new) for old, new in pairs)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_ledger_functions"),
        ("accounts", "0002_ledger"),
        ("projects", "0002_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("APPROVAL_PAPER", "立项批复、核准批复或备案登记表"),
                    ("AWARD_NOTICE", "中标通知书"),
                    ("CONTRACT", "合同"),
                    ("REVIEW_CERT", "施工图审查合格书"),
                    ("PERMIT", "施工许可证或开工报告"),
                    ("COMPLETION", "竣工验收报告或备案表"),
                    ("OTHER", "其他证明材料"),
                ],
                max_length=14,
                verbose_name="材料种类",
            ),
        ),
        migrations.CreateModel(
            name="Tender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
                ),
                (
                    "data_source",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "业务办理"), (2, "信息登记"), (3, "历史业绩补录"), (4, "共享交换")],
                        default=3,
                        verbose_name="数据来源",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
                ("sealed_at", models.DateTimeField(editable=False, null=True, verbose_name="提交时间")),
                (
                    "number",
                    models.CharField(editable=False, max_length=50, null=True, unique=True, verbose_name="编号"),
                ),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                ("name", models.CharField(max_length=300, verbose_name="标段名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("001", "勘察"),
                            ("002", "设计"),
                            ("003", "施工"),
                            ("004", "监理"),
                            ("005", "设计施工一体化"),
                            ("006", "工程总承包"),
                            ("007", "项目管理"),
                            ("010", "全过程工程咨询"),
                            ("011", "其他"),
                        ],
                        max_length=3,
                        verbose_name="招标类型",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("001", "公开招标"),
                            ("002", "邀请招标"),
                            ("003", "直接委托（直接发包）"),
                            ("099", "其他"),
                        ],
                        max_length=3,
                        verbose_name="招标方式",
                    ),
                ),
                ("paper_number", models.CharField(blank=True, max_length=50, verbose_name="中标通知书编号")),
                ("awarded_on", models.DateField(verbose_name="中标日期")),
                (
                    "award_amount",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="中标金额",
                    ),
                ),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="面积",
                    ),
                ),
                ("scale", models.TextField(blank=True, max_length=2000, verbose_name="建设规模")),
                ("agency_name", models.CharField(blank=True, max_length=200, verbose_name="招标代理单位")),
                (
                    "agency_code",
                    models.CharField(blank=True, max_length=18, verbose_name="招标代理单位统一社会信用代码"),
                ),
                ("winner_name", models.CharField(max_length=200, verbose_name="中标单位")),
                ("winner_code", models.CharField(max_length=18, verbose_name="中标单位统一社会信用代码")),
                (
                    "check_authority",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="信息审核部门",
                    ),
                ),
                (
                    "check_person",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="项目经理（总监理工程师）",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "招投标",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
                ),
                (
                    "data_source",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "业务办理"), (2, "信息登记"), (3, "历史业绩补录"), (4, "共享交换")],
                        default=3,
                        verbose_name="数据来源",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
                ("sealed_at", models.DateTimeField(editable=False, null=True, verbose_name="提交时间")),
                (
                    "number",
                    models.CharField(editable=False, max_length=50, null=True, unique=True, verbose_name="编号"),
                ),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                ("name", models.CharField(max_length=300, verbose_name="合同项目名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("100", "勘察"),
                            ("200", "设计"),
                            ("301", "施工总包"),
                            ("302", "施工分包"),
                            ("303", "施工劳务"),
                            ("400", "监理"),
                            ("500", "设计施工一体化"),
                            ("600", "工程总承包"),
                            ("700", "项目管理"),
                            ("800", "全过程工程咨询"),
                            ("900", "其他"),
                        ],
                        max_length=3,
                        verbose_name="合同类别",
                    ),
                ),
                ("paper_number", models.CharField(max_length=100, verbose_name="合同编号")),
                (
                    "contract_amount",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="合同金额",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="合同签订日期")),
                ("scale", models.TextField(blank=True, max_length=2000, verbose_name="建设规模")),
                ("client_name", models.CharField(max_length=200, verbose_name="发包单位")),
                ("client_code", models.CharField(blank=True, max_length=18, verbose_name="发包单位统一社会信用代码")),
                ("contractor_name", models.CharField(max_length=200, verbose_name="承包单位")),
                ("contractor_code", models.CharField(max_length=18, verbose_name="承包单位统一社会信用代码")),
                ("partner_name", models.CharField(blank=True, max_length=200, verbose_name="联合体承包单位")),
                (
                    "partner_code",
                    models.CharField(blank=True, max_length=18, verbose_name="联合体承包单位统一社会信用代码"),
                ),
                (
                    "check_authority",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="信息审核部门",
                    ),
                ),
                (
                    "check_person",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "project_head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="项目负责人",
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.tender",
                        verbose_name="对应的中标信息",
                    ),
                ),
            ],
            options={
                "verbose_name": "合同登记",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DrawingReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
                ),
                (
                    "data_source",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "业务办理"), (2, "信息登记"), (3, "历史业绩补录"), (4, "共享交换")],
                        default=3,
                        verbose_name="数据来源",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
                ("sealed_at", models.DateTimeField(editable=False, null=True, verbose_name="提交时间")),
                (
                    "number",
                    models.CharField(editable=False, max_length=50, null=True, unique=True, verbose_name="编号"),
                ),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                ("name", models.CharField(max_length=300, verbose_name="工程名称")),
                ("paper_number", models.CharField(max_length=50, verbose_name="施工图审查合格书编号")),
                ("reviewed_on", models.DateField(verbose_name="审查完成日期")),
                ("reviewer_name", models.CharField(max_length=200, verbose_name="审查机构")),
                ("reviewer_code", models.CharField(max_length=18, verbose_name="审查机构统一社会信用代码")),
                ("scale", models.TextField(blank=True, max_length=2000, verbose_name="建设规模")),
                ("surveyor_name", models.CharField(max_length=200, verbose_name="勘察单位")),
                ("surveyor_code", models.CharField(max_length=18, verbose_name="勘察单位统一社会信用代码")),
                ("designer_name", models.CharField(max_length=200, verbose_name="设计单位")),
                ("designer_code", models.CharField(max_length=18, verbose_name="设计单位统一社会信用代码")),
                (
                    "passed_at_once",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="一次审查是否通过"
                    ),
                ),
                ("violations", models.PositiveIntegerField(blank=True, null=True, verbose_name="一次审查违反强条数")),
                (
                    "violated_articles",
                    models.TextField(blank=True, max_length=2000, verbose_name="一次审查违反强条条目"),
                ),
                (
                    "is_joint",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="是否联合审查"
                    ),
                ),
                ("fire_number", models.CharField(blank=True, max_length=50, verbose_name="消防审查编号")),
                ("fire_reviewer", models.CharField(blank=True, max_length=200, verbose_name="消防审查机构")),
                ("fire_reviewed_on", models.DateField(blank=True, null=True, verbose_name="消防审查时间")),
                ("air_defence_number", models.CharField(blank=True, max_length=50, verbose_name="人防审查编号")),
                ("air_defence_reviewer", models.CharField(blank=True, max_length=200, verbose_name="人防审查机构")),
                ("air_defence_reviewed_on", models.DateField(blank=True, null=True, verbose_name="人防审查时间")),
                (
                    "check_authority",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="信息审核部门",
                    ),
                ),
                (
                    "check_person",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawing_reviews",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "施工图审查",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="drawingreview_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="drawingreview_d_is_not_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade", "D"),
                            models.Q(
                                ("check_authority__isnull", False),
                                ("confirmed_at__isnull", False),
                                ("number__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="drawingreview_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="drawingreview_update_flag_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("violations__isnull", True),
                            ("violations", 0),
                            models.Q(("violated_articles", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="counted_violations_are_named",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="tender_grade_known"),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="tender_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="tender_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="tender_update_flag_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["003", "004"]), _negated=True), ("manager__isnull", False), _connector="OR"
                ),
                name="works_and_supervision_are_won_with_a_manager",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="contract_grade_known"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="contract_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="contract_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="contract_update_flag_known"
            ),
        ),
        Ledgered("Tender"),
        Ledgered("Contract"),
        Ledgered("DrawingReview"),
        migrations.RunSQL(
            rename_series(("PERMIT", "SX"), ("COMPLETION", "JX")), rename_series(("SX", "PERMIT"), ("JX", "COMPLETION"))
        ),
    ]
