"""What the demo's tenders, contracts and drawing reviews say, and their made-up papers."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Enterprise
from common.identifiers import credit_code_check
from portal.demo.facts import OWNER_BODY, SURVEYOR, Plan, manager_name, manager_number
from portal.demo.papers import paper
from projects.models import Contract, DrawingReview, StageRecord, Tender

AGENCY = ("吉林省诚信招标代理有限公司", "91220102MA0NBDJ04")
REVIEWER = ("吉林省吉图施工图审查有限公司", "91220102MA0TXJG05")


def tender_facts(plan: Plan, serial: int, enterprise: Enterprise) -> dict[str, Any]:
    """A tender for works that ``enterprise`` won."""
    return {
        "name": f"{plan.name}施工标段",
        "kind": "003",
        "method": "001",
        "paper_number": f"JLZB-2021-{200 + serial}",
        "awarded_on": date(2021, 4, 12),
        "award_amount": Decimal(plan.investment) * Decimal("0.7"),
        "area": Decimal(plan.area) if plan.area else None,
        "scale": plan.scale,
        "agency_name": AGENCY[0],
        "agency_code": AGENCY[1] + credit_code_check(AGENCY[1]),
        "winner_name": enterprise.name,
        "winner_code": enterprise.credit_code,
        "manager_name": manager_name(serial),
        "manager_document": "1",
        "manager_number": manager_number(serial),
        "remark": "",
    }


def contract_facts(plan: Plan, serial: int, enterprise: Enterprise, tender: StageRecord) -> dict[str, Any]:
    """The main contract that followed ``tender``."""
    return {
        "tender": tender,
        "name": f"{plan.name}施工总承包合同",
        "kind": "301",
        "paper_number": f"GF-2021-{300 + serial}",
        "contract_amount": Decimal(plan.investment) * Decimal("0.7"),
        "signed_on": date(2021, 5, 8),
        "scale": plan.scale,
        "client_name": "吉林省宏远城市建设投资有限公司",
        "client_code": OWNER_BODY + credit_code_check(OWNER_BODY),
        "contractor_name": enterprise.name,
        "contractor_code": enterprise.credit_code,
        "partner_name": "",
        "partner_code": "",
        "project_head_name": manager_name(serial),
        "project_head_document": "1",
        "project_head_number": manager_number(serial),
        "remark": "",
    }


def drawing_review_facts(plan: Plan, serial: int) -> dict[str, Any]:
    """A review of the construction drawings that was passed at once."""
    return {
        "name": f"{plan.name}施工图",
        "paper_number": f"吉审2021-{400 + serial}",
        "reviewed_on": date(2021, 5, 20),
        "reviewer_name": REVIEWER[0],
        "reviewer_code": REVIEWER[1] + credit_code_check(REVIEWER[1]),
        "scale": plan.scale,
        "surveyor_name": SURVEYOR[0],
        "surveyor_code": SURVEYOR[1] + credit_code_check(SURVEYOR[1]),
        "designer_name": SURVEYOR[0],
        "designer_code": SURVEYOR[1] + credit_code_check(SURVEYOR[1]),
        "passed_at_once": True,
        "violations": 0,
        "violated_articles": "",
        "is_joint": True,
        "fire_number": "",
        "fire_reviewer": "",
        "fire_reviewed_on": None,
        "air_defence_number": "",
        "air_defence_reviewer": "",
        "air_defence_reviewed_on": None,
        "remark": "",
    }


def preparation_scan(record: StageRecord) -> bytes | None:
    """The made-up paper of such a record; None for any other."""
    if isinstance(record, Tender):
        lines = [
            f"编号：{record.paper_number}",
            f"标段名称：{record.name}",
            f"中标单位：{record.winner_name}",
            f"中标金额：{record.award_amount}万元",
            f"中标日期：{record.awarded_on}",
        ]
        return paper("中标通知书", lines)
    if isinstance(record, Contract):
        lines = [
            f"合同编号：{record.paper_number}",
            f"工程名称：{record.name}",
            f"发包单位：{record.client_name}",
            f"承包单位：{record.contractor_name}",
            f"合同金额：{record.contract_amount}万元",
            f"签订日期：{record.signed_on}",
        ]
        return paper("建设工程施工合同", lines)
    if isinstance(record, DrawingReview):
        lines = [
            f"编号：{record.paper_number}",
            f"工程名称：{record.name}",
            f"审查机构：{record.reviewer_name}",
            f"完成日期：{record.reviewed_on}",
        ]
        return paper("施工图设计文件审查合格书", lines)
    return None
