"""What rules say of everything that is there, a chunk at a time in bounded memory: before a change and after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from accounts.models import Authority
from accounts.rules import DEFAULT_LINES, BusinessLine, EnterpriseKind, Tier
from common.clock import day_of
from confirmation.models import Case, SignatureRule, UnitRoute
from confirmation.queries.rules import rules_on
from confirmation.rules.changes import Change, RuleFamily, changed_needs, changed_rules, changed_units
from confirmation.rules.decisions import SignatureNeed, signatures
from confirmation.rules.routing import UnitRule, first_stop, narrowest
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import WITH_AUTHORITY
from grading.rules.push import push_gate
from projects.models import Project
from projects.rules.dictionaries import Origin, Sector

OF_CASES = frozenset({RuleFamily.UNIT, RuleFamily.SIGNATURES})


@dataclass(frozen=True, slots=True)
class Seen:
    """One project or case: its outcome before and after. ``name`` is empty for a draft, which is its firm's own."""

    pk: int
    name: str
    before: str
    after: str


def total_of(change: Change) -> int:
    """How many there are to look at. One query."""
    return _cases(change).count() if change.family in OF_CASES else Project.objects.filter(update_flag="U").count()


def outcomes(change: Change, *, after: int, limit: int) -> list[Seen]:
    """The next projects or cases by id and what becomes of them. Four queries at the most.

    :param after: id of the last one that was looked at.
    """
    if change.family in OF_CASES:
        return list(_of_cases(change, after, limit))
    return list(_of_projects(change, after, limit))


