"""What the approval systems have sent in the demo: a project with its permit, and messages that wait for people."""

from datetime import datetime
from typing import Any

from accounts.models import Enterprise
from common.identifiers import credit_code_check, investment_code_check
from confirmation.actions.intake import accept
from portal.demo.facts import OWNER_BODY, SURVEYOR, manager_name, manager_number
from portal.demo.preparation import REVIEWER
from projects.intake.shape import read_item
from projects.rules.intake import IntakeSystem

NANGUAN = {"code": "220102", "name": "南关区住房和城乡建设局"}
_SENT_AT, _KEY_ID, _MANAGER = "2024-12-20T09:00:00+08:00", "demo", 40


def load_docking(at: datetime) -> None:
    """Send them as the systems would. The same messages again change nothing."""
    contractor = Enterprise.objects.filter(memberships__user__username="shigong").order_by("pk").first()
    if contractor is None:
        return
    code = _code(90001)
    for system, message in (
        (
            IntakeSystem.APPROVAL,
            _message("PERMIT", 1, _permit(code, contractor)),
        ),  # comes before its project, and waits
        (IntakeSystem.APPROVAL, _message("PROJECT", 2, _basics("长春市南关区全安广场地下停车场", code))),
        (IntakeSystem.DRAWINGS, _message("DRAWING_REVIEW", 3, _review(code, "长春市南关区全安广场地下停车场施工图"))),
        (
            IntakeSystem.MARKET,
            _message("PROJECT", 4, _basics("长春市南关区自由大路综合管廊", _code(90002)))
            | {"unit": {"code": "220102", "name": "南关区政务服务和数字化建设管理局"}},
        ),
        (
            IntakeSystem.APPROVAL,
            _message("PROJECT", 5, _basics("长春市南关区平阳街养老院", _code(90003), PrjFunctionNum="养老")),
        ),
        (
            IntakeSystem.DRAWINGS,
            _message("DRAWING_REVIEW", 6, _review(_code(90004), "长春市南关区解放大路旧楼改造施工图")),
        ),
    ):
        accept(item=read_item(message, system, at), key_id=_KEY_ID, at=at)


def _code(serial: int) -> str:
    digits = f"24032201020401{serial:05d}"
    digits += investment_code_check(digits)
    return f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}"


def _message(kind: str, serial: int, record: dict[str, str]) -> dict[str, Any]:
    return {
        "message_id": f"demo-{serial}",
        "sent_at": _SENT_AT,
        "kind": kind,
        "source_id": f"demo-{kind}-{serial}",
        "sequence": 1,
        "unit": NANGUAN,
        "record": record,
    }


def _basics(name: str, code: str, **changes: str) -> dict[str, str]:
    return {
        "PrjName": name,
        "PrjCode": code,
        "EngCategory": "01",
        "ApprovalKind": "01",
        "PrjApprovalNum": f"长发改审批〔2024〕{code[-4:]}号",
        "PrjApprovalLevelNum": "003",
        "PrjApprovalDepart": "长春市发展和改革委员会",
        "PrjApprovalDate": "2024-03-15",
        "BuildCorpName": "吉林省宏远城市建设投资有限公司",
        "BuildCorpCode": OWNER_BODY + credit_code_check(OWNER_BODY),
        "CountyNum": NANGUAN["code"],
        "Address": "长春市南关区示例路9号",
        "InvPropertyNum": "100",
        "FundSource": "市县财政",
        "NationalPercentTage": "100",
        "AllInvest": "9600",
        "AllArea": "18200",
        "PrjPropertyNum": "001",
        "PrjFunctionNum": "300",
        "PrjSize": "地下2层，停车位480个",
        **changes,
    }


def _surveyor_and_designer() -> dict[str, str]:
    code = SURVEYOR[1] + credit_code_check(SURVEYOR[1])
    return {
        "EconCorpName": SURVEYOR[0],
        "EconCorpCode": code,
        "DesignCorpName": SURVEYOR[0],
        "DesignCorpCode": code,
    }


def _permit(code: str, contractor: Enterprise) -> dict[str, str]:
    return {
        "PrjCode": code,
        "LicenceKind": "1",
        "BuilderLicenceName": "全安广场地下停车场施工总承包",
        "ProvinceBuilderLicenceNum": "220102202410080101",
        "ReleaseDate": "2024-10-08",
        "IssueDepart": NANGUAN["name"],
        "ContractMoney": "7200",
        "Area": "18200",
        **_surveyor_and_designer(),
        "ConsCorpName": contractor.name,
        "ConsCorpCode": contractor.credit_code,
        "ConstructorName": manager_name(_MANAGER),
        "CIDCardTypeNum": "1",
        "ConstructorIDCard": manager_number(_MANAGER),
    }


def _review(code: str, name: str) -> dict[str, str]:
    return {
        "PrjCode": code,
        "PrjName": name,
        "CensorNum": f"吉审2024-{code[-4:]}",
        "CensorEDate": "2024-09-20",
        "CensorCorpName": REVIEWER[0],
        "CensorCorpCode": REVIEWER[1] + credit_code_check(REVIEWER[1]),
        **_surveyor_and_designer(),
        "OneCensorIsPass": "1",
    }
