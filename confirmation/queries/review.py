"""Everything the page of a case shows to an official: facts, papers, history, and what he may do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from accounts.models import Person, User
from accounts.policy import duties_of
from accounts.rules import Role
from common.clock import day_of
from confirmation.models import Case, Submission
from confirmation.queries.answers import facts_of, plain
from confirmation.queries.differences import SAME, RecordDifference, differences
from confirmation.queries.documents import Document, documents_of
from confirmation.queries.effects import Effect, effect_of_reversal
from confirmation.queries.gate import gate_for
from confirmation.queries.history import (
    Entry,
    History,
    Step,
    checks_of,
    entries_of,
    history_of,
    submission_rows,
    tier_steps,
)
from confirmation.queries.proofs import ProofRow, proofs_of
from confirmation.queries.rail import Rail, rail_of
from confirmation.queries.records import confirmed_of, split_by_case
from confirmation.queries.rivals import Rival, rivals_of
from confirmation.queries.standing import Button, Standing, Turn, buttons_for, standing_of
from confirmation.queries.submitted import read_snapshots
from confirmation.queries.units import authority_below
from confirmation.rules.states import BACKFILLS, WITH_ENTERPRISE, Action, CaseKind, Status
from grading.queries import windows_on
from grading.rules.push import GateAnswer
from national.queries import DeliveryStatus, delivery_of
from projects.models import Attachment, Project, StageRecord
from projects.queries import attachments_of, records_of
from projects.queries.consistency import Answered, findings_of


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One record as a section of the page; ``is_project`` marks the one beside which the approval paper is read.

    :param checks: how it was verified so far, also at the end of ``facts``.
    """

    guid: UUID
    anchor: str
    title: str
    grade: str
    meta: str
    facts: list[tuple[str, str]]
    checks: list[tuple[str, str]]
    is_project: bool
    stands_alone: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The page of a case. ``changes`` is None when there was no earlier submission to compare with.

    :param rest: what is confirmed of the project besides, to be read and not decided.
    :param findings: what does not fit among the records, with the enterprise's reasons.
    :param rivals: what other enterprises filed of the same stages, by the case's record.
    :param effect: what taking the confirmation back would do, for who may; ``round`` counts the submissions.
    :param is_open_to_enterprise: the records are as last submitted and the papers closed, because the enterprise is
        changing them.
    """

    case: Case
    is_open_to_enterprise: bool
    standing: Standing
    summary: list[tuple[str, str]]
    rail: Rail
    tiers: list[Step]
    records: list[RecordPart]
    rest: list[RecordPart]
    rivals: dict[UUID, list[Rival]]
    documents: list[Document]
    findings: list[Answered]
    changes: list[RecordDifference] | None
    proofs: list[ProofRow]
    entries: list[Entry]
    submissions: list[tuple[str, str]]
    others: list[Case]
    gate: GateAnswer
    delivery: DeliveryStatus
    buttons: list[Button]
    effect: Effect | None
    round: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The records that a case's page is about, and the project's others.

    :param papers: in force, by record; none while the enterprise changes them.
    :param is_live: False when the records are read from the last submission.
    """

    records: list[StageRecord]
    others: list[StageRecord]
    papers: dict[UUID, list[Attachment]]
    is_live: bool


def case_for_official(user: User, number: str, today: date) -> Case:
    """A case that lies in the place and line of one of the user's duties.

    A membership opens nothing here: what an enterprise may know of its own cases is on its own pages.

    :raises Case.DoesNotExist: for anything else.
    """
    duties = duties_of(user, today)
    cases = Case.objects.within(duties).select_related(
        "project__division", "project__check_authority", "enterprise", "authority", "holder"
    )
    case = cases.get(number=number)
    for duty in duties:
        inside = duty.authority.jurisdiction.covers(county_code=case.county_code, city_code=case.city_code)
        if inside and (duty.role != Role.REVIEWER or duty.business_line == case.business_line):
            return case
    raise Case.DoesNotExist


