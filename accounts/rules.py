"""People, units and who may act for whom, as the notice and the decisions say it. Tables and pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models


class Tier(models.TextChoices):
    """The three tiers of confirmation, lowest first (二（一）)."""

    COUNTY = "COUNTY", "县级"
    CITY = "CITY", "市级"
    PROVINCE = "PROVINCE", "省级"

    @property
    def rank(self) -> int:
        """1 for the county, 3 for the province."""
        return list(Tier).index(self) + 1


class EnterpriseKind(models.TextChoices):
    """The four kinds of enterprise that may file (一（一）, BR-01)."""

    SURVEY = "SURVEY", "勘察企业"
    DESIGN = "DESIGN", "设计企业"
    CONSTRUCTION = "CONSTRUCTION", "施工企业"
    SUPERVISION = "SUPERVISION", "监理企业"


class BusinessLine(models.TextChoices):
    """The departments that confirm (四（二）)."""

    DESIGN = "DESIGN", "设计"
    CONSTRUCTION = "CONSTRUCTION", "建管"
    QUALITY = "QUALITY", "质监"


# 四（二） names the departments but not which one takes surveyors: A-12. An authority's own rows go first.
DEFAULT_LINES: dict[EnterpriseKind, BusinessLine] = {
    EnterpriseKind.SURVEY: BusinessLine.DESIGN,
    EnterpriseKind.DESIGN: BusinessLine.DESIGN,
    EnterpriseKind.CONSTRUCTION: BusinessLine.CONSTRUCTION,
    EnterpriseKind.SUPERVISION: BusinessLine.QUALITY,
}


class Role(models.TextChoices):
    """What a person is appointed to do at an authority."""

    REVIEWER = "REVIEWER", "审核人员"
    AUDITOR = "AUDITOR", "审计监督人员"
    ADMINISTRATOR = "ADMINISTRATOR", "省级管理员"
    SUPPORT = "SUPPORT", "技术支持"


# The guardian permission on the Authority that each role brings; there is no other way to come by one.
ROLE_PERMISSIONS: dict[Role, str] = {
    Role.REVIEWER: "review_cases",
    Role.AUDITOR: "read_history",
    Role.ADMINISTRATOR: "administer_rules",
    Role.SUPPORT: "execute_errata",
}


class MemberRole(models.TextChoices):
    """What a person does for an enterprise (E02)."""

    ADMIN = "ADMIN", "企业管理员"
    CHECKER = "CHECKER", "内部审核人"
    FILLER = "FILLER", "填报人"


class IdentityDocument(models.TextChoices):
    """Kinds of identity document, TBIDCARDTYPEDIC (domain.md 4.11)."""

    RESIDENT = "1", "居民身份证"
    OFFICER = "2", "军官证"
    PASSPORT = "3", "护照"
    TAIWAN = "4", "台湾居民身份证"
    HONG_KONG = "5", "香港永久性居民身份证"
    POLICE = "6", "警官证"
    OTHER = "9", "其他"


class RegistrationCategory(models.TextChoices):
    """What a person is registered as (RegType, domain.md 2.14); the ministry's own codes are not known."""

    ARCHITECT_1 = "ARCHITECT_1", "一级注册建筑师"
    ARCHITECT_2 = "ARCHITECT_2", "二级注册建筑师"
    STRUCTURE_1 = "STRUCTURE_1", "一级注册结构工程师"
    STRUCTURE_2 = "STRUCTURE_2", "二级注册结构工程师"
    GEOTECHNICAL = "GEOTECHNICAL", "注册土木工程师（岩土）"
    ENGINEER = "ENGINEER", "其他勘察设计注册工程师"
    CONSTRUCTOR_1 = "CONSTRUCTOR_1", "一级建造师"
    CONSTRUCTOR_2 = "CONSTRUCTOR_2", "二级建造师"
    SUPERVISOR = "SUPERVISOR", "注册监理工程师"
    COST = "COST", "注册造价工程师"
    NONE = "NONE", "无注册资格（职称人员）"


class QualificationCategory(models.TextChoices):
    """Families of enterprise qualifications (APT_TYPE_NAME, domain.md 2.13 and 4.16)."""

    GENERAL = "GENERAL", "施工总承包"
    SPECIALIST = "SPECIALIST", "专业承包"
    LABOUR = "LABOUR", "施工劳务"
    SURVEY = "SURVEY", "工程勘察"
    DESIGN = "DESIGN", "工程设计"
    SUPERVISION = "SUPERVISION", "工程监理"


