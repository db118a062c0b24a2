"""What a project is good for: the one answer that pages, the API, the extract and the checklist show (X01)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import Enterprise
from confirmation.models import Case
from confirmation.queries.gate import gate_for
from confirmation.queries.records import liftable_of
from confirmation.queries.standings import GradeOf, grade_now, kind_in, standings_of, with_person
from confirmation.queries.turns import Pending, Situation, Step, pending_of, step_for
from confirmation.rules.states import CaseKind
from grading.rules.grades import Grade
from grading.rules.push import GateAnswer, Window
from grading.rules.uses import Facts, Use, UseAnswer, uses_of
from national.queries import DeliveryStatus
from projects.models import PersonalTrackRecord, Project, StageRecord
from projects.queries import sector_of
from projects.rules.record_codes import Duty

FOR_PERSONS = (Use.PROVINCE_PERSON, Use.NATIONAL_PERSON)
FOR_ENTERPRISES = (Use.PROVINCE_ENTERPRISE, Use.NATIONAL_ENTERPRISE)


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use asked for one enterprise or person.

    :param who: the person and what he did; empty for the enterprise itself.
    :param met: None where no person is asked about.
    """

    use: Use
    who: str
    met: bool | None
    clause: str
    steps: tuple[Step, ...]

    @property
    def label(self) -> str:
        """What the use is called."""
        return str(self.use.label)

    @property
    def next(self) -> Step | None:
        """The one thing to do next: the first that somebody can do, else the first."""
        return next((step for step in self.steps if step.whose), self.steps[0] if self.steps else None)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next confirmation would bring: uses not met today that would be."""

    after: str
    gains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectUses:
    """The whole answer for one enterprise. ``kind`` is as what it takes part."""

    enterprise: str
    kind: str
    lines: tuple[UseLine, ...]
    outlook: Outlook | None
    gate: GateAnswer

    @property
    def met(self) -> tuple[UseLine, ...]:
        """The lines that are met."""
        return tuple(line for line in self.lines if line.met)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: the enterprise, or one of its persons."""

    who: str
    role: Duty | None
    record: PersonalTrackRecord | None


def uses_for(
    project: Project,
    records: Sequence[StageRecord],
    enterprise: Enterprise,
    *,
    delivery: DeliveryStatus,
    gate: GateAnswer,
    pending: tuple[Pending, ...] = (),
    links: bool = False,
) -> ProjectUses:
    """What a project serves an enterprise and its persons. No query.

    :param records: live ones of the project; what others are still filling in is left out here (A-18).
    :param pending: the enterprise's unfinished cases, see :func:`pending_of`.
    :param links: whether the enterprise itself reads it.
    """
    known = [record for record in records if record.is_confirmed or record.filed_by_id == enterprise.pk]
    seen = Situation(project, enterprise, known, pending, delivery, gate, links)
    kind = kind_in(enterprise, known)
    answers = answers_for(project, known, enterprise, national_shown=delivery.national_shown)
    lines = [_line(asked, answer, seen) for asked, answer in answers]
    return ProjectUses(enterprise.name, str(kind.label), tuple(lines), _outlook(seen, lines), gate)


def uses_now(
    project: Project,
    records: Sequence[StageRecord],
    enterprise: Enterprise,
    *,
    delivery: DeliveryStatus,
    today: date,
    windows: tuple[Window, ...],
    links: bool = False,
) -> ProjectUses:
    """The same with its own questions about the gate and the enterprise's cases. Four queries at the most."""
    known = [record for record in records if record.is_confirmed or record.filed_by_id == enterprise.pk]
    gate = gate_for(project, known, today, windows, national_shown=delivery.national_shown)
    pending = pending_of(project, enterprise)
    return uses_for(project, known, enterprise, delivery=delivery, gate=gate, pending=pending, links=links)


