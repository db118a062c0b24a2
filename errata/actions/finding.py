"""Finding that records are false: two signatures, the credit file, the public list, the platform (四（二）, X28)."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import AdverseRecord, CreditFile, User
from accounts.rules import AdverseKind
from audit.context import Acting, context
from common.clock import day_of
from common.notice import of_notice
from confirmation.payload import payload_of
from confirmation.queries.records import confirmed_of
from errata.actions.case_acting import CaseAct, admitted_to, doing, tell_enterprise, tell_opener
from errata.models import FalseCase
from errata.queries.exchange import is_pushed
from errata.rules.findings import (
    CLAUSE,
    FindingAction,
    TwoPersonsSign,
    require_end,
    require_heard,
    require_period_over,
)
from grading.actions import mark_false
from national.outbox import enqueue
from projects.models import Project
from projects.queries import records_of


@transaction.atomic(durable=True)
def propose_finding(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    heard: str,
    ends_on: date | None,
    address: str | None,
    at: datetime,
) -> FalseCase:
    """Propose the finding: its ground and how long it is to be public. The first of two signatures.

    :param note: the ground as it will be published.
    :param heard: what was heard of the firm; needed when it has stated its case.
    :raises TheReplyPeriodRuns: while the firm has not replied and may still.
    :raises TheCaseIsIncomplete, AReasonIsNeeded: without an end, a ground or, after a reply, what was heard.
    :raises ItIsAnotherUnitsTurn, TheCaseIsNotThereYet, TheRecordHasMovedOn: who and when.
    """
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.PROPOSE)
    has_replied = case.acts.filter(action=FindingAction.REPLY).exists()
    if not has_replied:
        require_period_over(case.reply_until, day_of(at))
    said, end = require_heard(heard, has_replied=has_replied), require_end(ends_on, day_of(at))
    with doing(case, act, row, acting):
        case.heard, case.ground, case.ends_on = said, note.strip(), end
    return case


@transaction.atomic(durable=True)
def decline_finding(
    *, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime
) -> FalseCase:
    """Send a proposed finding back to be looked into; raises as :func:`propose_finding`."""
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.DECLINE)
    with doing(case, act, row, acting):
        case.heard, case.ground, case.ends_on = "", "", None
    return case


@transaction.atomic(durable=True)
def find(*, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> FalseCase:
    """Sign as the second person: the records serve no use any more, and the finding is public from today.

    :raises TheReplyPeriodRuns: before the reply period is over, whether or not the firm has replied.
    :raises TwoPersonsSign: when he proposed it.
    :raises ItIsAnotherUnitsTurn, TheCaseIsNotThereYet, TheRecordHasMovedOn: who and when.
    """
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.FIND)
    today = day_of(at)
    require_period_over(case.reply_until, today)
    require_end(case.ends_on, today)
    _require_new_signer(case, by, FindingAction.PROPOSE)
    with doing(case, act, row, acting):
        case.found_on, case.adverse = today, _enter(case, at)
        _mark(case, acting, by, is_false=True, at=at)
        tell_enterprise(
            case,
            "虚假信息认定",
            f"{case.ground}。已记入企业信用管理档案，公示至 {case.ends_on}；有异议的可申请复核。",
            at,
        )
    return case


@transaction.atomic(durable=True)
def appeal(*, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> FalseCase:
    """Ask, as the firm, for another look at a finding; it stands meanwhile. Raises as :func:`propose_finding`."""
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.APPEAL)
    with doing(case, act, row, acting):
        tell_opener(case, "企业申请复核", at)
    return case


@transaction.atomic(durable=True)
def uphold_finding(
    *, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime
) -> FalseCase:
    """Leave a finding as it is, as somebody who has not signed it; raises as :func:`find`."""
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.UPHOLD)
    _require_new_signer(case, by, FindingAction.PROPOSE, FindingAction.FIND)
    with doing(case, act, row, acting):
        tell_enterprise(case, "复核维持认定", note, at)
    return case


@transaction.atomic(durable=True)
def revoke_finding(
    *, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime
) -> FalseCase:
    """Take a finding back: the entry stays in the credit file as lifted, the records serve again. As :func:`find`."""
    act = CaseAct(by, case_id, version_seen, note, address, at)
    case, row, acting = admitted_to(act, FindingAction.REVOKE)
    _require_new_signer(case, by, FindingAction.PROPOSE, FindingAction.FIND)
    with doing(case, act, row, acting):
        assert case.adverse is not None, "constraint finding_stands_in_the_credit_file"
        case.adverse.lifted_on, case.adverse.lifted_because = day_of(at), note
        case.adverse.save(update_fields=["lifted_on", "lifted_because"])
        _mark(case, acting, by, is_false=False, at=at)
        tell_enterprise(case, "复核撤销认定", note, at)
    return case


def _require_new_signer(case: FalseCase, by: User, *actions: FindingAction) -> None:
    latest = [case.acts.filter(action=action).order_by("-pk").first() for action in actions]
    if any(act is not None and act.person_id == by.pk for act in latest):
        raise TwoPersonsSign("您已就该认定签署意见，须由另一人办理", clause=of_notice("四（三）"))


def _enter(case: FalseCase, at: datetime) -> AdverseRecord:
    assert case.ends_on is not None
    file, _ = CreditFile.objects.get_or_create(enterprise=case.enterprise, defaults={"opened_at": at})
    return AdverseRecord.objects.create(
        credit_file=file,
        kind=AdverseKind.FALSE_FACTS,
        number=str(case.number),
        ground=case.ground,
        clause=CLAUSE,
        authority=case.authority,
        published_on=day_of(at),
        ends_on=case.ends_on,
    )


def _mark(case: FalseCase, acting: Acting, by: User, *, is_false: bool, at: datetime) -> None:
    """Mark the records of each project, on that project's own timeline, and tell the platform."""
    action = "errata.case_find" if is_false else "errata.case_revoke"
    rows = list(case.records.select_related("project").order_by("project_id", "pk"))
    for project_id in dict.fromkeys(row.project_id for row in rows):
        problems = {row.record_guid: row.problem for row in rows if row.project_id == project_id}
        project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
        with context(acting, action=action, reason=f"{case.number} {case.ground}", subject=str(project.row_guid)):
            for record in confirmed_of(records_of(project)):
                if record.row_guid in problems:
                    mark_false(
                        record=record,
                        is_false=is_false,
                        number=str(case.number),
                        problem=problems[record.row_guid],
                        enterprise_name=case.enterprise.name,
                        authority=case.authority,
                        by=by,
                        at=at,
                    )
            _push(case, project_id, is_false=is_false, at=at)


def _push(case: FalseCase, project_id: int, *, is_false: bool, at: datetime) -> None:
    """Tell the national platform of a project that it was told of before: its rows carry the mark, and the list."""
    project = Project.objects.select_related("division", "check_authority", "check_person").get(pk=project_id)
    aggregate = str(project.row_guid)
    if not is_pushed(aggregate):
        return
    word = "虚假信息认定" if is_false else "撤销虚假信息认定"
    payload, note = payload_of(confirmed_of(records_of(project))), f"{word} {case.number}（{CLAUSE}）"
    enqueue(aggregate=aggregate, payload=payload, update_flag="U", note=note, at=at)
