"""What the province's administrator does about messages that wait (A12, R29)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Appointment, User
from accounts.policy import acting_for_authority, province_duty
from accounts.rules import Role
from audit.context import Acting, context
from common.clock import day_of
from common.errors import RuleError
from common.text import folded
from confirmation.actions.intake import intake_subject, replay, replay_what_waited
from confirmation.actions.intake_replaying import begin_replay_of_cause, begin_replay_of_mapping
from confirmation.actions.intake_storing import held_against_confirmed
from confirmation.rules.decisions import require_reason
from projects.actions.intake import TheMessageIsSettled, dock, quarantine, settle, waiting_message
from projects.intake.shape import IntakeItem, read_again
from projects.models import IntakeMapping, IntakeMessage, Project, StageRecord
from projects.queries.intake import choices_for
from projects.rules.intake import (
    CLAUSE,
    LINKED,
    MAPPED,
    ONE_BY_ONE,
    Doubtful,
    IntakeCause,
    IntakeState,
    MappingKind,
)
from projects.rules.kinds import RecordKind

REASON_AT_MOST = 500


class TheCauseIsAnother(RuleError):
    """What is wanted does not answer why the message waits."""


class NothingOfThatCodeIsHere(RuleError):
    """No authority, code or project on display has it."""


@transaction.atomic(durable=True)
def match(*, by: User, message_id: int, ours: str, reason: str, at: datetime) -> int:
    """Say what an unknown unit or code is here; the id of the batch that takes in what waited for it.

    :param ours: the division code of the authority, or the code of our list.
    :raises TheCauseIsAnother: when the message does not wait for a unit or code.
    :raises NothingOfThatCodeIsHere, AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    :raises ABatchIsRunning: while what waited for it is still being taken in by an earlier answer.
    """
    duty, reason = _duty(by, reason, at)
    message, _ = waiting_message(message_id)
    kind = MAPPED.get(IntakeCause(message.cause))
    if kind is None:
        raise TheCauseIsAnother("该报文不是因为单位或代码无法识别而等待，请选择其他处理方式", clause=CLAUSE)
    if ours not in choices_for(message, day_of(at)):
        raise NothingOfThatCodeIsHere("请从列表中选择对应的主管部门或代码", clause=CLAUSE, field="ours")
    acting = acting_for_authority(by, duty.authority, Role(duty.role))
    with context(acting, action="confirmation.match_intake", reason=reason, subject=f"intake:{message.system}"):
        mapping = _mapped(message, kind, ours, reason, by, at)
    told = f"对照为 {ours}：{reason}"[:REASON_AT_MOST]
    return begin_replay_of_mapping(by=by, duty=duty, mapping=mapping, reason=told, at=at)


def _mapped(message: IntakeMessage, kind: MappingKind, ours: str, reason: str, by: User, at: datetime) -> IntakeMapping:
    standing = IntakeMapping.objects.standing(message.system, kind)
    standing.filter(name=message.unknown_name, theirs=message.unknown).update(ended_by=by, ended_at=at)
    return IntakeMapping.objects.create(
        system=message.system,
        kind=kind,
        name=message.unknown_name,
        theirs=message.unknown,
        ours=ours,
        reason=reason,
        created_by=by,
        created_at=at,
    )


@transaction.atomic(durable=True)
def end_mapping(*, by: User, mapping_id: int, reason: str, at: datetime) -> IntakeMapping:
    """Let a mapping hold no longer; what came in by it stays, since it is confirmed.

    :raises TheMessageIsSettled: when it was ended before.
    """
    acting, reason = _asked(by, reason, at)
    with context(acting, action="confirmation.end_intake_mapping", reason=reason, subject="intake"):
        mapping = IntakeMapping.objects.select_for_update().get(pk=mapping_id)
        if mapping.ended_at is not None:
            raise TheMessageIsSettled
        mapping.ended_by, mapping.ended_at = by, at
        mapping.save(update_fields=["ended_by", "ended_at"])
    return mapping


def link(*, by: User, message_id: int, number: str, reason: str, at: datetime) -> int:
    """Say that the project of a message is one on display; what the message says of it changes nothing.

    Stages that the system sends of its project from now on, and those that waited, go to that one.

    :param number: the project's provincial or national number, or its investment code.
    :returns: how many messages came in that waited for it.
    :raises TheCauseIsAnother: unless it is basic information that waits as a duplicate.
    :raises NothingOfThatCodeIsHere, AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    return replay_what_waited(_link(by=by, message_id=message_id, number=number, reason=reason, at=at), at)


@transaction.atomic(durable=True)
def _link(*, by: User, message_id: int, number: str, reason: str, at: datetime) -> IntakeMessage:
    acting, reason = _asked(by, reason, at)
    message, text = waiting_message(message_id)
    if message.kind != RecordKind.PROJECT or IntakeCause(message.cause) not in LINKED:
        raise TheCauseIsAnother("只有疑似与已展示项目重复的项目基本信息可以关联，请选择其他处理方式", clause=CLAUSE)
    named = Q(number=number) | Q(national_number=number) | Q(investment_code=number)
    project = Project.objects.published().filter(named).first() if number else None
    if project is None:
        raise NothingOfThatCodeIsHere("没有这个编号或代码的已展示项目，请核对", clause=CLAUSE, field="number")
    item = read_again(text, message.system, at)
    with context(acting, action="confirmation.link_intake", reason=reason, subject=str(project.row_guid)):
        dock(item, project, project.row_guid, at=at, is_linked=True)
        told = f"关联到已展示的项目“{project.name}”，其信息没有变更"
        settle(message, IntakeState.REPLAYED, told, at=at, record_guid=project.row_guid, by=by, resolution=reason)
    return message


