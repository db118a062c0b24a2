"""Data grades A to D (二（一）, 二（二））."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from accounts.rules import Tier
from common.errors import RuleError
from common.notice import of_notice


class Grade(models.TextChoices):
    """Grades, lowest first: who confirmed a record decides it (二（一）, BR-24)."""

    D = "D", "未确认"
    C = "C", "县级确认"
    B = "B", "市级确认"
    A = "A", "省级确认"

    @property
    def rank(self) -> int:
        """0 for D, 3 for A."""
        return list(Grade).index(self)


GRADE_OF_TIER: dict[Tier, Grade] = {Tier.COUNTY: Grade.C, Tier.CITY: Grade.B, Tier.PROVINCE: Grade.A}
TIER_OF_GRADE: dict[Grade, Tier] = {grade: tier for tier, grade in GRADE_OF_TIER.items()}


_OF_FALSE = of_notice("四（二）")


class GradesAreGivenTierByTier(RuleError):
    """The wanted grade is not the next one, or its conditions are not met (二（二）, BR-25, BR-30)."""


def lowest(grades: Iterable[Grade]) -> Grade:
    """The lowest of some grades; D when there are none (BR-31)."""
    return min(grades, key=lambda grade: grade.rank, default=Grade.D)


def next_grade(current: Grade) -> Grade | None:
    """The grade that comes after this one; None after A."""
    return list(Grade)[current.rank + 1] if current != Grade.A else None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an application for the next grade, and whether it is met."""

    text: str
    met: bool
    clause: str
    evidence: str = ""


def upgrade_conditions(
    *, grades: Iterable[Grade], published: bool, national_shown: bool, purpose: str, is_false: bool = False
) -> tuple[Condition, ...]:
    """Everything that :func:`require_upgrade_possible` asks for the next grade, one by one (E20, R14).

    All are met exactly when the application is let pass. Nothing is left to apply for after A: then there is none.
    """
    present = lowest(grades)
    wanted = next_grade(present)
    if wanted is None:
        return ()
    if is_false:
        return (Condition("项目基本信息未被认定为虚假", False, _OF_FALSE),)
    if present == Grade.D:
        return (Condition("已有各环节信息均经项目所在地主管部门确认（C级及以上）", False, of_notice("二（二）")),)
    stands = Condition(f"已有各环节信息均为{present}级及以上", True, of_notice("二（二）"))
    if wanted != Grade.A:
        return (stands,)
    clause = of_notice("二（二）4")
    return (
        stands,
        Condition("已在省平台展示", published, clause),
        Condition("已在全国平台展示（收到全国平台回执）", national_shown, clause),
        Condition("写明用于申请住建部审批的哪一项资质", bool(purpose.strip()), clause, purpose.strip()),
    )


def require_upgrade_possible(
    *,
    grades: Iterable[Grade],
    target: Grade,
    published: bool,
    national_shown: bool,
    purpose: str,
    is_false: bool = False,
) -> None:
    """Let pass an application for the next grade of a project's existing records (decisions 22).

    :param grades: of every existing record of the project that was not found to be false.
    :param published: whether the project is displayed on the provincial platform.
    :param national_shown: whether the national platform has accepted it.
    :param purpose: for A, the qualification that the enterprise will apply for.
    :param is_false: whether the project's basic information was found to be false.
    :raises GradesAreGivenTierByTier: with what is missing.
    """
    present = lowest(grades)
    wanted = next_grade(present)
    if wanted is None:
        raise GradesAreGivenTierByTier("该项目各环节均已为A级，无需再申请定级", clause=of_notice("二（一）"))
    if is_false:
        raise GradesAreGivenTierByTier(
            "该项目的基本信息已被认定为虚假，不能申请更高等级；对认定有异议的，请在虚假信息认定中申诉，撤销后再申请",
            clause=_OF_FALSE,
        )
    if present == Grade.D:
        raise GradesAreGivenTierByTier(
            "该项目还有未经确认的环节（D级），请先由项目所在地主管部门确认后再申请更高等级",
            clause=of_notice("二（二）"),
        )
    if target != wanted:
        raise GradesAreGivenTierByTier(
            f"该项目最低等级为{present}级，应逐级申请{wanted}级，不能直接申请{target}级",
            clause=of_notice("二（二）"),
        )
    if target == Grade.A:
        _require_province_conditions(published=published, national_shown=national_shown, purpose=purpose)


def _require_province_conditions(*, published: bool, national_shown: bool, purpose: str) -> None:
    clause = of_notice("二（二）4")
    if not published or not national_shown:
        where = "省平台" if not published else "全国平台"
        raise GradesAreGivenTierByTier(
            f"申报省级确认的项目须已在省平台及全国平台展示，该项目尚未在{where}展示，请待展示后再申请", clause=clause
        )
    if not purpose.strip():
        raise GradesAreGivenTierByTier("请写明用于申请住建部审批的哪一项资质，方可申报省级确认", clause=clause)
