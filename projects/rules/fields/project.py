"""Fields of TBProjectInfo, TBUnitProjectInfo and TBProjectCorpInfo (domain.md 2.1, 2.2, 2.9)."""

from projects.rules.fields.entry import Section, credit_code, entry
from projects.rules.values import ValueType

AMOUNT, AREA, LENGTH = "万元", "㎡", "m"

PROJECT = (
    Section(
        "立项文件",
        (
            entry("name", "PrjName", help="与立项文件完全一致，一字不差"),
            entry(
                "investment_code",
                "PrjCode",
                type=ValueType.INVESTMENT_CODE,
                help="与立项文件完全一致，例如 2403-220102-04-01-123454；"
                "2016年以前立项没有代码的可不填，并在备注中说明",
            ),
            entry("approval_kind", dictionary="APPROVAL_KIND"),
            entry("approval_number", "PrjApprovalNum"),
            entry("approval_level", "PrjApprovalLevelNum", dictionary="APPROVAL_LEVEL"),
            entry("approval_authority", "PrjApprovalDepart"),
            entry("approved_on", "PrjApprovalDate"),
        ),
    ),
    Section(
        "工程概况",
        (
            entry("sector", dictionary="SECTOR", help="装饰装修、钢结构、消防等专业工程，请选择其所属工程的类别"),
            entry("purpose", "PrjFunctionNum", dictionary="PURPOSE"),
            entry("construction_nature", "PrjPropertyNum", dictionary="CONSTRUCTION_NATURE"),
            entry("division", help="决定由哪个主管部门确认"),
            entry("address", "Address"),
            entry("longitude", "LocationX", unit="°"),
            entry("latitude", "LocationY", unit="°"),
            entry("scale", "PrjSize", rows=3),
            entry("is_key_project", "IsMajor"),
        ),
    ),
    Section("建设单位", (entry("owner_name", "BuildCorpName"), credit_code("owner_code", "BuildCorpCode"))),
    Section(
        "投资与规模",
        (
            entry("investment_nature", "InvPropertyNum", dictionary="INVESTMENT_NATURE"),
            entry("fund_source", "FundSource", help="例如 企业自筹"),
            entry("state_share", "NationalPercentTage", unit="%"),
            entry("total_investment", "AllInvest", unit=AMOUNT),
            entry("total_area", "AllArea", unit=AREA, help="房屋建筑工程必填"),
            entry("total_length", "AllLength", unit=LENGTH, help="道路、管网、桥隧等线性工程必填"),
        ),
    ),
    Section(
        "规划与计划",
        (
            entry("land_permit_number", "BuildPlanNum"),
            entry("planning_permit_number", "ProjectPlanNum"),
            entry("planned_start_on", "BeginDate"),
            entry("planned_end_on", "EndDate"),
            entry("energy_saving", "JZJNInfo"),
            entry("out_of_code", "CXXMInfo"),
            entry("remark", "Mark"),
        ),
    ),
)

UNIT = (
    Section(
        "单位工程",
        (
            entry("name", "SubPrjName"),
            entry("cost", "Invest", unit=AMOUNT),
            entry("engineering_class", "PrjLevelNum", dictionary="ENGINEERING_CLASS"),
            entry("structure_system", "StructureTypeNum", dictionary="STRUCTURE_SYSTEM", help="房屋建筑工程必选"),
            entry("scale", "SubScale"),
        ),
    ),
    Section(
        "面积、层数与高度",
        (
            entry("area", "BuildArea", unit=AREA, help="房屋建筑工程必填；等于地上与地下面积之和"),
            entry("area_above", "FloorBuildArea", unit=AREA),
            entry("area_below", "BottomFloorBuildArea", unit=AREA),
            entry("floors_above", "FloorCount", unit="层", help="房屋建筑工程必填，只填整数"),
            entry("floors_below", "BottomFloorCount", unit="层"),
            entry("height", "BuildHeight", unit=LENGTH),
            entry("structure_height", "StructHeight", unit=LENGTH),
            entry("length", "SubProjectLength", unit=LENGTH),
            entry("span", "SubProjectSpan", unit=LENGTH),
            entry("span_concrete", "SingleSpanRC", unit=LENGTH),
            entry("span_steel", "SingleSpanSteel", unit=LENGTH),
            entry("shelter_area", "RFBottomArea", unit=AREA),
        ),
    ),
    Section(
        "性能",
        (
            entry("seismic_intensity", "SeismicIntensityScale", dictionary="SEISMIC_INTENSITY"),
            entry("is_isolated", "IsShockIsolationBuilding"),
            entry("is_super_high", "IsSuperHighBuilding"),
            entry("is_prefabricated", "IsAssembling"),
            entry("is_green", "IsGreenBuilding"),
            entry("green_level", "GreenBuildingLevel", dictionary="GREEN_LEVEL", help="绿色建筑必选"),
            entry("dwellings", "SuiteCount", unit="户"),
            entry("remark", "Memo"),
        ),
    ),
)

PARTICIPANT = (
    Section(
        "参建单位",
        (
            entry("role", "CorpRoleNum", dictionary="PARTICIPANT_ROLE"),
            entry("name", "CorpName"),
            credit_code("code", "CorpCode"),
            entry("head", "PersonName IDCardTypeNum PersonIDCard"),
            entry("phone", "PersonPhone"),
        ),
    ),
    Section(
        "关联环节",
        (
            entry("permit", "BuilderLicenceNum", help="至少关联一个环节"),
            entry("drawing_review", "CensorNum"),
            entry("completion"),
            entry("remark", "Mark"),
        ),
    ),
)
