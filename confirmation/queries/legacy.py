"""What loading a file of old records would do: counts by grade, and why a row would not come (A11)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Authority, Enterprise
from accounts.rules import Tier
from grading.rules.grades import GRADE_OF_TIER
from projects.legacy import value_faults
from projects.models import MODEL_OF_KIND
from projects.rules.kinds import RecordKind
from projects.rules.legacy import GRADES, LegacyException, LegacyRow, project_faults


@dataclass(frozen=True, slots=True)
class LegacyPlan:
    """What would be loaded.

    :param shown: confirmed rows, which go on display with their grade; by project, the basic information first.
    :param hidden: D rows, which their enterprise alone sees and may resubmit (二（二）1).
    :param present: rows that were loaded before: a file can be loaded again.
    """

    shown: dict[str, list[LegacyRow]]
    hidden: list[LegacyRow]
    present: int
    exceptions: list[LegacyException]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each grade would be loaded."""
        rows = [*self.hidden, *(row for rows in self.shown.values() for row in rows)]
        found = Counter(row.grade for row in rows)
        return {grade: found[grade] for grade in GRADES}


def plan_legacy(rows: Sequence[LegacyRow], unread: Iterable[LegacyException], today: date) -> LegacyPlan:
    """Judge rows against the registers, the field lists and what is there already. A fixed number of queries.

    A project comes whole or not at all: one faulty confirmed row keeps its project's confirmed rows back. D rows come
    as they are, since their enterprise completes them by the new standard.

    :param unread: rows that the reader has already turned away.
    """
    known = _present(rows)
    fresh = [row for row in rows if row.row_guid not in known]
    exceptions = list(unread) + _register_faults(fresh)
    for project in _by_project(fresh).values():
        exceptions += project_faults(project)
    for row in fresh:
        exceptions += value_faults(row, today) if row.is_confirmed else []
    faulty = {exception.line for exception in exceptions}
    return LegacyPlan(
        shown=_whole_projects(fresh, faulty),
        hidden=[row for row in fresh if not row.is_confirmed and row.line not in faulty],
        present=len(rows) - len(fresh),
        exceptions=sorted(exceptions, key=lambda exception: exception.line),
    )


def _whole_projects(rows: Sequence[LegacyRow], faulty: set[int]) -> dict[str, list[LegacyRow]]:
    confirmed = _by_project([row for row in rows if row.is_confirmed])
    order = list(RecordKind)
    return {
        key: sorted(project, key=lambda row: order.index(row.kind))
        for key, project in confirmed.items()
        if not any(row.line in faulty for row in project)
    }


def _by_project(rows: Iterable[LegacyRow]) -> dict[str, list[LegacyRow]]:
    found: dict[str, list[LegacyRow]] = {}
    for row in rows:
        found.setdefault(row.project_key, []).append(row)
    return found


def _present(rows: Sequence[LegacyRow]) -> set[object]:
    guids = [row.row_guid for row in rows]
    return {
        guid
        for model in MODEL_OF_KIND.values()
        for guid in model._default_manager.filter(row_guid__in=guids).values_list("row_guid", flat=True)
    }


def _register_faults(rows: Sequence[LegacyRow]) -> list[LegacyException]:
    codes = {row.enterprise_code for row in rows if row.enterprise_code}
    enterprises = set(Enterprise.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True))
    tiers = dict(Authority.objects.values_list("division_id", "tier"))
    found: list[LegacyException] = []
    for row in rows:
        if row.enterprise_code and row.enterprise_code not in enterprises:
            found.append(LegacyException(row.line, f"企业 {row.enterprise_code} 未在本平台登记"))
        message = _authority_fault(row, tiers) if row.is_confirmed else ""
        if message:
            found.append(LegacyException(row.line, message))
    return found


def _authority_fault(row: LegacyRow, tiers: dict[str, str]) -> str:
    tier = tiers.get(row.authority_code)
    if tier is None:
        return f"行政区划 {row.authority_code} 没有确认部门"
    given = GRADE_OF_TIER[Tier(tier)]
    if given != row.grade:
        # 二（一）: the grade is the tier of the authority that confirmed.
        return f"{row.grade}级与确认部门不符：{Tier(tier).label}主管部门确认的为{given}级（二（一））"
    return ""
