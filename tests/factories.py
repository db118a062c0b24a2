"""Rows that tests start from. Whatever a test is about goes through the actions instead."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal

import factory
from django.db import transaction

from accounts import actions as accounts_actions
from accounts.models import Authority, Division, Enterprise, Membership, User
from accounts.rules import BusinessLine, EnterpriseKind, IdentityDocument, MemberRole, Role
from audit.context import Acting, SystemActor, context
from common.clock import SHANGHAI
from common.identifiers import credit_code_check, identity_number_check, investment_code_check
from projects.rules.dictionaries import Sector

LONG_AGO = date(2020, 1, 1)
AT = datetime(2024, 12, 2, 9, 30, tzinfo=SHANGHAI)
_serials = itertools.count(1)


def a_credit_code():
    """A new well-formed credit code."""
    body = f"91220102MA{next(_serials):07d}"
    return body + credit_code_check(body)


def an_identity_number():
    """A new well-formed identity number that no living person can have: born in 1900 or soon after."""
    days, serial = divmod(next(_serials), 1_000)
    body = f"220102{date(1900, 1, 1) + timedelta(days=days):%Y%m%d}{serial:03d}"
    return body + identity_number_check(body)


def an_investment_code(division="220102"):
    """A new well-formed investment code of March 2021."""
    body = f"2103{division}0401{next(_serials):05d}"
    digits = body + investment_code_check(body)
    return f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}"


class LedgeredFactory(factory.django.DjangoModelFactory):
    """Creates rows as the system actor ``test``: the runtime role changes nothing without context."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
            return super()._create(model_class, *args, **kwargs)


class UserFactory(LedgeredFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"测试人员{n}")
    password = factory.django.Password("correct-horse-battery")


class EnterpriseFactory(LedgeredFactory):
    class Meta:
        model = Enterprise

    credit_code = factory.LazyFunction(a_credit_code)
    name = factory.Sequence(lambda n: f"吉林省第{n}建筑工程有限公司")
    kinds = factory.LazyFunction(lambda: [EnterpriseKind.CONSTRUCTION])
    created_at = AT


class MembershipFactory(LedgeredFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    role = MemberRole.FILLER
    starts_on = LONG_AGO


def an_authority(division):
    """The authority of a division, from the reference data."""
    return Authority.objects.select_related("division").get(division_id=division)


def an_official(division, role=Role.REVIEWER, line=BusinessLine.CONSTRUCTION, name=None):
    """A person appointed to a role at a division's authority."""
    user = UserFactory(**({"name": name} if name else {}))
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        accounts_actions.grant_duty(
            user=user,
            authority=an_authority(division),
            role=role,
            business_line=line if role == Role.REVIEWER else None,
            starts_on=LONG_AGO,
        )
    return user


def project_facts(division="220102", sector=Sector.HOUSING, **changes):
    """Well-formed facts of a project's basic information."""
    housing = sector == Sector.HOUSING
    return {
        "name": f"净月新城{next(_serials)}号地块住宅项目",
        "investment_code": an_investment_code(division),
        "sector": sector,
        "owner_name": "长春市宏远房地产开发有限公司",
        "owner_code": "91220102MA17EXAM5J",
        "division": Division.objects.get(code=division),
        "address": "人民大街1000号",
        "approval_kind": "02",
        "approval_number": "长发改审批〔2021〕35号",
        "approval_level": "003",
        "approval_authority": "长春市发展和改革委员会",
        "approved_on": date(2021, 3, 15),
        "land_permit_number": "",
        "planning_permit_number": "",
        "investment_nature": "103",
        "fund_source": "企业自筹",
        "state_share": Decimal("0"),
        "total_investment": Decimal("35600.5"),
        "total_area": Decimal("86000") if housing else None,
        "total_length": None,
        "construction_nature": "001",
        "purpose": "100" if housing else "700",
        "scale": "住宅楼12栋，地上18层",
        "is_key_project": False,
        "planned_start_on": None,
        "planned_end_on": None,
        "remark": "",
        **changes,
    }


def tender_facts(enterprise, **changes):
    """Well-formed facts of an openly invited tender for works that ``enterprise`` won."""
    return {
        "name": "净月新城住宅项目施工标段",
        "kind": "003",
        "method": "001",
        "paper_number": f"JLZB2021-{next(_serials):05d}",
        "awarded_on": date(2021, 4, 20),
        "award_amount": Decimal("21800"),
        "area": Decimal("86000"),
        "scale": "",
        "agency_name": "吉林省招标代理有限公司",
        "agency_code": "91220202MA14ABCDXC",
        "winner_name": enterprise.name,
        "winner_code": enterprise.credit_code,
        "manager_name": "张建国",
        "manager_document": IdentityDocument.RESIDENT,
        "manager_number": an_identity_number(),
        "remark": "",
        **changes,
    }


def contract_facts(enterprise, tender=None, **changes):
    """Well-formed facts of a main contract between the project's owner and ``enterprise``."""
    return {
        "tender": tender,
        "name": "净月新城住宅项目施工总承包合同",
        "kind": "301",
        "paper_number": f"JLHT2021-{next(_serials):05d}",
        "contract_amount": Decimal("21800"),
        "signed_on": date(2021, 5, 10),
        "scale": "",
        "client_name": "长春市宏远房地产开发有限公司",
        "client_code": "91220102MA17EXAM5J",
        "contractor_name": enterprise.name,
        "contractor_code": enterprise.credit_code,
        "partner_name": "",
        "partner_code": "",
        "project_head_name": "张建国",
        "project_head_document": IdentityDocument.RESIDENT,
        "project_head_number": an_identity_number(),
        "remark": "",
        **changes,
    }


def drawing_review_facts(**changes):
    """Well-formed facts of a drawing review that found two violations the first time."""
    return {
        "name": "净月新城住宅项目施工图",
        "paper_number": "吉审2021-0123",
        "reviewed_on": date(2021, 5, 20),
        "reviewer_name": "吉林省建设工程施工图审查中心",
        "reviewer_code": "91220202MA14ABCDXC",
        "scale": "",
        "surveyor_name": "吉林省勘察设计院",
        "surveyor_code": "91220202MA14ABCDXC",
        "designer_name": "吉林省建筑设计院",
        "designer_code": "91220202MA14ABCDXC",
        "passed_at_once": False,
        "violations": 2,
        "violated_articles": "GB50016-2014 第5.5.17条；GB50011-2010 第3.1.1条",
        "is_joint": True,
        "fire_number": "",
        "fire_reviewer": "",
        "fire_reviewed_on": None,
        "air_defence_number": "",
        "air_defence_reviewer": "",
        "air_defence_reviewed_on": None,
        "remark": "",
        **changes,
    }


def permit_facts(enterprise, **changes):
    """Well-formed facts of a construction permit in which ``enterprise`` is the contractor."""
    return {
        "kind": "1",
        "name": "净月新城住宅项目施工总承包",
        "paper_number": f"2201022021{next(_serials):06d}",
        "released_on": date(2021, 6, 1),
        "issued_by": "南关区住房和城乡建设局",
        "contract_amount": Decimal("21800"),
        "area": Decimal("86000"),
        "length": None,
        "span": None,
        "scale": "",
        "contract_days": 720,
        "surveyor_name": "吉林省勘察设计院",
        "surveyor_code": "91220202MA14ABCDXC",
        "designer_name": "吉林省建筑设计院",
        "designer_code": "91220202MA14ABCDXC",
        "contractor_name": enterprise.name,
        "contractor_code": enterprise.credit_code,
        "supervisor_name": "吉林梅河监理有限公司",
        "supervisor_code": "91220581MA84DEMA6A",
        "safety_permit_number": "",
        "project_manager_name": "张建国",
        "project_manager_document": IdentityDocument.RESIDENT,
        "project_manager_number": an_identity_number(),
        "chief_supervisor_name": "李监理",
        "chief_supervisor_document": IdentityDocument.RESIDENT,
        "chief_supervisor_number": an_identity_number(),
        "remark": "",
        **changes,
    }


def completion_facts(permit, **changes):
    """Well-formed facts of a completion filing."""
    return {
        "permit": permit,
        "kind": "2",
        "name": "净月新城住宅项目竣工验收备案",
        "paper_number": "备2023-0456",
        "started_on": date(2021, 6, 10),
        "finished_on": date(2023, 9, 20),
        "actual_cost": Decimal("22010.5"),
        "actual_area": Decimal("86000"),
        "length": None,
        "span": None,
        "actual_scale": "住宅楼12栋，地上18层，地下2层",
        "structure_system": "005",
        "testing_agency_name": "",
        "testing_agency_code": "",
        "remark": "",
        **changes,
    }


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n168\n%%EOF\n"
)