def link_the_same(*, by: User, message_id: int, reason: str, at: datetime) -> IntakeMessage:
    """Say that a stage of a message is the confirmed one of which it is a duplicate: the system is its source too.

    Only when it says the same. Else the message waits on with the fields in which it differs; what is confirmed never
    changes by it (四（三）).

    :raises TheCauseIsAnother: unless it waits as a duplicate of a stage that is confirmed.
    :raises AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    message = _link_the_same(by=by, message_id=message_id, reason=reason, at=at)
    if message.state == IntakeState.REPLAYED:
        replay_what_waited(message, at)
    return message


@transaction.atomic(durable=True)
def _link_the_same(*, by: User, message_id: int, reason: str, at: datetime) -> IntakeMessage:
    acting, reason = _asked(by, reason, at)
    message, text = waiting_message(message_id)
    if message.kind == RecordKind.PROJECT or message.cause != IntakeCause.DUPLICATE:
        raise TheCauseIsAnother("只有与已确认的环节重复的报文可以作为其来源关联，请选择其他处理方式", clause=CLAUSE)
    item = read_again(text, message.system, at)
    with context(acting, action="confirmation.link_intake", reason=reason, subject=intake_subject(message)):
        try:
            record = _require_the_same(item, at)
        except Doubtful as doubt:
            quarantine(message, text, doubt)
            return message
        dock(item, record.of_project, record.row_guid, at=at, is_linked=True)
        told = f"与已确认的“{record}”一致，作为其来源关联，信息没有变更"
        settle(message, IntakeState.REPLAYED, told, at=at, record_guid=record.row_guid, by=by, resolution=reason)
    return message


def _require_the_same(item: IntakeItem, at: datetime) -> StageRecord:
    found = held_against_confirmed(item, at)
    if found is None:
        raise TheCauseIsAnother("现在没有与它重复的已确认环节，请重新入库", clause=CLAUSE)
    record, different = found
    if different:
        fields = "、".join(different)
        raise Doubtful(
            IntakeCause.DUPLICATE,
            f"与已确认的“{record}”不一致：{fields}。已确认信息没有变更；已确认的确有错误的，按勘误（三）更正后再关联",
        )
    return record


@transaction.atomic(durable=True)
def dismiss(*, by: User, message_id: int, reason: str, at: datetime) -> IntakeMessage:
    """Do without a message; it stays in the list with the reason.

    :raises AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    acting, reason = _asked(by, reason, at)
    message, _ = waiting_message(message_id)
    with context(acting, action="confirmation.dismiss_intake", reason=reason, subject=intake_subject(message)):
        settle(message, IntakeState.DISMISSED, message.detail, at=at, by=by, resolution=reason)
    return message


def replay_one(*, by: User, message_id: int, reason: str, is_another: bool, at: datetime) -> IntakeMessage:
    """Judge one message once more because a person asks for it, and what waited for it.

    :param is_another: he says that its project is none of those that look like it.
    :raises AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    acting, reason = _asked(by, reason, at)
    message = replay(message_id=message_id, at=at, acting=acting, by=by, resolution=reason, is_another=is_another)
    if message.record_guid is not None:
        replay_what_waited(message, at)
    return message


@transaction.atomic(durable=True)
def replay_cause(*, by: User, system: str, cause: str, reason: str, at: datetime) -> int:
    """Have every message judged once more that waits for one cause; the id of the batch that does it.

    :param system: empty for all systems.
    :raises TheCauseIsAnother: for causes that are another question with each message.
    :raises NothingWaits, ABatchIsRunning, AReasonIsNeeded, ActsForNobody: as their names say.
    """
    duty, reason = _duty(by, reason, at)
    if cause in ONE_BY_ONE:
        raise TheCauseIsAnother(f"“{IntakeCause(cause).label}”的报文须逐条核对，不能一并重新入库", clause=CLAUSE)
    return begin_replay_of_cause(by=by, duty=duty, system=system, cause=cause, reason=reason, at=at)


def _duty(by: User, reason: str, at: datetime) -> tuple[Appointment, str]:
    """As what the person acts, and his reason.

    :raises ActsForNobody: for anybody but the province's administrators.
    :raises AReasonIsNeeded: without one.
    """
    duty = province_duty(by, day_of(at), Role.ADMINISTRATOR)
    require_reason(folded(reason), reader="永久保存在变更历史中")
    return duty, folded(reason)[:REASON_AT_MOST]


def _asked(by: User, reason: str, at: datetime) -> tuple[Acting, str]:
    duty, reason = _duty(by, reason, at)
    return acting_for_authority(by, duty.authority, Role(duty.role)), reason
