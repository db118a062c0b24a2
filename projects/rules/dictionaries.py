"""Code lists of the data standard (domain.md 4). Stored values are the national codes."""

from django.db import models


class ProjectClass(models.TextChoices):
    """项目分类, TBPRJTYPEDIC (4.1)."""

    HOUSING = "01", "房屋建筑工程"
    MUNICIPAL = "02", "市政（基础设施）工程"
    OTHER = "99", "其他"


class Sector(models.TextChoices):
    """工程类别 (4.2): decides scope, and who confirms first."""

    HOUSING = "01", "房屋建筑"
    MUNICIPAL = "02", "市政公用"
    ELECTROMECHANICAL = "03", "机电安装"
    RAILWAY = "04", "铁路"
    HIGHWAY = "05", "公路"
    PORT = "06", "港口与航道"
    WATER = "07", "水利水电"
    POWER = "08", "电力"
    MINING = "09", "矿山"
    METALLURGY = "10", "冶金"
    PETROCHEMICAL = "11", "石油化工"
    TELECOM = "12", "通信"
    AVIATION = "13", "民航"
    OTHER = "99", "其他"

    @property
    def project_class(self) -> ProjectClass:
        """The national class that goes with it: 01 and 02 map to themselves, all else to 99."""
        return {Sector.HOUSING: ProjectClass.HOUSING, Sector.MUNICIPAL: ProjectClass.MUNICIPAL}.get(
            self, ProjectClass.OTHER
        )


class ApprovalKind(models.TextChoices):
    """立项文件类型; the three papers that 四（二） names."""

    APPROVAL = "01", "审批（立项批复）"
    RATIFICATION = "02", "核准（核准批复）"
    RECORD = "03", "备案（项目投资备案登记表）"


class ApprovalLevel(models.TextChoices):
    """立项级别, TBLXJBDIC (4.5)."""

    MINISTRY = "001", "部级"
    PROVINCE = "002", "省级"
    CITY = "003", "地市级"
    COUNTY = "004", "区县级"


class InvestmentNature(models.TextChoices):
    """工程投资性质 (4.6); the labels are provisional until the province confirms them."""

    STATE = "100", "国有投资"
    COLLECTIVE = "101", "集体投资"
    FOREIGN = "102", "外商投资"
    PRIVATE = "103", "民间（私营）投资"
    OTHER = "999", "其他"


class ConstructionNature(models.TextChoices):
    """建设性质, TBPRJPROPERTYDIC (4.3)."""

    NEW = "001", "新建"
    REBUILD = "002", "改建"
    EXTENSION = "003", "扩建"
    RESTORATION = "004", "恢复"
    RELOCATION = "005", "迁建"
    DEMOLITION = "006", "拆除"
    OTHER = "099", "其他"


class Purpose(models.TextChoices):
    """工程用途, TBPRJFUNCTIONDIC (4.4)."""

    RESIDENTIAL = "100", "居住建筑"
    RESIDENTIAL_ANCILLARY = "200", "居住建筑配套工程"
    PUBLIC = "300", "公共建筑"
    OFFICE = "301", "办公建筑"
    COMMERCIAL = "302", "商业建筑"
    TOURISM = "303", "旅游建筑"
    SCIENCE_EDUCATION = "304", "科教文卫建筑"
    TRANSPORT_BUILDING = "305", "交通运输类建筑"
    TELECOM_BUILDING = "306", "通信建筑"
    PUBLIC_ANCILLARY = "307", "公共建筑配套工程"
    MIXED_RESIDENTIAL = "400", "商住楼"
    AGRICULTURAL = "500", "农业建筑"
    AGRICULTURAL_ANCILLARY = "600", "农业建筑配套工程"
    INDUSTRIAL = "700", "工业建筑"
    INDUSTRIAL_ANCILLARY = "800", "工业建筑配套工程"
    HOUSING_OTHER = "999", "其他（房屋）"
    WATER_SUPPLY = "010", "给水"
    DRAINAGE = "011", "排水"
    GAS = "012", "燃气"
    HEATING = "013", "热力"
    ROAD = "014", "道路"
    BRIDGE_TUNNEL = "015", "桥隧"
    LANDSCAPE = "016", "风景园林"
    ENVIRONMENT_SANITATION = "017", "环境园林"
    PUBLIC_TRANSPORT = "018", "公共交通"
    MUNICIPAL_OTHER = "099", "其他（市政）"

    @property
    def project_class(self) -> ProjectClass:
        """The class whose group of purposes this one belongs to."""
        return ProjectClass.MUNICIPAL if self.value.startswith("0") else ProjectClass.HOUSING


# Purposes measured in length rather than in area (2.1: AllLength is required for linear municipal works).
LINEAR_PURPOSES = frozenset(
    {
        Purpose.WATER_SUPPLY,
        Purpose.DRAINAGE,
        Purpose.GAS,
        Purpose.HEATING,
        Purpose.ROAD,
        Purpose.BRIDGE_TUNNEL,
        Purpose.PUBLIC_TRANSPORT,
    }
)