def unit_facts(**changes):
    """Well-formed facts of a residential building."""
    return {
        "name": "1号住宅楼",
        "cost": Decimal("1800"),
        "engineering_class": "311",
        "structure_system": "005",
        "scale": "",
        "area": Decimal("8600.5"),
        "area_above": Decimal("8000"),
        "area_below": Decimal("600.5"),
        "floors_above": 18,
        "floors_below": 2,
        "height": Decimal("54.3"),
        "seismic_intensity": "003",
        "is_green": True,
        "green_level": "002",
        "dwellings": 72,
        "remark": "",
        **changes,
    }


def participant_facts(enterprise, permit, **changes):
    """Well-formed facts of ``enterprise`` as the contractor under ``permit``."""
    return {
        "role": "3",
        "name": enterprise.name,
        "code": enterprise.credit_code,
        "head_name": "张建国",
        "head_document": IdentityDocument.RESIDENT,
        "head_number": an_identity_number(),
        "phone": "13900000001",
        "permit": permit,
        "drawing_review": None,
        "completion": None,
        "remark": "",
        **changes,
    }


def indicators_facts(**changes):
    """Well-formed facts of a contractor's track record in figures of the general contracting of buildings."""
    return {
        "name": "净月新城住宅项目",
        "kind": "3",
        "category": "Z01",
        "qualification_class": "1",
        "indicators": [{"code": "floors", "value": "18"}, {"code": "unit_area", "value": "8600.5"}],
        "started_on": date(2021, 6, 10),
        "ended_on": date(2023, 9, 20),
        "remark": "",
        **changes,
    }


def personal_facts(indicators, **changes):
    """Well-formed facts of a project manager's track record beside the enterprise's."""
    return {
        "indicators": indicators,
        "person_name": "张建国",
        "person_document": IdentityDocument.RESIDENT,
        "person_number": an_identity_number(),
        "duty": "6",
        "started_on": date(2021, 6, 10),
        "ended_on": date(2023, 9, 20),
        "qualification": "",
        "indicator_text": "",
        "remark": "",
        **changes,
    }


def exemption_facts(**changes):
    """A well-formed declaration that no drawing review is needed."""
    return {
        "stands_for": "REVIEW",
        "ground": "COMMIT",
        "explanation": "按告知承诺办理施工许可，未核发审查合格书",
        "paper_number": "长住建告〔2021〕12号",
        "remark": "",
        **changes,
    }
