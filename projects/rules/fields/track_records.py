"""Fields of TBCorpPerformance and TBPersonPerformance (domain.md 2.11, 2.12); figures: rules/indicators.py."""

from projects.rules.fields.entry import Section, entry

INDICATORS = (
    Section(
        "业绩",
        (
            entry("name", "PerfName", help="与项目名称或合同项目名称一致"),
            entry("kind", "PerfTypeNum", dictionary="TRACK_RECORD_KIND"),
            entry("category", dictionary="QUALIFICATION", help="决定下面填哪些指标"),
            entry("qualification_class", dictionary="QUALIFICATION_CLASS"),
        ),
    ),
    Section(
        "起止时间",
        (
            entry("started_on", "BDate", help="勘察、设计填工作开始日期；施工、监理填施工许可的开工日期"),
            entry("ended_on", "EDate", help="勘察、设计填工作结束日期；施工、监理填竣工验收日期"),
            entry("remark", "Mark"),
        ),
    ),
)

PERSONAL = (
    Section(
        "个人业绩",
        (
            entry("indicators", "PerfNum", help="与企业业绩技术指标一并填报（一（六）3）"),
            entry("person", "PersonName IDCardTypeNum PersonIDCard"),
            entry("duty", "PrjDuty", dictionary="DUTY"),
            entry("started_on", "BDate"),
            entry("ended_on", "EDate"),
            entry("qualification", "AptitudeContent", help="与企业业绩相同的可不填"),
            entry("indicator_text", "TechParamInfo", help="与企业业绩相同的可不填"),
            entry("remark", "Mark"),
        ),
    ),
)
