"""A project is filed once: what is refused outright, and what a person decides (BR-03, X12). Verbs of other verbs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Value

from accounts.models import Division, User
from common.errors import RuleError
from common.notice import of_notice
from common.text import folded
from projects.models import Project, TwinDecision
from projects.models.project import ProjectQuerySet
from projects.queries.twins import ON_DISPLAY, Twin, sketch_of_facts, twins_on_display
from projects.rules.grams import plain
from projects.rules.menus import ProjectExistsAlready

REASON_AT_LEAST, REASON_AT_MOST = 4, 500
# Why a project is refused, in the order in which it is said.
_SAME_CODE, _SAME_NAME, _FILED = "1", "2", "3"
_FIELD_AND_WORDS = {
    _SAME_CODE: ("investment_code", "项目代码相同"),
    _SAME_NAME: ("name", "项目名称、建设单位和所在地相同"),
}


class TheProjectIsOnDisplay(ProjectExistsAlready):
    """A project on display has the same code, or the same name, owner and county.

    :ivar project: that project, to be led to.
    """

    def __init__(self, message: str, *, field: str, project: Project) -> None:
        super().__init__(message, clause=of_notice("一（六）2、四（二）"), field=field)
        self.project = project


class TwinsAreToBeJudged(RuleError):
    """Projects on display look like the one that is filed, and nobody has said that they are others.

    :ivar twins: all of them, most alike first.
    :ivar faults: what is wrong with the reasons given, by the twin's guid.
    """

    def __init__(self, twins: list[Twin], faults: Mapping[UUID, str]) -> None:
        super().__init__("可能与省平台已展示的项目是同一项目，请先核对", clause=of_notice("四（二）"))
        self.twins, self.faults = twins, faults


def require_filed_once(facts: Mapping[str, Any], *, apart_from: Project) -> None:
    """Let pass basic information of no project on display, and a code that nobody else has filed. One query.

    :raises TheProjectIsOnDisplay: for the code, or the name, owner and county, of a project on display (BR-03).
    :raises ProjectExistsAlready: when a submitted or confirmed project has the same investment code (四（二）); the
        other firm's name and data stay unknown (decisions 21).
    """
    others = Project.objects.exclude(row_guid=apart_from.row_guid)
    _refuse_first([*_on_display(others, facts), (_FILED, others.same_code(facts["investment_code"]))], facts)


def _on_display(others: ProjectQuerySet, facts: Mapping[str, Any]) -> list[tuple[str, ProjectQuerySet]]:
    shown, place = others.filter(ON_DISPLAY), facts["division"]
    owner = Q(owner_code=facts["owner_code"]) | Q(search__owner=plain(facts["owner_name"]))
    return [
        (_SAME_CODE, shown.filter(search__keys__among=[facts["investment_code"]])),
        (
            _SAME_NAME,
            shown.filter(
                owner,
                search__names__grams=facts["name"],
                search__name=plain(facts["name"]),
                division=place.pk if isinstance(place, Division) else place,
            ),
        ),
    ]


def _refuse_first(rivals: list[tuple[str, ProjectQuerySet]], facts: Mapping[str, Any]) -> None:
    # One query for all, each part of it with an index of its own; the rival itself is read only for a refusal.
    asked = [
        found.annotate(why=Value(why)).order_by("pk").values_list("why", "pk")[:1]
        for why, found in rivals
        if why == _SAME_NAME or facts["investment_code"]
    ]
    for why, project in sorted(asked[0].union(*asked[1:], all=True)):
        raise _refusal(why, project, facts)


def code_is_filed(investment_code: str) -> ProjectExistsAlready:
    """The refusal of a code that another project has; the other firm's name and data stay unknown (decisions 21)."""
    return ProjectExistsAlready(
        f"项目代码 {investment_code} 的项目已有填报，不得重复添加项目基本信息；"
        "请用该代码检索，在“业绩环节补录”中补充缺失环节",
        clause=of_notice("一（六）2、四（二）"),
        field="investment_code",
    )


def _refusal(why: str, project: int, facts: Mapping[str, Any]) -> ProjectExistsAlready:
    if why == _FILED:
        return code_is_filed(facts["investment_code"])
    other = Project.objects.select_related("division").get(pk=project)
    field, what = _FIELD_AND_WORDS[why]
    return TheProjectIsOnDisplay(
        f"省平台已展示的项目“{other.name}”与所填{what}，不得重复添加项目基本信息；"
        "请在该项目的“业绩环节补录”中补充缺失环节",
        field=field,
        project=other,
    )


def judged_twins(facts: Mapping[str, Any], different: Mapping[UUID, str]) -> list[Twin]:
    """The projects on display that look like the one that is filed, each with a reason why it is another.

    :param different: reasons by guid.
    :raises TwinsAreToBeJudged: when one has none, or one of fewer than 4 or more than 500 characters.
    """
    twins = twins_on_display(sketch_of_facts(facts))
    faults = {twin.project.row_guid: _fault(different.get(twin.project.row_guid, "")) for twin in twins}
    if any(faults.values()):
        raise TwinsAreToBeJudged(twins, faults if different else {})
    return twins


def _fault(reason: str) -> str:
    if REASON_AT_LEAST <= len(folded(reason)) <= REASON_AT_MOST:
        return ""
    return f"请写明为什么不是同一项目（{REASON_AT_LEAST}至{REASON_AT_MOST}字）；是同一项目的，请选择“是同一项目”"


def keep_differences(
    project: Project, twins: Iterable[Twin], reasons: Mapping[UUID, str], by: User, at: datetime
) -> None:
    """Keep that a project is none of those that look like it. Opens no transaction and needs a ledger context."""
    for twin in twins:
        TwinDecision.objects.create(
            project=project,
            other=twin.project,
            verdict=TwinDecision.Verdict.DIFFERENT,
            reason=folded(reasons[twin.project.row_guid]),
            decided_by=by,
            decided_at=at,
        )