# One row a project: the facts on which scope, first stop and gate depend. The gate's as ``confirmation.queries.gate``
# reads them, from what is confirmed or submitted.
_PROJECTS = """
SELECT p.id, p.name, p.sealed_at IS NOT NULL OR p.grade <> 'D', p.sector, p.division_id, p.origin,
  (SELECT max(c.finished_on) FROM projects_completion c
     WHERE c.project_id = p.id AND c.update_flag = 'U' AND (c.grade <> 'D' OR c.sealed_at IS NOT NULL)),
  (SELECT min(r.released_on) FROM projects_constructionpermit r
     WHERE r.project_id = p.id AND r.update_flag = 'U' AND (r.grade <> 'D' OR r.sealed_at IS NOT NULL)),
  first.granted_at, first.batch,
  EXISTS (SELECT 1 FROM national_message m WHERE m.destination = 'NATIONAL' AND m.aggregate = p.row_guid::text
     AND m.state = 'ACKNOWLEDGED' AND m.update_flag = 'U'
     AND NOT EXISTS (SELECT 1 FROM national_message w WHERE w.destination = m.destination AND w.aggregate = m.aggregate
       AND w.state = 'ACKNOWLEDGED' AND w.update_flag = 'D' AND w.version > m.version)),
  ARRAY(SELECT DISTINCT i.category FROM projects_enterpriseindicators i
     WHERE i.project_id = p.id AND i.update_flag = 'U' ORDER BY 1)
FROM projects_project p
LEFT JOIN LATERAL (SELECT e.granted_at, e.batch FROM grading_gradeentry e
  WHERE e.project_guid = p.row_guid AND e.new_grade <> 'D' AND e.id > coalesce((SELECT max(f.id)
    FROM grading_gradeentry f WHERE f.project_guid = p.row_guid AND f.stage = 'PROJECT' AND f.new_grade = 'D'), 0)
  ORDER BY e.id LIMIT 1) first ON true
WHERE p.update_flag = 'U' AND p.id > %(after)s ORDER BY p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class _Row:
    sector: str
    division: str
    origin: str
    finished_on: date | None
    released_on: date | None
    first_on: date | None
    loaded: bool
    national: bool
    categories: tuple[str, ...]


def _of_projects(change: Change, after: int, limit: int) -> Iterator[Seen]:
    rules = rules_on(change.starts_on)
    told = _TOLD[change.family]
    counties = set(Authority.objects.filter(tier=Tier.COUNTY).values_list("division_id", flat=True))
    before = told(rules, change.starts_on, counties)
    later = told(changed_rules(rules, change), change.starts_on, counties)
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTS, {"after": after, "limit": limit})
        for pk, name, is_public, sector, division, origin, finished, released, granted, batch, shown, held in cursor:
            first = day_of(granted) if granted else None
            row = _Row(sector, division, origin, finished, released, first, batch not in (None, ""), shown, tuple(held))
            yield Seen(pk, name if is_public else "", before(row), later(row))


_Judge = Callable[[_Row], str]


def _scope(rules: RuleSet, today: date, counties: set[str]) -> _Judge:
    accepted = {rule.sector: rule.in_scope for rule in rules.scope}
    return lambda row: "纳入补录" if accepted.get(Sector(row.sector), False) else "不纳入补录"


def _first_tier(rules: RuleSet, today: date, counties: set[str]) -> _Judge:
    @cache
    def tier(sector: str, categories: tuple[str, ...], county_confirms: bool) -> str:
        stop = first_stop(
            sector=Sector(sector),
            qualifications=categories,
            division_name="",
            county_confirms=county_confirms,
            rules=rules.routing,
        )
        return f"{stop.tier.label}首次确认"

    return lambda row: tier(row.sector, row.categories, row.division in counties)


def _gate(rules: RuleSet, today: date, counties: set[str]) -> _Judge:
    @cache
    def answer(
        finished: date | None, released: date | None, first: date, national: bool, docked: bool, old: bool
    ) -> str:
        gate = push_gate(
            finished_on=finished,
            released_on=released,
            first_confirmed_on=first,
            today=today,
            national_shown=national,
            docked=docked,
            shown=old,
            windows=rules.windows,
        )
        return "可推送" if gate.is_open else "不推送"

    def of(row: _Row) -> str:
        docked = row.origin == Origin.DOCKING
        return answer(row.finished_on, row.released_on, row.first_on or today, row.national, docked, row.loaded)

    return of


_TOLD = {RuleFamily.SCOPE: _scope, RuleFamily.ROUTING: _first_tier, RuleFamily.WINDOW: _gate}


def _cases(change: Change) -> Any:
    waiting = Case.objects.filter(status__in=sorted(WITH_AUTHORITY), authority_id=change.facts["authority"])
    return waiting.select_related("project").order_by("pk")


def _of_cases(change: Change, after: int, limit: int) -> Iterator[Seen]:
    told = _lines(change) if change.family is RuleFamily.UNIT else _signatures(change)
    for case in _cases(change).filter(pk__gt=after)[:limit]:
        before, later = told(case)
        yield Seen(case.pk, f"{case.number} {case.project.name}", before, later)


def _lines(change: Change) -> Callable[[Case], tuple[str, str]]:
    rows = UnitRoute.objects.current(change.starts_on).filter(authority=change.facts["authority"])
    rules = [
        UnitRule(row.enterprise_kind, row.sector, row.target_grade, BusinessLine(row.business_line))
        for row in rows.order_by("-starts_on")
    ]
    later = changed_units(rules, change)

    def line(case: Case, among: list[UnitRule]) -> str:
        rule = narrowest(among, kind=case.enterprise_kind, sector=case.project.sector, grade=case.target_grade)
        found = rule.line if rule else DEFAULT_LINES[EnterpriseKind(case.enterprise_kind)]
        return f"{found.label}业务部门办理"

    return lambda case: (line(case, rules), line(case, later))


def _signatures(change: Change) -> Callable[[Case], tuple[str, str]]:
    rows = SignatureRule.objects.current(change.starts_on).filter(authority=change.facts["authority"])
    needs = [SignatureNeed(row.business_line, row.sector, row.count) for row in rows.order_by("-starts_on")]
    later = changed_needs(needs, change)

    def count(case: Case, among: list[SignatureNeed]) -> str:
        return f"{signatures(Tier(case.tier), case.business_line, case.project.sector, among)}人签署"

    return lambda case: (count(case, needs), count(case, later))
