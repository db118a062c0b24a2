"""Fields of TBTenderInfo and TBContractRecordManage (domain.md 2.3, 2.4)."""

from projects.rules.fields.entry import Section, credit_code, entry
from projects.rules.fields.project import AMOUNT, AREA

TENDER = (
    Section(
        "中标信息",
        (
            entry("kind", "TenderClassNum", dictionary="TENDER_CLASS", help="决定中标编号的类别字母"),
            entry("method", "TenderTypeNum", dictionary="TENDER_METHOD"),
            entry("name", "TenderName"),
            entry("paper_number", "ProvinceTenderNum"),
            entry("awarded_on", "TenderResultDate"),
            entry("award_amount", "TenderMoney", unit=AMOUNT, help="按费率中标的，请折算为金额"),
            entry("area", "Area", unit=AREA, help="房屋建筑工程必填"),
            entry("scale", "PrjSize"),
        ),
    ),
    Section(
        "招标代理",
        (
            entry("agency_name", "AgencyCorpName", help="直接委托（直接发包）的可不填"),
            credit_code("agency_code", "AgencyCorpCode"),
        ),
    ),
    Section("中标单位", (entry("winner_name", "TenderCorpName"), credit_code("winner_code", "TenderCorpCode"))),
    Section(
        "项目经理（总监理工程师）",
        (entry("manager", "ConstructorName IDCardTypeNum ConstructorIDCard", help="施工、监理招标必填"),),
    ),
    Section("其他", (entry("remark", "Mark"),)),
)

CONTRACT = (
    Section(
        "合同",
        (
            entry("kind", "ContractTypeNum", dictionary="CONTRACT_TYPE", help="决定合同登记编号的类别字母"),
            entry("tender", "TenderNum", help="未经招标或未填中标信息的可不选"),
            entry("name", "RecordName"),
            entry("paper_number", "ContractNum"),
            entry("signed_on", "ContractDate"),
            entry("contract_amount", "ContractMoney", unit=AMOUNT),
            entry("scale", "PrjSize"),
        ),
    ),
    Section(
        "发包单位",
        (
            entry("client_name", "PropietorCorpName"),
            credit_code("client_code", "PropietorCorpCode", help="早期合同没有的可不填"),
        ),
    ),
    Section(
        "承包单位",
        (
            entry("contractor_name", "ContractorCorpName"),
            credit_code("contractor_code", "ContractorCorpCode"),
            entry("partner_name", "UnionCorpName", help="不是联合体承包的可不填；表格中填写多家的，用“；”隔开"),
            entry("partner_code", "UnionCorpCode", help="与名称一一对应"),
        ),
    ),
    Section("项目负责人", (entry("project_head", "PrjHead - PrjHeadIDCard"),)),
    Section("其他", (entry("remark", "Mark"),)),
)
