import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import projects.models.several


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("prefix", models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="序列")),
                ("last_serial", models.PositiveIntegerField(default=0, verbose_name="已用序号")),
            ],
            options={
                "verbose_name": "编号序列",
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                ("pages", models.PositiveIntegerField(verbose_name="页数")),
                ("created_at", models.DateTimeField(verbose_name="存入时间")),
            ],
            options={
                "verbose_name": "文件",
            },
        ),
        migrations.CreateModel(
            name="Project",
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "national_number",
                    models.CharField(blank=True, editable=False, max_length=16, verbose_name="项目编号（全国）"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("1", "业绩补录"), ("2", "业绩环节补录"), ("3", "系统对接"), ("4", "历史补录")],
                        default="1",
                        editable=False,
                        max_length=1,
                        verbose_name="形成方式",
                    ),
                ),
                ("shown", models.BooleanField(default=False, editable=False, verbose_name="通知发布前已展示")),
                (
                    "project_class",
                    models.CharField(
                        choices=[("01", "房屋建筑工程"), ("02", "市政（基础设施）工程"), ("99", "其他")],
                        editable=False,
                        max_length=2,
                        verbose_name="项目分类",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                ("investment_code", models.CharField(blank=True, max_length=24, verbose_name="项目代码")),
                (
                    "sector",
                    models.CharField(
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
                ("owner_name", models.CharField(max_length=200, verbose_name="建设单位")),
                ("owner_code", models.CharField(max_length=18, verbose_name="建设单位统一社会信用代码")),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="项目所在地",
                    ),
                ),
                ("address", models.CharField(max_length=255, verbose_name="具体地点")),
                (
                    "longitude",
                    models.DecimalField(
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
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(40),
                            django.core.validators.MaxValueValidator(47),
                        ],
                        verbose_name="纬度",
                    ),
                ),
                (
                    "approval_kind",
                    models.CharField(
                        choices=[
                            ("01", "审批（立项批复）"),
                            ("02", "核准（核准批复）"),
                            ("03", "备案（项目投资备案登记表）"),
                        ],
                        max_length=2,
                        verbose_name="立项文件类型",
                    ),
                ),
                ("approval_number", models.CharField(max_length=200, verbose_name="立项文号")),
                (
                    "approval_level",
                    models.CharField(
                        choices=[("001", "部级"), ("002", "省级"), ("003", "地市级"), ("004", "区县级")],
                        max_length=3,
                        verbose_name="立项级别",
                    ),
                ),
                ("approval_authority", models.CharField(max_length=200, verbose_name="立项批复机关")),
                ("approved_on", models.DateField(verbose_name="立项批复时间")),
                (
                    "land_permit_number",
                    models.CharField(blank=True, max_length=100, verbose_name="建设用地规划许可证编号"),
                ),
                (
                    "planning_permit_number",
                    models.CharField(blank=True, max_length=200, verbose_name="建设工程规划许可证编号"),
                ),
                (
                    "investment_nature",
                    models.CharField(
                        choices=[
                            ("100", "国有投资"),
                            ("101", "集体投资"),
                            ("102", "外商投资"),
                            ("103", "民间（私营）投资"),
                            ("999", "其他"),
                        ],
                        max_length=3,
                        verbose_name="工程投资性质",
                    ),
                ),
                ("fund_source", models.CharField(max_length=200, verbose_name="资金来源")),
                (
                    "state_share",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="国有资金出资比例",
                    ),
                ),
                (
                    "total_investment",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="总投资",
                    ),
                ),
                (
                    "total_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="总面积",
                    ),
                ),
                (
                    "total_length",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="总长度",
                    ),
                ),
                (
                    "construction_nature",
                    models.CharField(
                        choices=[
                            ("001", "新建"),
                            ("002", "改建"),
                            ("003", "扩建"),
                            ("004", "恢复"),
                            ("005", "迁建"),
                            ("006", "拆除"),
                            ("099", "其他"),
                        ],
                        max_length=3,
                        verbose_name="建设性质",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("100", "居住建筑"),
                            ("200", "居住建筑配套工程"),
                            ("300", "公共建筑"),
                            ("301", "办公建筑"),
                            ("302", "商业建筑"),
                            ("303", "旅游建筑"),
                            ("304", "科教文卫建筑"),
                            ("305", "交通运输类建筑"),
                            ("306", "通信建筑"),
                            ("307", "公共建筑配套工程"),
                            ("400", "商住楼"),
                            ("500", "农业建筑"),
                            ("600", "农业建筑配套工程"),
                            ("700", "工业建筑"),
                            ("800", "工业建筑配套工程"),
                            ("999", "其他（房屋）"),
                            ("010", "给水"),
                            ("011", "排水"),
                            ("012", "燃气"),
                            ("013", "热力"),
                            ("014", "道路"),
                            ("015", "桥隧"),
                            ("016", "风景园林"),
                            ("017", "环境园林"),
                            ("018", "公共交通"),
                            ("099", "其他（市政）"),
                        ],
                        max_length=3,
                        verbose_name="工程用途",
                    ),
                ),
                ("scale", models.TextField(max_length=2000, verbose_name="建设规模")),
                ("is_key_project", models.BooleanField(default=False, verbose_name="重点项目")),
                ("planned_start_on", models.DateField(blank=True, null=True, verbose_name="计划开工日期")),
                ("planned_end_on", models.DateField(blank=True, null=True, verbose_name="计划竣工日期")),
                ("energy_saving", models.TextField(blank=True, max_length=500, verbose_name="建筑节能信息")),
                ("out_of_code", models.TextField(blank=True, max_length=500, verbose_name="超限项目信息")),
            ],
            options={
                "verbose_name": "项目基本信息",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="project_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="project_d_is_not_published",
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
                        name="project_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="project_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)), fields=("number",), name="project_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("sealed_at__isnull", False), models.Q(("investment_code", ""), _negated=True)
                        ),
                        fields=("investment_code",),
                        name="investment_code_once",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="project_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="project_person",
                    ),
                    models.Index(fields=["division"], name="project_of_division"),
                    models.Index(
                        condition=models.Q(("published", True)),
                        fields=["-confirmed_at", "-id"],
                        name="project_published",
                    ),
                    models.Index(fields=["filed_by", "-id"], name="project_of_enterprise"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConstructionPermit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permits",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("1", "施工许可证"), ("2", "开工报告")], max_length=1, verbose_name="许可类型"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="工程名称")),
                ("paper_number", models.CharField(max_length=100, verbose_name="许可证（开工报告）编号")),
                ("released_on", models.DateField(verbose_name="发证（批准）日期")),
                ("issued_by", models.CharField(max_length=100, verbose_name="发证机关")),
                (
                    "contract_amount",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="合同金额",
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
                (
                    "length",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="长度",
                    ),
                ),
                (
                    "span",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="跨度",
                    ),
                ),
                ("scale", models.TextField(blank=True, max_length=2000, verbose_name="建设规模")),
                ("contract_days", models.PositiveIntegerField(blank=True, null=True, verbose_name="合同工期")),
                ("surveyor_name", models.CharField(max_length=200, verbose_name="勘察单位")),
                ("surveyor_code", models.CharField(max_length=18, verbose_name="勘察单位统一社会信用代码")),
                ("designer_name", models.CharField(max_length=200, verbose_name="设计单位")),
                ("designer_code", models.CharField(max_length=18, verbose_name="设计单位统一社会信用代码")),
                ("contractor_name", models.CharField(max_length=200, verbose_name="施工单位")),
                ("contractor_code", models.CharField(max_length=18, verbose_name="施工单位统一社会信用代码")),
                ("supervisor_name", models.CharField(blank=True, max_length=200, verbose_name="监理单位")),
                (
                    "supervisor_code",
                    models.CharField(blank=True, max_length=18, verbose_name="监理单位统一社会信用代码"),
                ),
                (
                    "safety_permit_number",
                    models.CharField(blank=True, max_length=30, verbose_name="安全生产许可证编号"),
                ),
                (
                    "project_manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="项目经理",
                    ),
                ),
                (
                    "chief_supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="总监理工程师",
                    ),
                ),
            ],
            options={
                "verbose_name": "施工许可（开工报告）",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", "ABCD")), name="constructionpermit_grade_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="constructionpermit_d_is_not_published",
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
                        name="constructionpermit_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="constructionpermit_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="constructionpermit_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chief_supervisor", None), ("supervisor_name", "")),
                            models.Q(
                                models.Q(("supervisor_name", ""), _negated=True), ("chief_supervisor__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="supervised_works_have_a_chief_supervisor",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="constructionpermit_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="constructionpermit_person",
                    ),
                    models.Index(fields=["paper_number"], name="permit_by_paper_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "permit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="projects.constructionpermit",
                        verbose_name="施工许可",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("1", "竣工验收"), ("2", "竣工验收备案")], max_length=1, verbose_name="竣工类型"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="工程名称")),
                ("paper_number", models.CharField(blank=True, max_length=50, verbose_name="竣工验收（备案）编号")),
                ("started_on", models.DateField(verbose_name="实际开工日期")),
                ("finished_on", models.DateField(verbose_name="竣工验收（备案）日期")),
                (
                    "actual_cost",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=20,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.0001"))],
                        verbose_name="实际造价",
                    ),
                ),
                (
                    "actual_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="实际面积",
                    ),
                ),
                (
                    "length",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
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
                        decimal_places=4,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="跨度",
                    ),
                ),
                ("actual_scale", models.TextField(max_length=2000, verbose_name="实际建设规模")),
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
                ("testing_agency_name", models.CharField(blank=True, max_length=200, verbose_name="质量检测机构")),
                (
                    "testing_agency_code",
                    models.CharField(blank=True, max_length=18, verbose_name="质量检测机构统一社会信用代码"),
                ),
            ],
            options={
                "verbose_name": "竣工验收（备案）",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="completion_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="completion_d_is_not_published",
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
                        name="completion_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="completion_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)), fields=("number",), name="completion_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_on__lte", models.F("finished_on"))),
                        name="completion_starts_before_it_ends",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="completion_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="completion_person",
                    ),
                ],
            },
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
            name="DrawingReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row_guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="数据主键"),
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawing_reviews",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="drawingreview_number_once",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="drawingreview_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="drawingreview_person",
                    ),
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "企业业绩技术指标",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", "ABCD")), name="enterpriseindicators_grade_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="enterpriseindicators_d_is_not_published",
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
                        name="enterpriseindicators_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="enterpriseindicators_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="enterpriseindicators_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_on__lte", models.F("ended_on"))),
                        name="indicators_start_before_they_end",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="enterpriseindicators_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="enterpriseindicators_person",
                    ),
                ],
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
                            ("EXEMPTION", "不适用声明"),
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
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
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
                ("rows_compared", models.PositiveSmallIntegerField(null=True, verbose_name="已比对行数")),
            ],
            options={
                "verbose_name": "导入任务",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["ALL_OR_NOTHING", "ROW_BY_ROW"])), name="import_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["WAITING", "READING", "WRITING", "DONE", "REFUSED", "FAILED", "CANCELLED"])
                        ),
                        name="import_state_known",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["enterprise", "-id"], name="import_of_enterprise"),
                    models.Index(
                        condition=models.Q(("state__in", ["WAITING", "READING", "WRITING"])),
                        fields=["heartbeat_at"],
                        name="import_unfinished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
                ("sheet", models.CharField(max_length=31, verbose_name="工作表")),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                ("column", models.CharField(blank=True, max_length=3, verbose_name="列")),
                ("label", models.CharField(blank=True, max_length=100, verbose_name="字段")),
                ("value", models.CharField(blank=True, max_length=100, verbose_name="填写的值")),
                ("rule", models.CharField(max_length=500, verbose_name="规则")),
                ("remedy", models.CharField(max_length=500, verbose_name="修改办法")),
            ],
            options={
                "verbose_name": "导入错误",
                "indexes": [models.Index(fields=["job", "id"], name="fault_of_import")],
            },
        ),
        migrations.CreateModel(
            name="ImportQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                ("other_name", models.CharField(max_length=200, verbose_name="已展示的项目")),
                ("other_code", models.CharField(blank=True, max_length=24, verbose_name="项目代码")),
                ("likeness", models.CharField(max_length=500, verbose_name="相似之处")),
            ],
            options={
                "verbose_name": "导入提问",
                "indexes": [models.Index(fields=["job", "id"], name="question_of_import")],
            },
        ),
        migrations.CreateModel(
            name="IntakeMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("APPROVAL", "吉林省工程建设项目审批管理系统"),
                            ("MARKET", "吉林省建筑市场监管公共服务平台"),
                            ("DRAWINGS", "吉林省施工图数字化联合审查系统"),
                        ],
                        max_length=8,
                        verbose_name="来源系统",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("UNIT", "审批单位"), ("CODE", "代码")], max_length=4, verbose_name="种类"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="所属")),
                ("theirs", models.CharField(max_length=210, verbose_name="来源写法")),
                ("ours", models.CharField(max_length=40, verbose_name="本平台")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="指定人",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="指定时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "对接代码对照",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("system", "kind", "name", "theirs"),
                        name="intake_mapping_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="intake_mapping_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("APPROVAL", "吉林省工程建设项目审批管理系统"),
                            ("MARKET", "吉林省建筑市场监管公共服务平台"),
                            ("DRAWINGS", "吉林省施工图数字化联合审查系统"),
                        ],
                        max_length=8,
                        verbose_name="来源系统",
                    ),
                ),
                ("message_id", models.CharField(max_length=64, verbose_name="报文编号")),
                ("key_id", models.CharField(max_length=32, verbose_name="密钥编号")),
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
                        verbose_name="记录种类",
                    ),
                ),
                ("source_id", models.CharField(max_length=100, verbose_name="来源标识")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="序号")),
                ("sent_at", models.DateTimeField(verbose_name="发送时间")),
                ("received_at", models.DateTimeField(verbose_name="接收时间")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("substance", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("raw", models.BinaryField(null=True, verbose_name="原文")),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("unit_code", models.CharField(max_length=100, verbose_name="审批单位代码")),
                ("unit_name", models.CharField(max_length=100, verbose_name="审批单位")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("STORED", "已入库"),
                            ("QUARANTINED", "待处理"),
                            ("REPLAYED", "处理后入库"),
                            ("SUPERSEDED", "未采用"),
                            ("DISMISSED", "不予入库"),
                        ],
                        max_length=11,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNKNOWN_UNIT", "审批单位无法识别"),
                            ("UNIT_ELSEWHERE", "审批单位不管辖项目所在地"),
                            ("UNKNOWN_CODE", "代码不在字典内"),
                            ("FAULTY_FACTS", "内容不符合数据标准"),
                            ("PERSON_UNCLEAR", "人员证件有疑义"),
                            ("NO_PROJECT", "没有对应的项目"),
                            ("NO_EARLIER", "所引用的环节尚未到达"),
                            ("PROJECT_UNCLEAR", "所指项目前后不一"),
                            ("OUT_OF_SCOPE", "不在补录范围"),
                            ("DUPLICATE", "与已有信息重复"),
                            ("LOOKS_ALIKE", "疑似与已展示项目重复"),
                            ("CHANGED", "与已确认信息不一致"),
                            ("SEQUENCE_TWICE", "同一序号内容不同"),
                        ],
                        max_length=20,
                        verbose_name="原因",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("unknown_name", models.CharField(blank=True, max_length=40, verbose_name="未知代码所属")),
                ("unknown", models.CharField(blank=True, max_length=210, verbose_name="未知代码")),
                ("project_code", models.CharField(blank=True, max_length=40, verbose_name="项目代码")),
                ("project_source_id", models.CharField(blank=True, max_length=100, verbose_name="来源项目标识")),
                ("record_guid", models.UUIDField(null=True, verbose_name="数据主键")),
                ("resolution", models.CharField(blank=True, max_length=500, verbose_name="处理意见")),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="办结时间")),
            ],
            options={
                "verbose_name": "对接报文",
                "constraints": [
                    models.UniqueConstraint(fields=("system", "message_id"), name="intake_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(("system__in", ["APPROVAL", "MARKET", "DRAWINGS"])),
                        name="intake_system_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["STORED", "QUARANTINED", "REPLAYED", "SUPERSEDED", "DISMISSED"])
                        ),
                        name="intake_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("raw__isnull", False),
                                ("settled_at", None),
                                ("state", "QUARANTINED"),
                                models.Q(("cause", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "QUARANTINED"), _negated=True),
                                ("raw", None),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="intake_waits_or_is_settled",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["system", "kind", "source_id", "-sequence"], name="intake_of_source"),
                    models.Index(fields=["system", "received_at"], name="intake_of_system"),
                    models.Index(
                        condition=models.Q(("state", "QUARANTINED")), fields=["cause", "id"], name="intake_waiting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwedQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                (
                    "facts",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="比对内容"),
                ),
            ],
            options={
                "verbose_name": "待比对项目",
            },
        ),
        migrations.CreateModel(
            name="OwedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
                (
                    "projects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="项目"
                    ),
                ),
            ],
            options={
                "verbose_name": "待建检索",
            },
        ),
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
                "indexes": [
                    models.Index(condition=models.Q(("state", "PENDING")), fields=["-due_at"], name="scan_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectSearch",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                ("name", models.TextField(verbose_name="项目名称")),
                ("owner", models.TextField(verbose_name="建设单位")),
                ("names", django.contrib.postgres.search.SearchVectorField(verbose_name="名称字对")),
                ("owners", django.contrib.postgres.search.SearchVectorField(verbose_name="建设单位字对")),
                ("keys", django.contrib.postgres.search.SearchVectorField(verbose_name="编号")),
            ],
            options={
                "verbose_name": "项目检索",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["names", "owners", "keys"], name="project_search"
                    )
                ],
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_records",
                        to="projects.project",
                        verbose_name="项目",
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
            ],
            options={
                "verbose_name": "个人业绩",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", "ABCD")), name="personaltrackrecord_grade_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="personaltrackrecord_d_is_not_published",
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
                        name="personaltrackrecord_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="personaltrackrecord_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="personaltrackrecord_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_on__lte", models.F("ended_on"))),
                        name="personal_starts_before_it_ends",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("update_flag", "U")),
                        fields=("indicators", "person", "duty"),
                        name="one_duty_of_a_person_once",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="personaltrackrecord_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="personaltrackrecord_person",
                    ),
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="负责人",
                    ),
                ),
                ("phone", models.CharField(max_length=20, verbose_name="负责人手机")),
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
            ],
            options={
                "verbose_name": "参建单位",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="participant_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="participant_d_is_not_published",
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
                        name="participant_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="participant_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="participant_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("permit__isnull", False),
                            ("drawing_review__isnull", False),
                            ("completion__isnull", False),
                            _connector="OR",
                        ),
                        name="participant_of_some_stage",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="participant_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="participant_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                ("record_guid", models.UUIDField(unique=True, verbose_name="环节记录")),
                ("fields", models.JSONField(default=dict, verbose_name="可改字段")),
                ("papers", models.JSONField(default=dict, verbose_name="可换附件")),
                ("paper_kinds", models.JSONField(default=dict, verbose_name="可加附件")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
            ],
            options={
                "verbose_name": "退回后可改的环节",
                "indexes": [models.Index(fields=["project"], name="opened_record_of_project")],
            },
        ),
        migrations.CreateModel(
            name="OpenedFiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_filings",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="可添加的环节"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
            ],
            options={
                "verbose_name": "退回后可改的填报",
                "constraints": [models.UniqueConstraint(fields=("project", "enterprise"), name="opened_filing_once")],
            },
        ),
        migrations.CreateModel(
            name="LegacyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_guid", models.UUIDField(unique=True, verbose_name="数据主键")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="填报企业",
                    ),
                ),
                ("batch", models.CharField(max_length=40, verbose_name="批次")),
                ("project_key", models.CharField(max_length=100, verbose_name="原项目标识")),
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
                            ("EXEMPTION", "不适用声明"),
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="记录种类",
                    ),
                ),
                ("old_grade", models.CharField(default="D", max_length=1, verbose_name="原等级")),
                ("values", models.JSONField(default=dict, verbose_name="原内容")),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legacy_records",
                        to="projects.project",
                        verbose_name="重新申报的项目",
                    ),
                ),
                ("loaded_at", models.DateTimeField(verbose_name="装入时间")),
                ("update_flag", models.CharField(db_default="U", default="U", max_length=1, verbose_name="更新标识")),
            ],
            options={
                "verbose_name": "历史D级记录",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("old_grade", "D")), name="legacy_record_is_unconfirmed"),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="legacy_record_update_flag_known"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["enterprise", "-id"], name="legacy_of_enterprise"),
                    models.Index(fields=["project_key"], name="legacy_of_old_project"),
                    models.Index(fields=["batch"], name="legacy_of_batch"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding_reasons",
                        to="projects.project",
                        verbose_name="项目",
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
                ("finding", models.CharField(max_length=64, verbose_name="疑点")),
                ("code", models.CharField(max_length=40, verbose_name="疑点种类")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="说明人",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="说明时间")),
            ],
            options={
                "verbose_name": "疑点说明",
                "constraints": [
                    models.UniqueConstraint(fields=("project", "enterprise", "finding"), name="finding_answered_once")
                ],
            },
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)), fields=("number",), name="exemption_number_once"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="exemption_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="exemption_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DockedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("APPROVAL", "吉林省工程建设项目审批管理系统"),
                            ("MARKET", "吉林省建筑市场监管公共服务平台"),
                            ("DRAWINGS", "吉林省施工图数字化联合审查系统"),
                        ],
                        max_length=8,
                        verbose_name="来源系统",
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
                        verbose_name="记录种类",
                    ),
                ),
                ("source_id", models.CharField(max_length=100, verbose_name="来源标识")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="docked_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                ("record_guid", models.UUIDField(db_index=True, verbose_name="数据主键")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="序号")),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="审批单位对应部门",
                    ),
                ),
                ("is_linked", models.BooleanField(default=False, verbose_name="人工关联")),
                ("synced_at", models.DateTimeField(verbose_name="同步时间")),
            ],
            options={
                "verbose_name": "对接记录",
                "constraints": [
                    models.UniqueConstraint(fields=("system", "kind", "source_id"), name="docked_record_once"),
                    models.CheckConstraint(
                        condition=models.Q(("is_linked", True), ("authority__isnull", False), _connector="OR"),
                        name="docked_record_was_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="projects.project",
                        verbose_name="项目",
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
                    "kind",
                    models.CharField(
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
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
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
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="projects.attachment",
                        verbose_name="替换的旧版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "indexes": [models.Index(fields=["record_guid"], name="attachment_of_record")],
            },
        ),
        migrations.CreateModel(
            name="SectorScope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "sector",
                    models.CharField(
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
                ("in_scope", models.BooleanField(verbose_name="纳入补录")),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="负责部门")),
                ("clause", models.CharField(max_length=100, verbose_name="依据")),
            ],
            options={
                "verbose_name": "补录范围",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="sectorscope_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("sector", "starts_on"), name="sector_scope_once"),
                ],
            },
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "招投标",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="tender_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="tender_d_is_not_published",
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
                        name="tender_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="tender_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)), fields=("number",), name="tender_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["003", "004"]), _negated=True),
                            ("manager__isnull", False),
                            _connector="OR",
                        ),
                        name="works_and_supervision_are_won_with_a_manager",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="tender_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="tender_person",
                    ),
                ],
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
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
                (
                    "partner_name",
                    projects.models.several.SeveralNames(blank=True, max_length=1808, verbose_name="联合体承包单位"),
                ),
                (
                    "partner_code",
                    projects.models.several.SeveralCodes(
                        blank=True, max_length=170, verbose_name="联合体承包单位统一社会信用代码"
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
            ],
            options={
                "verbose_name": "合同登记",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="contract_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="contract_d_is_not_published",
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
                        name="contract_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="contract_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)), fields=("number",), name="contract_number_once"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="contract_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="contract_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwinDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="twin_decisions",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="相似项目",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("SAME", "同一项目"), ("DIFFERENT", "不是同一项目")], max_length=9, verbose_name="判断"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="判断人",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="判断时间")),
            ],
            options={
                "verbose_name": "相似项目判断",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("project", models.F("other")), _negated=True), name="twins_are_two"
                    )
                ],
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
                ("number", models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")),
                ("grade", models.CharField(default="D", editable=False, max_length=1, verbose_name="数据等级")),
                (
                    "check_authority",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="信息审核人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                ("published", models.BooleanField(default=False, editable=False, verbose_name="省平台展示")),
                ("update_flag", models.CharField(default="U", editable=False, max_length=1, verbose_name="更新标识")),
                ("false_mark", models.BooleanField(default=False, editable=False, verbose_name="虚假标记")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "单位工程",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__in", "ABCD")), name="unitproject_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", "D"), ("published", False)),
                            models.Q(("grade", "D"), _negated=True),
                            _connector="OR",
                        ),
                        name="unitproject_d_is_not_published",
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
                        name="unitproject_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", "UD")), name="unitproject_update_flag_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("number",),
                        name="unitproject_number_once",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("check_authority__isnull", False)),
                        fields=["check_authority"],
                        name="unitproject_authority",
                    ),
                    models.Index(
                        condition=models.Q(("check_person__isnull", False)),
                        fields=["check_person"],
                        name="unitproject_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="表单")),
                ("sealed", models.BinaryField(verbose_name="内容")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
            ],
            options={
                "verbose_name": "未保存的填写内容",
                "indexes": [models.Index(fields=["saved_at"], name="draft_by_age")],
                "constraints": [models.UniqueConstraint(fields=("enterprise", "key"), name="draft_once_a_form")],
            },
        ),
    ]
