"""Declarations that a project has no drawing review, or no filing of its completion (A-05, A-06)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_kinds_of_notices"),
        ("projects", "0016_scans_of_papers"),
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
                    ("INDICATORS", "指标证明（图纸、结算等）"),
                    ("APPOINTMENT", "人员任命或社保证明"),
                    ("SECTOR_OPINION", "行业主管部门意见"),
                    ("ARCHIVE_COPY", "档案馆复印件"),
                    ("SITE_CHECK", "实地核查记录"),
                    ("NOT_NEEDED", "不适用的证明材料"),
                    ("ERRATUM_ASKED", "勘误申请"),
                    ("ERRATUM_AGREED", "同意勘误公文"),
                    ("OTHER", "其他证明材料"),
                ],
                max_length=14,
                verbose_name="材料种类",
            ),
        ),
        migrations.AlterField(
            model_name="formversion",
            name="record_kind",
            field=models.CharField(
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
                verbose_name="记录种类",
            ),
        ),
        migrations.AlterField(
            model_name="legacyrecord",
            name="record_kind",
            field=models.CharField(
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
                verbose_name="记录种类",
            ),
        ),
        migrations.CreateModel(
            name="Exemption",
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
                (
                    "form_version",
                    models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
                ),
                ("extra", models.JSONField(default=dict, editable=False, verbose_name="补充字段")),
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
                (
                    "stands_for",
                    models.CharField(
                        choices=[("REVIEW", "施工图审查"), ("FILING", "竣工验收备案")],
                        max_length=8,
                        verbose_name="不适用的环节",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("INSTALL", "工业安装工程，不进行施工图审查"),
                            ("COMMIT", "实行告知承诺，不再核发施工图审查合格书"),
                            ("NONE", "所属行业没有竣工验收备案制度"),
                            ("OTHER", "其他"),
                        ],
                        max_length=8,
                        verbose_name="理由",
                    ),
                ),
                ("explanation", models.TextField(blank=True, max_length=500, verbose_name="具体情况和依据")),
                ("paper_number", models.CharField(blank=True, max_length=100, verbose_name="证明文件编号")),
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
                        related_name="exemptions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "不适用声明",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="exemption_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="exemption_d_is_not_published",
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
                        name="exemption_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="exemption_update_flag_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "OTHER"), _negated=True),
                            models.Q(("explanation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="another_ground_is_explained",
                    ),
                ],
            },
        ),
        Ledgered("Exemption"),
    ]
