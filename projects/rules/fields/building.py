"""Fields of TBProjectCensorInfo, TBBuilderLicenceManage and TBProjectFinish* (domain.md 2.5 to 2.8)."""

from projects.rules.fields.entry import Section, credit_code, entry
from projects.rules.fields.project import AMOUNT, AREA, LENGTH

DRAWING_REVIEW = (
    Section(
        "施工图审查",
        (
            entry("name", help="审查合格书上的工程名称"),
            entry("paper_number", "ProvinceCensorNum"),
            entry("reviewed_on", "CensorEDate"),
            entry("scale", "PrjSize"),
        ),
    ),
    Section("审查机构", (entry("reviewer_name", "CensorCorpName"), credit_code("reviewer_code", "CensorCorpCode"))),
    Section(
        "勘察、设计单位",
        (
            entry("surveyor_name", "EconCorpName"),
            credit_code("surveyor_code", "EconCorpCode"),
            entry("designer_name", "DesignCorpName"),
            credit_code("designer_code", "DesignCorpCode"),
        ),
    ),
    Section(
        "一次审查情况",
        (
            entry("passed_at_once", "OneCensorIsPass"),
            entry("is_joint", "IsLS", help="与消防、人防等一并审查的选“是”"),
            entry("violations", "OneCensorWfqtCount", unit="条", help="一次审查违反强制性条文的数量"),
            entry("violated_articles", "OneCensorWfqtContent", help="数量大于0的，列出标准号和条目"),
        ),
    ),
    Section(
        "消防审查",
        (
            entry("fire_number", "XFCensorNum"),
            entry("fire_reviewed_on", "XFCensorEDate"),
            entry("fire_reviewer", "XFCensorCorpName"),
        ),
    ),
    Section(
        "人防审查",
        (
            entry("air_defence_number", "RFCensorNum"),
            entry("air_defence_reviewed_on", "RFCensorEDate"),
            entry("air_defence_reviewer", "RFCensorCorpName"),
        ),
    ),
    Section("其他", (entry("remark", "Mark"),)),
)

PERMIT = (
    Section(
        "许可（开工报告）",
        (
            entry("kind", dictionary="PERMIT_KIND", help="房屋建筑和市政工程填施工许可证"),
            entry("name", "BuilderLicenceName", help="本许可证覆盖的标段或楼栋"),
            entry("paper_number", "ProvinceBuilderLicenceNum"),
            entry("released_on", "ReleaseDate"),
            entry("issued_by", "IssueDepart"),
        ),
    ),
    Section(
        "合同与规模",
        (
            entry("contract_amount", "ContractMoney", unit=AMOUNT),
            entry("contract_days", "BargainDays", unit="天"),
            entry("area", "Area", unit=AREA, help="房屋建筑工程必填"),
            entry("length", "Length", unit=LENGTH),
            entry("span", "Span", unit=LENGTH),
            entry("scale", "PrjSize"),
        ),
    ),
    Section(
        "参建单位",
        (
            entry("surveyor_name", "EconCorpName"),
            credit_code("surveyor_code", "EconCorpCode"),
            entry("designer_name", "DesignCorpName"),
            credit_code("designer_code", "DesignCorpCode"),
            entry("contractor_name", "ConsCorpName"),
            credit_code("contractor_code", "ConsCorpCode"),
            entry("supervisor_name", "SuperCorpName", help="未实行监理的可不填"),
            credit_code("supervisor_code", "SuperCorpCode"),
            entry("safety_permit_number", "SafetyCerID"),
        ),
    ),
    Section("项目经理", (entry("project_manager", "ConstructorName CIDCardTypeNum ConstructorIDCard"),)),
    Section("总监理工程师", (entry("chief_supervisor", "SupervisionName SIDCardTypeNum SupervisionIDCard"),)),
    Section("其他", (entry("remark", "Mark"),)),
)

COMPLETION = (
    Section(
        "竣工验收（备案）",
        (
            entry("kind", dictionary="COMPLETION_KIND"),
            entry("permit", "BuilderLicenceNum", help="本次竣工对应的施工许可（开工报告）"),
            entry("name", "PrjFinishName"),
            entry("paper_number", "ProvincePrjFinishNum"),
            entry("started_on", "BDate"),
            entry("finished_on", "EDate"),
        ),
    ),
    Section(
        "实际规模",
        (
            entry("actual_cost", "FactCost", unit=AMOUNT),
            entry("actual_area", "FactArea", unit=AREA, help="房屋建筑工程必填"),
            entry("length", "Length", unit=LENGTH),
            entry("span", "Span", unit=LENGTH),
            entry("structure_system", "PrjStructureTypeNum", dictionary="STRUCTURE_SYSTEM", help="房屋建筑工程必选"),
            entry("actual_scale", "FactSize", rows=3),
        ),
    ),
    Section(
        "质量检测",
        (
            entry("testing_agency_name", "QCCorpName"),
            credit_code("testing_agency_code", "QCCorpCode"),
            entry("remark", "Mark"),
        ),
    ),
)
