"""Messages of approval systems as they are sent, and the way in."""

import itertools
import json
from datetime import timedelta

from confirmation.actions.intake import accept
from projects.intake.shape import read_body, read_item
from projects.rules.intake import IntakeSystem
from tests.factories import AT, an_identity_number, an_investment_code

_serials = itertools.count(1)
NANGUAN = {"code": "220102", "name": "南关区住房和城乡建设局"}
CHANGCHUN = {"code": "220100", "name": "长春市城乡建设委员会"}
PROVINCE = {"code": "220000", "name": "吉林省住房和城乡建设厅"}
YUSHU = {"code": "220182", "name": "榆树市住房和城乡建设局"}


def a_message(kind, record, **changes):
    """A message about a new thing, approved by 南关区, unless something else is said."""
    serial = next(_serials)
    return {
        "message_id": f"m-{serial}",
        "sent_at": AT.isoformat(),
        "kind": kind,
        "source_id": f"s-{serial}",
        "sequence": 1,
        "unit": NANGUAN,
        "record": record,
        **changes,
    }


def basics(**changes):
    """Basic information in the words of the data standard."""
    return {
        "PrjName": f"伊通河{next(_serials)}号地块住宅项目",
        "PrjCode": an_investment_code(),
        "EngCategory": "01",
        "ApprovalKind": "02",
        "PrjApprovalNum": "长发改审批〔2024〕35号",
        "PrjApprovalLevelNum": "003",
        "PrjApprovalDepart": "长春市发展和改革委员会",
        "PrjApprovalDate": "2024-03-15",
        "BuildCorpName": "长春市宏远房地产开发有限公司",
        "BuildCorpCode": "91220102MA17EXAM5J",
        "CountyNum": "220102",
        "Address": "人民大街1000号",
        "InvPropertyNum": "103",
        "FundSource": "企业自筹",
        "NationalPercentTage": 0,
        "AllInvest": "35600.50",
        "AllArea": 86000.25,
        "PrjPropertyNum": "001",
        "PrjFunctionNum": "100",
        "PrjSize": "住宅楼12栋，地上18层",
        **changes,
    }


def permit(code, contractor="91220102MA17EXAM5J", **changes):
    """A construction permit of the project with this investment code."""
    return {
        "PrjCode": code,
        "LicenceKind": "1",
        "BuilderLicenceName": "伊通河地块施工总承包",
        "ProvinceBuilderLicenceNum": f"22010220241{next(_serials):06d}",
        "ReleaseDate": "2024-10-08",
        "IssueDepart": "南关区住房和城乡建设局",
        "ContractMoney": "21800",
        "Area": "86000",
        "EconCorpName": "吉林省勘察设计院",
        "EconCorpCode": "91220202MA14ABCDXC",
        "DesignCorpName": "吉林省建筑设计院",
        "DesignCorpCode": "91220202MA14ABCDXC",
        "ConsCorpName": "吉林省没有账号的施工有限公司",
        "ConsCorpCode": contractor,
        "ConstructorName": "张建国",
        "CIDCardTypeNum": "1",
        "ConstructorIDCard": an_identity_number(),
        **changes,
    }


def completion(code, permit_number, **changes):
    """A completion filing under a permit."""
    return {
        "PrjCode": code,
        "FinishKind": "2",
        "BuilderLicenceNum": permit_number,
        "PrjFinishName": "伊通河地块竣工验收备案",
        "ProvincePrjFinishNum": "备2024-0456",
        "BDate": "2024-10-10",
        "EDate": "2024-11-28",
        "FactCost": "22010.5",
        "FactArea": "86000",
        "FactSize": "住宅楼12栋",
        "PrjStructureTypeNum": "005",
        **changes,
    }


def drawing_review(code, **changes):
    """A drawing review as the drawings' system sends it."""
    return {
        "PrjCode": code,
        "PrjName": "伊通河地块施工图",
        "CensorNum": "吉审2024-0123",
        "CensorEDate": "2024-09-20",
        "CensorCorpName": "吉林省建设工程施工图审查中心",
        "CensorCorpCode": "91220202MA14ABCDXC",
        "EconCorpName": "吉林省勘察设计院",
        "EconCorpCode": "91220202MA14ABCDXC",
        "DesignCorpName": "吉林省建筑设计院",
        "DesignCorpCode": "91220202MA14ABCDXC",
        "OneCensorIsPass": True,
        **changes,
    }


def arrives(message, system=IntakeSystem.APPROVAL, at=AT):
    """The message as it is kept, after whatever waited for it has been seen to."""
    (said,) = read_body(json.dumps({"messages": [message]}).encode())
    message = accept(item=read_item(said, IntakeSystem(system), at), key_id="k1", at=at)
    message.refresh_from_db()
    return message


def again(message, minutes=5, **changes):
    """A newer message about the same thing."""
    serial = next(_serials)
    later = (AT + timedelta(minutes=minutes)).isoformat()
    return {**message, "message_id": f"m-{serial}", "sequence": message["sequence"] + 1, **changes} | (
        {"sent_at": later} if minutes <= 5 else {}
    )