class StructureSystem(models.TextChoices):
    """结构体系, TBPRJSTRUCTURETYPEDIC (4.10)."""

    BRICK_CONCRETE = "001", "砖混结构"
    BOTTOM_FRAME = "002", "底框结构"
    FRAME = "003", "框架结构"
    FRAME_SHEAR_WALL = "004", "框架-剪力墙结构"
    SHEAR_WALL = "005", "剪力墙结构"
    SLAB_COLUMN = "006", "板柱-剪力墙结构"
    SHORT_PIER = "007", "短肢墙剪力墙结构"
    PARTIAL_FRAME = "008", "部分框支剪力墙结构"
    FRAME_TUBE = "009", "框-筒体结构"
    TUBE_IN_TUBE = "010", "筒中筒结构"
    SPECIAL_COLUMN = "011", "异型柱框架结构"
    COMPLEX_HIGH_RISE = "012", "复杂高层结构"
    HYBRID = "013", "混合结构"
    STEEL = "014", "钢结构"
    BENT = "015", "排架结构"
    TIMBER = "016", "木结构"
    OTHER = "099", "其他"


class PermitKind(models.TextChoices):
    """许可类型: a permit, or a commencement report where no permit exists (一（一）)."""

    PERMIT = "1", "施工许可证"
    COMMENCEMENT_REPORT = "2", "开工报告"


class CompletionKind(models.TextChoices):
    """Acceptance and its filing are two tables nationally and one stage here (domain.md 2.8, A-05)."""

    ACCEPTANCE = "1", "竣工验收"
    FILING = "2", "竣工验收备案"


class Stage(models.TextChoices):
    """The seven stops of the stage rail, in the order of building."""

    PROJECT = "PROJECT", "基本信息"
    TENDER = "TENDER", "招投标"
    CONTRACT = "CONTRACT", "合同"
    DRAWING_REVIEW = "DRAWING_REVIEW", "施工图审查"
    PERMIT = "PERMIT", "施工许可"
    COMPLETION = "COMPLETION", "竣工"
    INDICATORS = "INDICATORS", "业绩指标"


class DataSource(models.IntegerChoices):
    """数据来源 (4.13)."""

    BUSINESS = 1, "业务办理"
    REGISTRATION = 2, "信息登记"
    BACKFILL = 3, "历史业绩补录"
    SHARED = 4, "共享交换"


class Origin(models.TextChoices):
    """形成方式 (2.1)."""

    BACKFILL = "1", "业绩补录"
    STAGE_BACKFILL = "2", "业绩环节补录"
    DOCKING = "3", "系统对接"
    LEGACY = "4", "历史补录"


class AttachmentKind(models.TextChoices):
    """Kinds of paper (domain.md 2.17; 二（二）3)."""

    APPROVAL_PAPER = "APPROVAL_PAPER", "立项批复、核准批复或备案登记表"
    AWARD_NOTICE = "AWARD_NOTICE", "中标通知书"
    CONTRACT = "CONTRACT", "合同"
    REVIEW_CERTIFICATE = "REVIEW_CERT", "施工图审查合格书"
    PERMIT = "PERMIT", "施工许可证或开工报告"
    COMPLETION = "COMPLETION", "竣工验收报告或备案表"
    INDICATOR_PROOF = "INDICATORS", "指标证明（图纸、结算等）"
    APPOINTMENT = "APPOINTMENT", "人员任命或社保证明"
    SECTOR_OPINION = "SECTOR_OPINION", "行业主管部门意见"
    ARCHIVE_COPY = "ARCHIVE_COPY", "档案馆复印件"
    SITE_CHECK = "SITE_CHECK", "实地核查记录"
    EXEMPTION_PROOF = "NOT_NEEDED", "不适用的证明材料"
    ERRATUM_REQUEST = "ERRATUM_ASKED", "勘误申请"
    ERRATUM_CONSENT = "ERRATUM_AGREED", "同意勘误公文"
    OTHER = "OTHER", "其他证明材料"


# 二（二）3: what the official checks against the originals. One paper of the kind is required before submission.
REQUIRED_ATTACHMENTS: dict[Stage, AttachmentKind] = {
    Stage.PROJECT: AttachmentKind.APPROVAL_PAPER,
    Stage.TENDER: AttachmentKind.AWARD_NOTICE,
    Stage.CONTRACT: AttachmentKind.CONTRACT,
    Stage.DRAWING_REVIEW: AttachmentKind.REVIEW_CERTIFICATE,
    Stage.PERMIT: AttachmentKind.PERMIT,
    Stage.COMPLETION: AttachmentKind.COMPLETION,
    Stage.INDICATORS: AttachmentKind.INDICATOR_PROOF,
}

# What may be added beside it. A copy of the archive's serves where the originals lie in an archive, and whoever checked
# on site writes down what he found; the papers of an erratum belong to no stage.
_ANYWHERE = (AttachmentKind.ARCHIVE_COPY, AttachmentKind.SITE_CHECK, AttachmentKind.OTHER)
OPTIONAL_ATTACHMENTS: dict[Stage, tuple[AttachmentKind, ...]] = {
    Stage.PROJECT: (AttachmentKind.SECTOR_OPINION, *_ANYWHERE),
    Stage.TENDER: _ANYWHERE,
    Stage.CONTRACT: (AttachmentKind.APPOINTMENT, *_ANYWHERE),
    Stage.DRAWING_REVIEW: (AttachmentKind.SECTOR_OPINION, *_ANYWHERE),
    Stage.PERMIT: (AttachmentKind.APPOINTMENT, AttachmentKind.SECTOR_OPINION, *_ANYWHERE),
    Stage.COMPLETION: (AttachmentKind.APPOINTMENT, AttachmentKind.SECTOR_OPINION, *_ANYWHERE),
    Stage.INDICATORS: (AttachmentKind.APPOINTMENT, AttachmentKind.SECTOR_OPINION, *_ANYWHERE),
}
