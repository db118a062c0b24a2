"""The demo's staff, qualifications and registered people: each through the action that a firm itself would use."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import actions
from accounts.models import Membership, Qualification, Registration, User
from accounts.rules import (
    IdentityDocument,
    MemberRole,
    QualificationCategory,
    QualificationClass,
    RegistrationCategory,
)
from audit.context import Acting, SystemActor, context
from common.notice import ISSUED_ON
from portal.demo.accounts import PASSWORD
from portal.demo.facts import nobodys_number

# Of the first firm: user name, name, role.
COLLEAGUES = (("shenhe", "林秀英", MemberRole.CHECKER), ("tianbao", "马志刚", MemberRole.FILLER))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A qualification of the firm of an account."""

    username: str
    category: QualificationCategory
    name: str
    grade: QualificationClass
    number: str


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody on the list of the firm of an account; ``serial`` makes his number."""

    username: str
    serial: int
    name: str
    category: RegistrationCategory
    profession: str
    number: str
    since: date
    until: date | None = None


_GENERAL, _SUPERVISION = QualificationCategory.GENERAL, QualificationCategory.SUPERVISION
CERTIFICATES = (
    Certificate("shigong", _GENERAL, "建筑工程施工总承包", QualificationClass.FIRST, "D122000101"),
    Certificate("shigong", _GENERAL, "市政公用工程施工总承包", QualificationClass.SECOND, "D222000101"),
    Certificate("shihua", _GENERAL, "石油化工工程施工总承包", QualificationClass.FIRST, "D122000104"),
    Certificate("jianli", _SUPERVISION, "房屋建筑工程监理", QualificationClass.JIA, "E122000102"),
    Certificate("sheji", QualificationCategory.DESIGN, "建筑行业（建筑工程）", QualificationClass.JIA, "A122000103"),
    Certificate("sheji", QualificationCategory.SURVEY, "岩土工程勘察", QualificationClass.YI, "B222000103"),
)
_BUILDER = RegistrationCategory.CONSTRUCTOR_1
EMPLOYEES = (
    Employee("shigong", 1, "张建国", _BUILDER, "建筑工程", "吉1222018201900101", date(2019, 3, 1)),
    Employee("shigong", 101, "韩玉梅", RegistrationCategory.NONE, "工民建", "", date(2018, 7, 1)),
    Employee(
        "shigong", 102, "曹立新", _BUILDER, "市政公用工程", "吉1222015201600102", date(2016, 5, 1), date(2022, 6, 30)
    ),
    Employee("shihua", 103, "田国庆", _BUILDER, "机电工程", "吉1222017201800103", date(2018, 1, 1)),
    Employee("jianli", 2, "李春梅", RegistrationCategory.SUPERVISOR, "房屋建筑工程", "22000102", date(2017, 9, 1)),
    Employee("sheji", 104, "崔明哲", RegistrationCategory.ARCHITECT_1, "建筑", "20222200104", date(2015, 4, 1)),
)


def load_staff(at: datetime) -> None:
    """Load colleagues, qualifications and people of the demo's firms; safe to repeat."""
    _colleagues(Membership.objects.select_related("enterprise").get(user__username="shigong"))
    for certificate in CERTIFICATES:
        if not Qualification.objects.filter(certificate_number=certificate.number).exists():
            _certify(certificate, at)
    for employee in EMPLOYEES:
        owner = _owner(employee.username)
        known = Registration.objects.filter(enterprise=owner.enterprise, person__name=employee.name)
        if not known.exists():
            _employ(employee, owner, at)


@transaction.atomic(durable=True)
def _colleagues(owner: Membership) -> None:
    with context(Acting.system(SystemActor.SEED), action="portal.demo", channel="command"):
        for username, name, role in COLLEAGUES:
            if not User.objects.filter(username=username).exists():
                user = User.objects.create_user(username, password=PASSWORD, name=name)
                Membership.objects.create(user=user, enterprise=owner.enterprise, role=role, starts_on=ISSUED_ON)


def _owner(username: str) -> Membership:
    return Membership.objects.select_related("user", "enterprise").get(user__username=username)


def _certify(certificate: Certificate, at: datetime) -> None:
    owner = _owner(certificate.username)
    facts = {
        "category": certificate.category,
        "name": certificate.name,
        "qualification_class": certificate.grade,
        "certificate_number": certificate.number,
        "issued_on": date(2022, 8, 15),
        "valid_until": date(2027, 8, 14),
        "issued_by": "吉林省住房和城乡建设厅",
    }
    actions.save_qualification(by=owner.user, enterprise=owner.enterprise, qualification_id=None, facts=facts, at=at)


def _employ(employee: Employee, owner: Membership, at: datetime) -> None:
    facts = {
        "person_name": employee.name,
        "person_document": IdentityDocument.RESIDENT,
        "person_number": nobodys_number(employee.serial),
        "category": employee.category,
        "profession": employee.profession,
        "certificate_number": employee.number,
        "seal_code": "",
        "valid_until": None,
        "starts_on": employee.since,
        "ends_on": employee.until,
    }
    actions.save_registration(by=owner.user, enterprise=owner.enterprise, registration_id=None, facts=facts, at=at)
