"""Every rule of the notice asked about one set of facts, without the site: what ``manage.py judge`` prints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from common.divisions import DivisionData, divisions
from common.errors import RuleError
from common.notice import of_notice
from confirmation.rules.judge_facts import JudgeFacts
from confirmation.rules.routing import FirstStop, first_stop
from confirmation.rules.ruleset import RuleSet
from grading.rules.grades import (
    GRADE_OF_TIER,
    Grade,
    GradesAreGivenTierByTier,
    lowest,
    next_grade,
    require_upgrade_possible,
)
from grading.rules.push import GateAnswer, Window, push_gate
from grading.rules.uses import Facts, Part, UseAnswer, uses_of
from projects.rules.dictionaries import Origin, Stage
from projects.rules.menus import Menu, route
from projects.rules.scope import require_family_in_scope, require_in_scope

STAGE_OF_PART: dict[Part, Stage] = {
    Part.PROJECT: Stage.PROJECT,
    Part.TENDER: Stage.TENDER,
    Part.CONTRACT: Stage.CONTRACT,
    Part.DRAWING_REVIEW: Stage.DRAWING_REVIEW,
    Part.PERMIT: Stage.PERMIT,
    Part.COMPLETION: Stage.COMPLETION,
    Part.COMPLETION_FILING: Stage.COMPLETION,
    Part.INDICATORS: Stage.INDICATORS,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Who confirms at a place.

    :param county_confirms: whether an authority at the county tier is its own.
    """

    name: str
    county_confirms: bool


# Who confirms at a division; None for one that is not of the province.
Places = Callable[[str], Place | None]


class TheApplicantMayNotFile(RuleError):
    """The notice names four kinds of enterprise (一（一）)."""


class ThePlaceIsNotInTheProvince(RuleError):
    """The project does not lie in Jilin (一（二）)."""


class NeitherPermittedNorCompleted(RuleError):
    """A project is filed once it is permitted or completed (一（一）)."""


def judge(facts: JudgeFacts, rules: RuleSet, places: Places) -> dict[str, Any]:
    """What each rule says about the facts, as plain values.

    Scope, menu and first stop are about filing it now; the push, the next grade and the uses about what is graded.
    """
    place = places(facts.division)
    refusal = _refusal(facts, rules, place)
    stop = _stop(facts, rules, place) if refusal is None and place is not None else None
    return {
        "id": facts.id,
        "scope": _scope(refusal),
        "menu": (_menu(facts) if refusal is None else Menu.NONE).value,
        "first_tier": stop.tier.value if stop else None,
        "first_grade": GRADE_OF_TIER[stop.tier].value if stop else None,
        "window": _window(facts, rules),
        "push": _push(facts, rules),
        "upgrade_to": _upgrade(facts),
        "uses": {use.value: _use(answer) for use, answer in uses_of(_use_facts(facts)).items()},
    }


def _refusal(facts: JudgeFacts, rules: RuleSet, place: Place | None) -> RuleError | None:
    try:
        if facts.filed_by is None:
            raise TheApplicantMayNotFile("补录主体为勘察、设计、施工、监理企业", clause=of_notice("一（一）"))
        if place is None:
            raise ThePlaceIsNotInTheProvince("补录范围为在吉林省开展的工程", clause=of_notice("一（二）"))
        if facts.completed_on is None and facts.permitted_on is None:
            raise NeitherPermittedNorCompleted(
                "可补录已竣工验收，或已办理施工许可（开工报告）的项目", clause=of_notice("一（一）")
            )
        require_in_scope(facts.sector, rules.scope)
        if facts.qualification is not None:
            require_family_in_scope(facts.qualification)
    except RuleError as refusal:
        return refusal
    return None


def _scope(refusal: RuleError | None) -> dict[str, Any]:
    if refusal is None:
        return {"accepted": True, "clause": of_notice("一（二）"), "reason": "属于补录范围"}
    return {"accepted": False, "clause": refusal.clause, "reason": str(refusal)}


def _stop(facts: JudgeFacts, rules: RuleSet, place: Place) -> FirstStop:
    return first_stop(
        sector=facts.sector,
        qualifications=(facts.qualification.code,) if facts.qualification else (),
        division_name=place.name,
        county_confirms=place.county_confirms,
        rules=rules.routing,
    )


