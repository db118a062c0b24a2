"""A false-information case before its finding: opened, told to the firm, answered (四（二）, BR-40, E29)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.calendars import work_calendar
from accounts.models import Authority, Enterprise, Membership, User
from accounts.policy import acting_for_authority, acting_for_enterprise, require_duty
from accounts.rules import Role, says_something
from audit.context import Acting, context
from common.clock import day_of
from errata.actions.case_acting import (
    CaseAct,
    admitted_to,
    doing,
    lock_case,
    require_side,
    tell_enterprise,
    tell_opener,
)
from errata.actions.papers import inspected
from errata.models import FalseCase, FalseCasePaper, FalseCaseRecord
from errata.policy import require_no_tie
from errata.rules.findings import (
    CLAUSE,
    CLOSED,
    FindingAction,
    FindingStatus,
    Side,
    TheCaseIsIncomplete,
    TheCaseIsNotThereYet,
    reply_until,
)
from projects.actions.papers import stored_file
from projects.models import Project
from projects.queries import records_of
from projects.queries.scans import require_not_infected


@transaction.atomic(durable=True)
def open_case(
    *, by: User, authority: Authority, enterprise: Enterprise, project_id: int, allegation: str, at: datetime
) -> FalseCase:
    """Open a case about an enterprise's confirmed records of a project.

    :raises ActsForNobody: when he is no reviewer of the authority.
    :raises Project.DoesNotExist: for a project outside the authority's place.
    :raises TheCaseIsIncomplete: without an allegation, or where the enterprise has no confirmed record.
    :raises OwnFilingsAreForOthers, AnInterestWasDeclared: when something ties him to the enterprise.
    """
    require_duty(by, authority, Role.REVIEWER, day_of(at))
    require_no_tie(by, [enterprise.pk], day_of(at))
    if not says_something(allegation):
        raise TheCaseIsIncomplete("请写明涉嫌虚假的情况（不少于5个字）", clause=CLAUSE, field="allegation")
    with context(acting_for_authority(by, authority, Role.REVIEWER), action="errata.open_case"):
        case = FalseCase.objects.create(
            enterprise=enterprise, authority=authority, allegation=allegation.strip(), opened_by=by, opened_at=at
        )
        case.number = f"F{day_of(at):%Y%m%d}{case.pk:06d}"
        case.save(update_fields=["number"])
        _link(case, project_id)
    return case


@transaction.atomic(durable=True)
def link_project(*, by: User, case_id: int, project_id: int, at: datetime) -> FalseCase:
    """Take the enterprise's confirmed records of a further project into an open case; raises as :func:`open_case`."""
    case = lock_case(case_id)
    acting = _investigator(case, by, at)
    with context(acting, action="errata.link_project", subject=str(case.number)):
        _link(case, project_id)
    return case


@transaction.atomic(durable=True)
def say_what_is_wrong(*, by: User, case_id: int, problems: Mapping[int, str], at: datetime) -> FalseCase:
    """Keep what is wrong with each record (存在问题); one with nothing is not concerned and leaves at the notice.

    :param problems: by the id of the case's record.
    """
    case = lock_case(case_id)
    acting = _investigator(case, by, at)
    with context(acting, action="errata.say_what_is_wrong", subject=str(case.number)):
        for record in case.records.all():
            if record.pk in problems and record.problem != problems[record.pk]:
                record.problem = problems[record.pk][:300]
                record.save(update_fields=["problem"])
    return case


def add_case_paper(*, by: User, case_id: int, filename: str, chunks: Iterable[bytes], at: datetime) -> FalseCasePaper:
    """Add evidence as the authority, or a paper to the reply as the enterprise; it stays.

    :raises FileIsRefused, PaperIsInfected: for what is no sound PDF, JPG or PNG.
    """
    with inspected(chunks, filename) as file, transaction.atomic(durable=True):
        case = lock_case(case_id)
        side, acting = _side_of(case, by, at)
        if case.status in CLOSED:
            raise TheCaseIsNotThereYet(f"该案现为“{case.get_status_display()}”，不能再提交材料", clause=CLAUSE)
        with context(acting, action="errata.add_case_paper", subject=str(case.number)):
            stored = stored_file(file, at)
            require_not_infected(stored, filename, "未保存；请重新扫描或导出后再上传", field="file")
            return FalseCasePaper.objects.create(
                case=case, side=side.value, file=stored, filename=filename[:200], uploaded_by=by, uploaded_at=at
            )