def reviewed_records(case: Case) -> Reviewed:
    """The records that the page is about: live while they are closed to the enterprise, else as last submitted.

    What an enterprise writes into a returned or withdrawn filing is its own until it submits again (A-18).
    """
    own, others = split_by_case(case, records_of(case.project))
    if case.kind in BACKFILLS and Status(case.status) in WITH_ENTERPRISE:
        latest = case.submissions.latest("round")
        _fetch_identities(others)
        return Reviewed(read_snapshots([latest.snapshot])[0].records, others, {}, is_live=False)
    _fetch_identities([*own, *others])
    return Reviewed(own, others, attachments_of(case.project), is_live=True)


def review_of(case: Case, about: Reviewed, user: User, at: datetime, file_url: Callable[[Attachment], str]) -> Review:
    """The page of a case for one person at one moment. A fixed number of queries, whatever the case holds."""
    today = day_of(at)
    history = history_of(case)
    records, rest = about.records, confirmed_of(about.others)
    standing, delivery = standing_of(case, user, at, history), delivery_of(str(case.project.row_guid))
    windows, shown = windows_on(today), delivery.national_shown
    gate = gate_for(case.project, [*records, *rest], today, windows, national_shown=shown)
    takes_back = standing.turn is Turn.STANDS or case.status == Status.REVERSING
    return Review(
        case=case,
        is_open_to_enterprise=not about.is_live,
        standing=standing,
        summary=_summary(case),
        rail=rail_of([*rest, *records], status=Status(case.status)),
        tiers=tier_steps(history, at),
        records=[_part(record, history) for record in records],
        rest=[_part(record, history) for record in rest],
        rivals=rivals_of(records, about.others),
        documents=documents_of(records, about.papers, file_url),
        findings=findings_of(case.project, [*rest, *records], case.enterprise) if about.is_live else [],
        changes=_changes(case),
        proofs=proofs_of(case, {record.row_guid: f"{record.stage.label} {record}" for record in records}),
        entries=entries_of(history),
        submissions=submission_rows(history.submissions),
        others=history.others,
        gate=gate,
        delivery=delivery,
        buttons=buttons_for(case, history, len(records), gate, today, without=_nowhere(case)),
        effect=effect_of_reversal(case, records, about.others, delivery) if takes_back else None,
        round=max((found.round for found in history.submissions if found.case_id == case.pk), default=0),
    )


def _nowhere(case: Case) -> list[Action]:
    lower = case.kind == CaseKind.UPGRADE and authority_below(case) is not None
    return [] if lower else [Action.LOWER]


def _fetch_identities(records: list[StageRecord]) -> None:
    persons: list[Person] = []
    for record in records:
        named = (getattr(record, field) for field in record.person_fields())
        persons += [person for person in named if person is not None]
    if persons:
        prefetch_related_objects(persons, "identity")


def _summary(case: Case) -> list[tuple[str, str]]:
    authority = case.authority.name if case.authority else ""
    return [
        ("办件编号", case.number or ""),
        ("事项", case.get_kind_display()),
        ("申报企业", f"{case.enterprise.name}（{case.get_enterprise_kind_display()}）"),
        ("统一社会信用代码", case.enterprise.credit_code),
        ("申请等级", f"{case.target_grade}级（{case.get_target_grade_display()}）"),
        ("用途", case.use_purpose),
        ("办理部门", f"{authority}（{case.get_business_line_display()}）"),
        ("分派理由", case.route_reason),
        ("提交时间", plain(case.submitted_at)),
        ("规则版本", case.rule_version),
    ]


def _part(record: StageRecord, history: History) -> RecordPart:
    checks = checks_of(history, record.row_guid)
    confirmed = f"{record.check_authority} {plain(record.confirmed_at)[:10]} 确认" if record.check_authority else ""
    return RecordPart(
        guid=record.row_guid,
        anchor=str(record.row_guid),
        title=f"{record.stage.label}：{record}",
        grade=record.grade,
        meta=" · ".join(text for text in (record.number or "", confirmed) if text),
        facts=facts_of(record, with_numbers=True) + checks,
        checks=checks,
        is_project=isinstance(record, Project),
        stands_alone=record.stands_alone,
    )


def _changes(case: Case) -> list[RecordDifference] | None:
    latest: list[Submission] = list(case.submissions.order_by("-round")[:2])
    if len(latest) < 2:
        return None
    after, before = read_snapshots([latest[0].snapshot, latest[1].snapshot])
    return [found for found in differences(before, after) if found.state != SAME]