def facts_of_enterprise(
    project: Project, records: Sequence[StageRecord], enterprise: Enterprise, *, national_shown: bool
) -> Facts:
    """The facts on which the enterprise's own uses are judged; nobody is asked about. No query."""
    grades = standings_of(records, enterprise)
    return Facts(kind_in(enterprise, records), sector_of(project), grades, national_shown, None)


def answers_for(
    project: Project,
    records: Sequence[StageRecord],
    enterprise: Enterprise,
    *,
    national_shown: bool,
    grade_of: GradeOf = grade_now,
) -> list[tuple[Asked, UseAnswer]]:
    """The bare answers: two for the enterprise, two for each of its persons. No query.

    :param records: live ones, those that are confirmed and the enterprise's own.
    :param grade_of: the grade by which a record counts.
    """
    facts = facts_of_enterprise(project, records, enterprise, national_shown=national_shown)
    grades = standings_of(records, enterprise, grade_of)
    facts = replace(facts, grades=grades)
    answers = uses_of(facts)
    found = [(Asked("", None, None), answers[use]) for use in FOR_ENTERPRISES]
    for asked in _persons(records, enterprise, grade_of):
        assert asked.record is not None
        own = uses_of(replace(facts, grades=with_person(grades, asked.record, grade_of), role=asked.role))
        found += [(asked, own[use]) for use in FOR_PERSONS]
    return found


def _persons(records: Sequence[StageRecord], enterprise: Enterprise, grade_of: GradeOf) -> list[Asked]:
    # A person names a project by what is confirmed of him there; before that there is nobody to ask about.
    return [
        Asked(f"{record.person.name}（{Duty(record.duty).label}）", Duty(record.duty), record)
        for record in records
        if isinstance(record, PersonalTrackRecord)
        and record.filed_by_id == enterprise.pk
        and grade_of(record) != Grade.D
    ]


def _line(asked: Asked, answer: UseAnswer, seen: Situation) -> UseLine:
    steps = tuple(step_for(lack, seen) for lack in answer.missing)
    return UseLine(answer.use, asked.who, answer.met, answer.clause, steps)


def _outlook(seen: Situation, lines: Sequence[UseLine]) -> Outlook | None:
    lifted = _next_confirmation(seen)
    if lifted is None:
        return None
    after, grade_of = lifted
    met = {(line.use, line.who) for line in lines if line.met}
    # Where the gate is open the confirmation goes to the national platform by itself.
    national = seen.delivery.national_shown or seen.gate.is_open
    gains = tuple(
        f"{answer.use.label}{f'：{asked.who}' if asked.who else ''}"
        for asked, answer in answers_for(
            seen.project, seen.records, seen.enterprise, national_shown=national, grade_of=grade_of
        )
        if answer.met and (answer.use, asked.who) not in met
    )
    return Outlook(after, gains)


def _next_confirmation(seen: Situation) -> tuple[str, GradeOf] | None:
    waiting = next((row for row in reversed(seen.pending) if row.is_with_authority), None)
    if waiting is not None:
        return _of_case(waiting.case, waiting.guids)
    if any(not record.is_confirmed for record in seen.records):
        return "提交并经主管部门确认后", _lifted(frozenset(row.row_guid for row in seen.records), Grade.C)
    target, refusal = seen.upgrade
    if target is None or refusal:
        return None
    guids = frozenset(record.row_guid for record in liftable_of(seen.records))
    return f"申请{target}级并获确认后", _lifted(guids, target)


def _of_case(case: Case, guids: frozenset[object]) -> tuple[str, GradeOf]:
    grade = Grade(case.target_grade)
    unit = case.authority.name if case.authority else "主管部门"
    word = "确认" if case.kind != CaseKind.UPGRADE else "逐级确认"
    return f"办件 {case.number} 经{unit}{word}为{grade}级后", _lifted(guids, grade)


def _lifted(guids: frozenset[object], target: Grade) -> GradeOf:
    def grade_of(record: StageRecord) -> Grade:
        present = grade_now(record)
        is_lifted = record.row_guid in guids and not record.false_mark
        return max(present, target, key=lambda grade: grade.rank) if is_lifted else present

    return grade_of