@transaction.atomic(durable=True)
def notify_enterprise(
    *, by: User, case_id: int, version_seen: int, note: str, reply_days: int, address: str | None, at: datetime
) -> FalseCase:
    """Tell the firm what it is suspected of and until when it may state its case (E29).

    :param reply_days: working days; the day of the notice is not counted.
    :raises TheCaseIsIncomplete: without evidence, without a concerned record, or for a wrong period.
    :raises ItIsAnotherUnitsTurn, TheCaseIsNotThereYet, TheRecordHasMovedOn: who and when.
    """
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.NOTIFY)
    _require_substance(case)
    until = reply_until(work_calendar(), day_of(at), reply_days)
    with doing(case, act, row, acting):
        case.records.filter(problem="").delete()
        case.notified_at, case.reply_until = at, until
        tell_enterprise(
            case,
            "收到虚假信息调查告知",
            f"{case.authority.name}：{note}。陈述期至 {until}，请在期内陈述意见并提交证明。",
            at,
        )
    return case


@transaction.atomic(durable=True)
def reply(*, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> FalseCase:
    """State the firm's case; it may add to it until somebody proposes a finding.

    :raises AReasonIsNeeded: without words.
    :raises ItIsAnotherUnitsTurn, TheCaseIsNotThereYet, TheRecordHasMovedOn: who and when.
    """
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.REPLY)
    with doing(case, act, row, acting):
        tell_opener(case, "企业已陈述意见", at)
    return case


@transaction.atomic(durable=True)
def drop(*, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> FalseCase:
    """Close a case without a finding (不予认定); raises as :func:`reply`."""
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.DROP)
    with doing(case, act, row, acting):
        if case.notified_at is not None:
            tell_enterprise(case, "不予认定虚假信息", note, at)
    return case


def _side_of(case: FalseCase, by: User, at: datetime) -> tuple[Side, Acting]:
    if case.notified_at and Membership.objects.current(day_of(at)).filter(user=by, enterprise=case.enterprise).exists():
        return Side.ENTERPRISE, acting_for_enterprise(by, case.enterprise)
    return Side.AUTHORITY, require_side(case, Side.AUTHORITY, by, at)


def _investigator(case: FalseCase, by: User, at: datetime) -> Acting:
    if case.status != FindingStatus.OPEN:
        raise TheCaseIsNotThereYet(f"该案现为“{case.get_status_display()}”，涉及的信息不能再改", clause=CLAUSE)
    return require_side(case, Side.AUTHORITY, by, at)


def _link(case: FalseCase, project_id: int) -> None:
    project = Project.objects.select_related("division").get(pk=project_id)
    if not case.authority.covers(project.division):
        raise Project.DoesNotExist
    own = [row for row in records_of(project) if row.is_confirmed and row.filed_by_id == case.enterprise_id]
    if not own:
        raise TheCaseIsIncomplete(
            f"{case.enterprise.name}在该项目没有已确认的信息，不能立案", clause=CLAUSE, field="number"
        )
    FalseCaseRecord.objects.bulk_create(
        [
            FalseCaseRecord(
                case=case,
                project=project,
                kind=row.record_kind,
                record_guid=row.row_guid,
                record_label=f"{row.record_kind.label}：{row}"[:320],
            )
            for row in own
        ],
        ignore_conflicts=True,
    )


def _require_substance(case: FalseCase) -> None:
    if not case.records.exclude(problem="").exists():
        raise TheCaseIsIncomplete("请至少写明一条信息存在的问题", clause=CLAUSE)
    if not case.papers.filter(side=Side.AUTHORITY.value).exists():
        raise TheCaseIsIncomplete("请上传证据材料后再告知企业", clause=CLAUSE, field="file")
