"""Unit projects, participants, indicators and personal track records; code lists and field lists as dated data."""

import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_ledger"),
        ("audit", "0003_ledger_functions"),
        ("projects", "0003_preparation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="projects.attachment",
                verbose_name="替换的旧版本",
            ),
        ),
        migrations.AddField(
            model_name="completion",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="completion",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
        migrations.AddField(
            model_name="constructionpermit",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="constructionpermit",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
        migrations.AddField(
            model_name="contract",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="contract",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
        migrations.AddField(
            model_name="drawingreview",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="drawingreview",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
        migrations.AddField(
            model_name="project",
            name="energy_saving",
            field=models.TextField(blank=True, max_length=500, verbose_name="建筑节能信息"),
        ),
        migrations.AddField(
            model_name="project",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="project",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
        migrations.AddField(
            model_name="project",
            name="latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=9,
                null=True,
                validators=[django.core.validators.MinValueValidator(40), django.core.validators.MaxValueValidator(47)],
                verbose_name="纬度",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="longitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=9,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(121),
                    django.core.validators.MaxValueValidator(132),
                ],
                verbose_name="经度",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="out_of_code",
            field=models.TextField(blank=True, max_length=500, verbose_name="超限项目信息"),
        ),
        migrations.AddField(
            model_name="tender",
            name="extra",
            field=models.JSONField(default=dict, editable=False, verbose_name="补充字段"),
        ),
        migrations.AddField(
            model_name="tender",
            name="form_version",
            field=models.CharField(default="2024-11-25", editable=False, max_length=20, verbose_name="字段表版本"),
        ),
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
                    ("ERRATUM_ASKED", "勘误申请"),
                    ("ERRATUM_AGREED", "同意勘误公文"),
                    ("OTHER", "其他证明材料"),
                ],
                max_length=14,
                verbose_name="材料种类",
            ),
        ),
        migrations.CreateModel(
            name="DictionaryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("dictionary", models.CharField(max_length=30, verbose_name="字典")),
                ("code", models.CharField(max_length=8, verbose_name="代码")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
            ],
            options={
                "verbose_name": "字典项",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="dictionaryentry_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("dictionary", "code", "starts_on"), name="dictionary_entry_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseIndicators",
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
                ("name", models.CharField(max_length=300, verbose_name="工程项目名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("1", "勘察"), ("2", "设计"), ("3", "施工"), ("4", "监理")],
                        max_length=1,
                        verbose_name="业绩类型",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("Z01", "建筑工程施工总承包"),
                            ("Z02", "公路工程施工总承包"),
                            ("Z03", "铁路工程施工总承包"),
                            ("Z04", "港口与航道工程施工总承包"),
                            ("Z05", "水利水电工程施工总承包"),
                            ("Z06", "电力工程施工总承包"),
                            ("Z07", "矿山工程施工总承包"),
                            ("Z08", "冶金工程施工总承包"),
                            ("Z09", "石油化工工程施工总承包"),
                            ("Z10", "市政公用工程施工总承包"),
                            ("Z11", "通信工程施工总承包"),
                            ("Z12", "机电工程施工总承包"),
                            ("Y01", "地基基础工程专业承包"),
                            ("Y02", "起重设备安装工程专业承包"),
                            ("Y03", "预拌混凝土工程专业承包"),
                            ("Y04", "电子与智能化工程专业承包"),
                            ("Y05", "消防设施工程专业承包"),
                            ("Y06", "防水防腐保温工程专业承包"),
                            ("Y07", "桥梁工程专业承包"),
                            ("Y08", "隧道工程专业承包"),
                            ("Y09", "钢结构工程专业承包"),
                            ("Y10", "模板脚手架工程专业承包"),
                            ("Y11", "建筑装修装饰工程专业承包"),
                            ("Y12", "建筑机电安装工程专业承包"),
                            ("Y13", "建筑幕墙工程专业承包"),
                            ("Y14", "古建筑工程专业承包"),
                            ("Y15", "城市及道路照明工程专业承包"),
                            ("Y16", "公路路面工程专业承包"),
                            ("Y17", "公路路基工程专业承包"),
                            ("Y18", "公路交通工程专业承包"),
                            ("Y19", "铁路电务工程专业承包"),
                            ("Y20", "铁路铺轨架梁工程专业承包"),
                            ("Y21", "铁路电气化工程专业承包"),
                            ("Y22", "机场场道工程专业承包"),
                            ("Y23", "民航空管及机场弱电工程专业承包"),
                            ("Y24", "机场目视助航工程专业承包"),
                            ("Y25", "港口与海岸工程专业承包"),
                            ("Y26", "航道工程专业承包"),
                            ("Y27", "通航建筑物工程专业承包"),
                            ("Y28", "港航设备安装及水上交管工程专业承包"),
                            ("Y29", "水工金属结构工程专业承包"),
                            ("Y30", "水利水电机电工程专业承包"),
                            ("Y31", "河湖整治工程专业承包"),
                            ("Y32", "输变电工程专业承包"),
                            ("Y33", "核工程专业承包"),
                            ("Y34", "海洋石油工程专业承包"),
                            ("Y35", "环保工程专业承包"),
                            ("Y36", "特种工程专业承包"),
                            ("K01", "工程勘察综合"),
                            ("K02", "岩土工程勘察"),
                            ("K03", "水文地质勘察"),
                            ("K04", "工程测量"),
                            ("K05", "工程勘察劳务"),
                            ("S01", "工程设计综合"),
                            ("S02", "建筑行业设计"),
                            ("S03", "市政行业设计"),
                            ("S04", "电力行业设计"),
                            ("S05", "化工石化医药行业设计"),
                            ("S06", "冶金行业设计"),
                            ("S07", "煤炭矿山行业设计"),
                            ("S08", "机械行业设计"),
                            ("S09", "建筑工程专业设计"),
                            ("S10", "专项设计"),
                            ("S11", "设计事务所"),
                            ("J01", "工程监理综合"),
                            ("J02", "房屋建筑工程监理"),
                            ("J03", "市政公用工程监理"),
                            ("J04", "电力工程监理"),
                            ("J05", "化工石油工程监理"),
                            ("J06", "冶炼工程监理"),
                            ("J07", "矿山工程监理"),
                            ("J08", "机电安装工程监理"),
                            ("J09", "监理事务所"),
                        ],
                        max_length=8,
                        verbose_name="对应资质类别",
                    ),
                ),
                (
                    "qualification_class",
                    models.CharField(
                        choices=[
                            ("ZH", "综合"),
                            ("T", "特级"),
                            ("1", "一级"),
                            ("2", "二级"),
                            ("3", "三级"),
                            ("A", "甲级"),
                            ("B", "乙级"),
                            ("C", "丙级"),
                            ("0", "不分等级"),
                        ],
                        max_length=2,
                        verbose_name="对应资质等级",
                    ),
                ),
                ("indicators", models.JSONField(default=list, verbose_name="技术指标")),
                ("indicator_text", models.TextField(max_length=2000, verbose_name="规模等级及具体技术指标")),
                ("started_on", models.DateField(verbose_name="开始日期")),
                ("ended_on", models.DateField(verbose_name="结束日期")),
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
                        related_name="indicators",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业业绩技术指标",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "record_kind",
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
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="记录种类",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="版本")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("sections", models.JSONField(verbose_name="字段")),
            ],
            options={
                "verbose_name": "项目信息构成表",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="formversion_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("record_kind", "code"), name="form_version_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("1", "勘察企业"),
                            ("2", "设计企业"),
                            ("3", "施工企业"),
                            ("4", "监理企业"),
                            ("5", "工程总承包单位"),
                            ("6", "质量检测机构"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="承担角色",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                ("code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                ("phone", models.CharField(max_length=20, verbose_name="负责人手机")),
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
                    "completion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.completion",
                        verbose_name="竣工验收（备案）",
                    ),
                ),
                (
                    "drawing_review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.drawingreview",
                        verbose_name="施工图审查",
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
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="负责人",
                    ),
                ),
                (
                    "permit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.constructionpermit",
                        verbose_name="施工许可",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "参建单位",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonalTrackRecord",
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
                    "duty",
                    models.CharField(
                        choices=[
                            ("1", "项目负责人"),
                            ("2", "技术负责人"),
                            ("3", "专业负责人"),
                            ("4", "主要设计人"),
                            ("5", "总监理工程师"),
                            ("6", "项目经理"),
                        ],
                        max_length=1,
                        verbose_name="项目中所起作用",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="开始日期")),
                ("ended_on", models.DateField(verbose_name="结束日期")),
                ("qualification", models.CharField(blank=True, max_length=200, verbose_name="对应资质")),
                ("indicator_text", models.TextField(blank=True, max_length=2000, verbose_name="技术指标")),
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
                    "indicators",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_records",
                        to="projects.enterpriseindicators",
                        verbose_name="企业业绩",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="track_records",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "个人业绩",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitProject",
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
                ("name", models.CharField(max_length=200, verbose_name="单体名称")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="工程总造价",
                    ),
                ),
                (
                    "engineering_class",
                    models.CharField(
                        choices=[
                            ("201", "甲级"),
                            ("202", "乙级"),
                            ("203", "丙级"),
                            ("310", "特级"),
                            ("311", "一级"),
                            ("312", "二级"),
                            ("313", "三级"),
                            ("321", "大型"),
                            ("322", "中型"),
                            ("323", "小型"),
                        ],
                        max_length=3,
                        verbose_name="工程等级",
                    ),
                ),
                (
                    "structure_system",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("001", "砖混结构"),
                            ("002", "底框结构"),
                            ("003", "框架结构"),
                            ("004", "框架-剪力墙结构"),
                            ("005", "剪力墙结构"),
                            ("006", "板柱-剪力墙结构"),
                            ("007", "短肢墙剪力墙结构"),
                            ("008", "部分框支剪力墙结构"),
                            ("009", "框-筒体结构"),
                            ("010", "筒中筒结构"),
                            ("011", "异型柱框架结构"),
                            ("012", "复杂高层结构"),
                            ("013", "混合结构"),
                            ("014", "钢结构"),
                            ("015", "排架结构"),
                            ("016", "木结构"),
                            ("099", "其他"),
                        ],
                        max_length=3,
                        verbose_name="结构体系",
                    ),
                ),
                ("scale", models.CharField(blank=True, max_length=500, verbose_name="工程规模")),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="建筑面积",
                    ),
                ),
                (
                    "area_above",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="地上面积",
                    ),
                ),
                (
                    "area_below",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="地下面积",
                    ),
                ),
                ("floors_above", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="地上层数")),
                ("floors_below", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="地下层数")),
                (
                    "height",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="建筑高度",
                    ),
                ),
                (
                    "structure_height",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="构筑物高度",
                    ),
                ),
                (
                    "length",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="长度",
                    ),
                ),
                (
                    "span",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="跨度",
                    ),
                ),
                (
                    "span_concrete",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="单跨（钢筋混凝土）",
                    ),
                ),
                (
                    "span_steel",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="单跨（重钢）",
                    ),
                ),
                (
                    "shelter_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="人防地下室面积",
                    ),
                ),
                (
                    "seismic_intensity",
                    models.CharField(
                        blank=True,
                        choices=[("001", "不设防"), ("002", "6度"), ("003", "7度"), ("004", "8度"), ("005", "9度")],
                        max_length=3,
                        verbose_name="抗震设防烈度",
                    ),
                ),
                (
                    "is_isolated",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="减隔震建筑"
                    ),
                ),
                (
                    "is_super_high",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="超限高层建筑"
                    ),
                ),
                (
                    "is_prefabricated",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="装配式建筑"
                    ),
                ),
                (
                    "is_green",
                    models.BooleanField(
                        blank=True, choices=[(True, "是"), (False, "否")], null=True, verbose_name="绿色建筑"
                    ),
                ),
                (
                    "green_level",
                    models.CharField(
                        blank=True,
                        choices=[("001", "一星"), ("002", "二星"), ("003", "三星")],
                        max_length=3,
                        verbose_name="绿色建筑等级",
                    ),
                ),
                ("dwellings", models.PositiveIntegerField(blank=True, null=True, verbose_name="住宅套数")),
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
                        related_name="units",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位工程",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="enterpriseindicators",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", "ABCD")), name="enterpriseindicators_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseindicators",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="enterpriseindicators_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseindicators",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="enterpriseindicators_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseindicators",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="enterpriseindicators_update_flag_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseindicators",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_on__lte", models.F("ended_on"))), name="indicators_start_before_they_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", "ABCD")), name="participant_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="participant_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="participant_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="participant_update_flag_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("permit__isnull", False),
                    ("drawing_review__isnull", False),
                    ("completion__isnull", False),
                    _connector="OR",
                ),
                name="participant_of_some_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", "ABCD")), name="personaltrackrecord_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="personaltrackrecord_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="personaltrackrecord_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="personaltrackrecord_update_flag_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_on__lte", models.F("ended_on"))), name="personal_starts_before_it_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltrackrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("update_flag", "U")),
                fields=("indicators", "person", "duty"),
                name="one_duty_of_a_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", "ABCD")), name="unitproject_grade_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "D"), ("published", False)),
                    models.Q(("grade", "D"), _negated=True),
                    _connector="OR",
                ),
                name="unitproject_d_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade", "D"),
                    models.Q(
                        ("check_authority__isnull", False), ("confirmed_at__isnull", False), ("number__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="unitproject_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("update_flag__in", "UD")), name="unitproject_update_flag_known"
            ),
        ),
        Ledgered("UnitProject"),
        Ledgered("Participant"),
        Ledgered("EnterpriseIndicators"),
        Ledgered("PersonalTrackRecord"),
        Ledgered("DictionaryEntry"),
        Ledgered("FormVersion"),
    ]