def _menu(facts: JudgeFacts) -> Menu:
    lacking = {STAGE_OF_PART[part] for part, has in facts.grades.items() if has is None}
    # 一（六）2 lets nobody add the basic information twice; decisions 18: no completion is missing before there is one.
    never = {Stage.PROJECT, *({Stage.COMPLETION} if facts.completed_on is None else ())}
    return route(shown=facts.shown, missing=frozenset(lacking - never)).menu


def _window(facts: JudgeFacts, rules: RuleSet) -> dict[str, Any]:
    fitting = [window for window in rules.windows if window.covers(facts.completed_on, facts.permitted_on)]
    running = next((window for window in fitting if window.opens_on <= facts.today <= window.confirm_by), None)
    if running is not None:
        reason = f"于{running.confirm_by:%Y-%m-%d}（含当日）前确认完毕的，可推送至全国平台"
        return {"open": True, "clause": running.source, "reason": reason}
    return {"open": False, "clause": _clause(fitting), "reason": _closed(facts, fitting)}


def _clause(fitting: list[Window]) -> str:
    return fitting[-1].source if fitting else of_notice("一（四）")


def _closed(facts: JudgeFacts, fitting: list[Window]) -> str:
    if not fitting:
        return "竣工或许可日期不在任何补录时间窗口内；仍可填报和确认，但不推送至全国平台"
    if facts.today < min(window.opens_on for window in fitting):
        return f"补录时间窗口自{min(window.opens_on for window in fitting):%Y-%m-%d}起"
    last = max(window.confirm_by for window in fitting)
    return f"补录时间窗口已于{last:%Y-%m-%d}（含当日）截止；仍可填报和确认，但不推送至全国平台"


def _push(facts: JudgeFacts, rules: RuleSet) -> dict[str, Any]:
    answer = _gate(facts, rules)
    return {"allowed": answer.is_open, "clause": answer.clause, "reason": answer.reason}


def _gate(facts: JudgeFacts, rules: RuleSet) -> GateAnswer:
    docked = facts.origin == Origin.DOCKING
    grade = facts.grades.get(Part.PROJECT)
    is_graded = (isinstance(grade, Grade) and grade != Grade.D) or Part.PROJECT not in facts.grades
    if not (facts.national_shown or (is_graded and (facts.confirmed_on or docked or facts.shown))):
        return GateAnswer(False, "未经确认的项目不推送、不展示", of_notice("一（六）4"))
    return push_gate(
        finished_on=facts.completed_on,
        released_on=facts.permitted_on,
        first_confirmed_on=facts.confirmed_on or facts.today,
        today=facts.today,
        national_shown=facts.national_shown,
        docked=docked,
        shown=facts.shown,
        windows=rules.windows,
    )


def _upgrade(facts: JudgeFacts) -> dict[str, Any]:
    grades = [has for has in facts.grades.values() if isinstance(has, Grade)]
    target = next_grade(lowest(grades))
    try:
        require_upgrade_possible(
            grades=grades,
            target=target or Grade.A,
            published=lowest(grades) != Grade.D,
            national_shown=facts.national_shown,
            purpose=facts.purpose,
        )
    except GradesAreGivenTierByTier as refusal:
        return {"grade": None, "clause": refusal.clause, "reason": str(refusal)}
    assert target is not None, "require_upgrade_possible refuses what has no next grade"
    return {"grade": target.value, "clause": of_notice("二（二）"), "reason": f"可逐级申请{target}级"}


def _use_facts(facts: JudgeFacts) -> Facts:
    return Facts(facts.filed_by, facts.sector, facts.grades, facts.national_shown, facts.role)


def _use(answer: UseAnswer) -> dict[str, Any]:
    if answer.met is None:
        return {"met": None}
    return {"met": answer.met, "missing": [lack.code.value for lack in answer.missing]}


@dataclass(frozen=True, slots=True)
class ShippedPlaces:
    """Who confirms where, by the shipped divisions; what the province has set since is not asked.

    A zone that the data do not name belongs to the city of its first four digits (decisions 19), and a former code is
    the place that it became.
    """

    def __call__(self, code: str) -> Place | None:
        """The place of a code; None outside the province, and for the province as a whole."""
        known = divisions().get(code) or _became(code)
        if known is not None:
            return None if known.level == "province" else Place(known.name, known.confirm_level == "county")
        city = divisions().get(f"{code[:4]}00")
        return Place(city.name, False) if city is not None and city.level == "city" else None


def _became(code: str) -> DivisionData | None:
    return next((division for division in divisions().values() if code in division.former_codes), None)