class QualificationClass(models.TextChoices):
    """Classes of enterprise qualifications (domain.md 4.16)."""

    SPECIAL = "SPECIAL", "特级"
    FIRST = "FIRST", "一级"
    SECOND = "SECOND", "二级"
    THIRD = "THIRD", "三级"
    COMPREHENSIVE = "COMPREHENSIVE", "综合"
    JIA = "JIA", "甲级"
    YI = "YI", "乙级"
    BING = "BING", "丙级"
    NONE = "NONE", "不分等级"


class NoticeKind(models.TextChoices):
    """What people are told of (E24)."""

    RETURNED = "RETURNED", "退回补正"
    DUE_SOON = "DUE_SOON", "即将到期"
    OVERDUE = "OVERDUE", "已超期"
    URGED = "URGED", "督办"
    QUESTION = "QUESTION", "询问与答复"
    CONFIRMED = "CONFIRMED", "已确认"
    REFUSED = "REFUSED", "不予确认"
    PUSHED = "PUSHED", "已在全国平台展示"
    ERRATUM = "ERRATUM", "勘误"
    IMPORT_DONE = "IMPORT_DONE", "导入完成"
    BOTH_TOLD = "BOTH_TOLD", "双方告知"
    HANDED_OVER = "HANDED_OVER", "办件移交"
    REVERSED = "REVERSED", "撤销确认"
    ACCOUNT = "ACCOUNT", "账号与登记"
    INFECTED = "INFECTED", "附件有病毒"
    FALSE_CASE = "FALSE_CASE", "虚假信息案"


class AdverseKind(models.TextChoices):
    """What an enterprise's credit file tells against it."""

    FALSE_FACTS = "FALSE_FACTS", "虚假项目信息"


class NoticeChannel(models.TextChoices):
    """How a notice leaves the portal; in the portal itself it always stands."""

    MAIL = "MAIL", "邮件"
    SMS = "SMS", "短信"


class SendingState(models.TextChoices):
    """Where the sending of a notice through one channel stands."""

    WAITING = "WAITING", "待发送"
    SENT = "SENT", "已发送"
    FAILED = "FAILED", "发送失败"
    NOT_OFFERED = "NOT_OFFERED", "未开通"
    NOT_WANTED = "NOT_WANTED", "本人不接收"
    NO_ADDRESS = "NO_ADDRESS", "未登记地址"


# Whoever chose nothing gets mail of everything and a text message of what waits for him.
TEXTED_BY_DEFAULT = frozenset(
    {
        NoticeKind.RETURNED,
        NoticeKind.REFUSED,
        NoticeKind.DUE_SOON,
        NoticeKind.URGED,
        NoticeKind.QUESTION,
        NoticeKind.INFECTED,
        NoticeKind.FALSE_CASE,
    }
)


def says_something(reason: str) -> bool:
    """Whether a reason has at least five characters, four of them different letters or Chinese characters."""
    letters = {char for char in reason if char.isalpha()}
    return len(reason.strip()) >= 5 and len(letters) >= 4


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Where an authority acts: its tier and the division that it stands for."""

    tier: Tier
    division_code: str

    def covers(self, *, county_code: str, city_code: str) -> bool:
        """Whether a place, given by its own division and by the city that confirms there, lies inside."""
        return {
            Tier.COUNTY: county_code == self.division_code,
            Tier.CITY: city_code == self.division_code,
            Tier.PROVINCE: True,
        }[self.tier]

    def rows(self, *, county: str, city: str) -> models.Q:
        """The same of rows: the condition on those that lie inside.

        :param county, city: names of the columns, or the ways to them, with the place's own division and its city.
        """
        return {
            Tier.COUNTY: models.Q(**{county: self.division_code}),
            Tier.CITY: models.Q(**{city: self.division_code}),
            Tier.PROVINCE: ~models.Q(pk__in=[]),  # an empty condition would be left out of an alternative
        }[self.tier]


def masked_number(number: str) -> str:
    """An identity number as people may see it: the first six and the last four characters (domain.md 3.5)."""
    if len(number) < 12:
        return number[:1] + "*" * max(len(number) - 2, 1) + number[-1:]
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


# A first day, and a last one or none; both inclusive.
Span = tuple[date, date | None]


def covers_span(spans: Iterable[Span], first_day: date, last_day: date) -> bool:
    """Whether spans cover every day from one to another together, also without a day between them.

    :param spans: earliest first.
    """
    missing = first_day
    for starts_on, ends_on in spans:
        if starts_on > missing:
            break
        if ends_on is None or ends_on >= last_day:
            return True
        missing = max(missing, ends_on + timedelta(days=1))
    return False
