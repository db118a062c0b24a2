"""What each project of a list is good for, and the one thing to do next, in a fixed number of queries (E28)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Enterprise
from accounts.rules import EnterpriseKind
from confirmation.models import Case
from confirmation.queries.standings import kinds_in_bulk, standings_in_bulk
from confirmation.queries.uses import FOR_ENTERPRISES
from confirmation.rules.states import WITH_AUTHORITY, Status
from grading.rules.grades import Grade, next_grade
from grading.rules.uses import Facts, Lack, Lacking, Part, UseAnswer, uses_of
from projects.models import Project
from projects.queries import sector_of


@dataclass(frozen=True, slots=True)
class RowUses:
    """The uses that a project serves the enterprise itself, and what to do next; empty when nothing is left."""

    met: tuple[str, ...]
    next: str


def uses_of_list(
    projects: Sequence[Project], enterprise: Enterprise, cases: Mapping[int, Case], national: Collection[int]
) -> dict[int, RowUses]:
    """By project's id. Five queries.

    :param cases: the enterprise's latest case about each project, with its authority.
    :param national: ids of those that the national platform shows.
    """
    grades = standings_in_bulk(projects, enterprise)
    kinds = kinds_in_bulk(projects, enterprise)
    rows = {}
    for project in projects:
        kind = kinds.get(project.pk, EnterpriseKind(enterprise.kinds[0]))
        facts = Facts(kind, sector_of(project), grades[project.pk], project.pk in national, None)
        answers = [uses_of(facts)[use] for use in FOR_ENTERPRISES]
        met = tuple(str(answer.use.label) for answer in answers if answer.met)
        rows[project.pk] = RowUses(met, _next(project, cases.get(project.pk), answers))
    return rows


def _next(project: Project, case: Case | None, answers: list[UseAnswer]) -> str:
    if case is not None and case.status == Status.RETURNED:
        return "按退回意见修改后重新提交"
    if case is not None and case.status in WITH_AUTHORITY:
        return f"等待{case.authority.name if case.authority else '主管部门'}办理"
    if project.is_open:
        return "填报并提交"
    missing = next((answer.missing for answer in answers if not answer.met and answer.missing), ())
    return _doing(missing[0], Grade(project.grade)) if missing else ""


def _doing(lack: Lack, present: Grade) -> str:
    # The project's own page says whose turn it is; a row says what it is about.
    if lack.code is Lacking.KIND:
        return ""
    if lack.code is Lacking.NATIONAL:
        return "查看全国平台推送情况"
    if lack.has is None or lack.has == Grade.D:
        return f"补录{lack.code.label}" if isinstance(lack.code, Part) else lack.reason
    target = next_grade(present)
    return f"逐级申请{target}级" if target else lack.reason
