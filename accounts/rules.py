"""People, units and who may act for whom, as the notice and the decisions say it. Tables and pure functions."""

from dataclasses import dataclass

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
    FILLER = "FILLER", "填报人员"


class IdentityDocument(models.TextChoices):
    """Kinds of identity document, TBIDCARDTYPEDIC (domain.md 4.11)."""

    RESIDENT = "1", "居民身份证"
    OFFICER = "2", "军官证"
    PASSPORT = "3", "护照"
    TAIWAN = "4", "台湾居民身份证"
    HONG_KONG = "5", "香港永久性居民身份证"
    POLICE = "6", "警官证"
    OTHER = "9", "其他"


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


def masked_number(number: str) -> str:
    """An identity number as people may see it: the first six and the last four characters (domain.md 3.5)."""
    if len(number) < 12:
        return number[:1] + "*" * max(len(number) - 2, 1) + number[-1:]
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
