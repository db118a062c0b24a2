"""What a project is good for: four uses, which records each needs, what is missing (一（三）, decisions 23)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from accounts.rules import EnterpriseKind
from common.notice import of_notice
from grading.rules.grades import Grade, lowest
from projects.rules.dictionaries import Sector
from projects.rules.exemptions import FILED_SECTORS
from projects.rules.record_codes import Duty


class Use(models.TextChoices):
    """For what an enterprise or a person may name a project (一（三））."""

    PROVINCE_ENTERPRISE = "PROVINCE_ENTERPRISE", "省、市级审批资质：企业代表工程业绩"
    PROVINCE_PERSON = "PROVINCE_PERSON", "省、市级审批资质：个人业绩"
    NATIONAL_ENTERPRISE = "NATIONAL_ENTERPRISE", "住建部及我省审批资质：企业业绩"
    NATIONAL_PERSON = "NATIONAL_PERSON", "住建部及我省审批资质：个人业绩"


class Part(models.TextChoices):
    """What has a grade of its own. Acceptance and its filing are one stage and count apart here (A-05)."""

    PROJECT = "project", "项目基本信息"
    TENDER = "tender", "招投标信息"
    CONTRACT = "contract", "合同登记信息"
    DRAWING_REVIEW = "drawing_review", "施工图审查信息"
    PERMIT = "permit", "施工许可（开工报告）信息"
    COMPLETION = "completion", "竣工验收信息"
    COMPLETION_FILING = "completion_filing", "竣工验收备案信息"
    INDICATORS = "indicators", "业绩指标信息"


class Exempt(StrEnum):
    """A confirmed declaration that a project has no such record (A-05, A-06)."""

    NOT_NEEDED = "NA"


# What may be declared not needed: some works have no drawing review, and no filing of their completion.
MAY_BE_EXEMPT = frozenset({Part.DRAWING_REVIEW, Part.COMPLETION_FILING})
Standing = Grade | Exempt | None

# 一（三）1: 项目经理（技术负责人）.
PROVINCE_ROLES = frozenset({Duty.PROJECT_MANAGER, Duty.TECHNICAL_LEAD})


@dataclass(frozen=True, slots=True)
class Need:
    """One part that a use asks for; any of ``parts`` at the grade or better serves.

    :param may_be_exempt: whether "not needed" serves too.
    """

    parts: tuple[Part, ...]
    may_be_exempt: bool = False


_PROVINCE = (Need((Part.PROJECT,)), Need((Part.PERMIT,)), Need((Part.COMPLETION_FILING,)))
_NATIONAL = (
    Need((Part.PROJECT,)),
    Need((Part.DRAWING_REVIEW,), may_be_exempt=True),
    Need((Part.PERMIT,)),
    Need((Part.COMPLETION, Part.COMPLETION_FILING)),
    Need((Part.INDICATORS,)),
)


@dataclass(frozen=True, slots=True)
class UseRule:
    """What a use asks for.

    :param contractors_only: 一（三）1 speaks of the builder alone.
    :param on_national: the project has to stand on the national platform.
    """

    use: Use
    needs: tuple[Need, ...]
    at_least: Grade
    contractors_only: bool
    on_national: bool
    roles: frozenset[Duty] | None
    clause: str


USE_RULES: tuple[UseRule, ...] = (
    UseRule(Use.PROVINCE_ENTERPRISE, _PROVINCE, Grade.C, True, False, None, of_notice("一（三）1")),
    UseRule(Use.PROVINCE_PERSON, _PROVINCE, Grade.C, True, False, PROVINCE_ROLES, of_notice("一（三）1")),
    UseRule(Use.NATIONAL_ENTERPRISE, _NATIONAL, Grade.A, False, True, None, of_notice("一（三）2")),
    UseRule(Use.NATIONAL_PERSON, _NATIONAL, Grade.B, False, True, frozenset(Duty), of_notice("一（三）2")),
)


class Lacking(StrEnum):
    """What can be missing besides the grade of a part."""

    KIND = "filed_by"
    ROLE = "role"
    NATIONAL = "national_shown"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, as a code that does not change and a sentence with the remedy.

    :param has: what the part has now, where a part is missing.
    :param needs: the grade that it should have.
    """

    code: Part | Lacking
    reason: str
    has: Standing = None
    needs: Grade | None = None


@dataclass(frozen=True, slots=True)
class UseAnswer:
    """Whether a project serves a use. ``met`` is None where no person was asked about."""

    use: Use
    met: bool | None
    missing: tuple[Lack, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the uses depend on.

    :param kind: of the enterprise that would name the project; None for any that the notice does not name.
    :param grades: of each part, its records counted together (:func:`together`); a part left out has no record.
    :param role: of the person that would name it; None when no person is asked about.
    """

    kind: EnterpriseKind | None
    sector: Sector
    grades: Mapping[Part, Standing]
    national_shown: bool
    role: Duty | None


def together(found: Iterable[tuple[Part, Standing]]) -> dict[Part, Standing]:
    """Each part with its records counted together: the lowest grade of the confirmed ones (BR-31).

    What is not confirmed pulls no confirmed record down. "Not needed" counts where nothing of the part is confirmed.
    """
    by_part: dict[Part, list[Standing]] = {}
    for part, standing in found:
        by_part.setdefault(part, []).append(standing)
    return {part: _counted(standings) for part, standings in by_part.items()}


def _counted(standings: list[Standing]) -> Standing:
    grades = [standing for standing in standings if isinstance(standing, Grade)]
    if confirmed := [grade for grade in grades if grade != Grade.D]:
        return lowest(confirmed)
    if Exempt.NOT_NEEDED in standings:
        return Exempt.NOT_NEEDED
    return Grade.D if grades else None


def uses_of(facts: Facts) -> dict[Use, UseAnswer]:
    """For each use whether the project serves it, and what is missing. Every place that tells it asks this."""
    return {rule.use: _answer(rule, facts) for rule in USE_RULES}


def _answer(rule: UseRule, facts: Facts) -> UseAnswer:
    if rule.roles is not None and facts.role is None:
        return UseAnswer(rule.use, None, (), rule.clause)
    missing = (*_of_applicant(rule, facts), *_of_records(rule, facts))
    return UseAnswer(rule.use, not missing, missing, rule.clause)


def _of_applicant(rule: UseRule, facts: Facts) -> list[Lack]:
    lacks = []
    if facts.kind is None or (rule.contractors_only and facts.kind != EnterpriseKind.CONSTRUCTION):
        who = "施工企业" if rule.contractors_only else "勘察、设计、施工、监理企业"
        lacks.append(Lack(Lacking.KIND, f"该用途适用于{who}"))
    if rule.roles is not None and facts.role not in rule.roles:
        lacks.append(
            Lack(Lacking.ROLE, f"“{facts.role.label if facts.role else ''}”不适用于该用途，限项目经理、技术负责人")
        )
    return lacks


def _of_records(rule: UseRule, facts: Facts) -> list[Lack]:
    lacks = [lack for need in rule.needs if (lack := _of_part(need, rule.at_least, facts)) is not None]
    if rule.on_national and not facts.national_shown:
        lacks.append(Lack(Lacking.NATIONAL, "项目尚未在全国平台展示"))
    return lacks


def _of_part(need: Need, at_least: Grade, facts: Facts) -> Lack | None:
    standings = {part: facts.grades.get(part) for part in need.parts}
    if any(isinstance(has, Grade) and has.rank >= at_least.rank for has in standings.values()):
        return None
    if _is_exempt(need, at_least, facts):
        return None
    part, has = max(standings.items(), key=lambda item: item[1].rank if isinstance(item[1], Grade) else -1)
    above = "级" if at_least == Grade.A else "级及以上"
    return Lack(part, f"{_names(need)}{_says(has)}，须为{at_least}{above}", has, at_least)


def _is_exempt(need: Need, at_least: Grade, facts: Facts) -> bool:
    if need.may_be_exempt and any(facts.grades.get(part) == Exempt.NOT_NEEDED for part in need.parts):
        return True
    # Outside 房建 and 市政 there is no filing: declared as not needed, the graded acceptance takes its place.
    accepted = facts.grades.get(Part.COMPLETION)
    return (
        need.parts == (Part.COMPLETION_FILING,)
        and facts.sector not in FILED_SECTORS
        and facts.grades.get(Part.COMPLETION_FILING) == Exempt.NOT_NEEDED
        and isinstance(accepted, Grade)
        and accepted.rank >= at_least.rank
    )


def _names(need: Need) -> str:
    return "或".join(part.label for part in need.parts)


def _says(has: Standing) -> str:
    if has is None:
        return "尚未填报"
    return "已声明不需要" if isinstance(has, Exempt) else f"现为{has}级"
