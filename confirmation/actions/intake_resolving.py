"""What the province's administrator does about messages that wait (A12, R29)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.policy import acting_for_authority, province_duty
from accounts.rules import Role
from audit.context import Acting, context
from common.clock import day_of
from common.errors import RuleError
from common.text import folded
from confirmation.actions.intake import replay, replay_what_waited
from confirmation.rules.decisions import require_reason
from projects.actions.intake import TheMessageIsSettled, dock, settle, waiting_message
from projects.intake.shape import read_again
from projects.models import IntakeMapping, IntakeMessage, Project
from projects.queries.intake import REPLAYED_AT_ONCE, choices_for
from projects.rules.intake import (
    CLAUSE,
    LINKED,
    MAPPED,
    ONE_BY_ONE,
    IntakeCause,
    IntakeState,
)
from projects.rules.kinds import RecordKind

REASON_AT_MOST = 500


class TheCauseIsAnother(RuleError):
    """What is wanted does not answer why the message waits."""


class NothingOfThatCodeIsHere(RuleError):
    """No authority, code or project on display has it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many messages were judged once more, and how many of them were stored."""

    tried: int
    stored: int


def match(*, by: User, message_id: int, ours: str, reason: str, at: datetime) -> Replayed:
    """Say what an unknown unit or code is here, and judge the messages once more that waited for it, 200 at most.

    :param ours: the division code of the authority, or the code of our list.
    :raises TheCauseIsAnother: when the message does not wait for a unit or code.
    :raises NothingOfThatCodeIsHere, AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    mapping = _match(by=by, message_id=message_id, ours=ours, reason=reason, at=at)
    cause = next(cause for cause, kind in MAPPED.items() if kind == mapping.kind)
    alike = IntakeMessage.objects.waiting().filter(
        system=mapping.system, cause=cause, unknown_name=mapping.name, unknown=mapping.theirs
    )
    return _replay_all(by, list(alike.order_by("pk").values_list("pk", flat=True)), f"对照为 {ours}：{reason}", at)


@transaction.atomic(durable=True)
def _match(*, by: User, message_id: int, ours: str, reason: str, at: datetime) -> IntakeMapping:
    acting, reason = _asked(by, reason, at)
    message, _ = waiting_message(message_id)
    kind = MAPPED.get(IntakeCause(message.cause))
    if kind is None:
        raise TheCauseIsAnother("该报文不是因为单位或代码无法识别而等待，请选择其他处理方式", clause=CLAUSE)
    if ours not in choices_for(message, day_of(at)):
        raise NothingOfThatCodeIsHere("请从列表中选择对应的主管部门或代码", clause=CLAUSE, field="ours")
    with context(acting, action="confirmation.match_intake", reason=reason, subject=f"intake:{message.system}"):
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


def link(*, by: User, message_id: int, number: str, reason: str, at: datetime) -> Replayed:
    """Say that the project of a message is one on display; what the message says of it changes nothing.

    Stages that the system sends of its project from now on, and those that waited, go to that one.

    :param number: the project's provincial or national number, or its investment code.
    :raises TheCauseIsAnother: unless it is basic information that waits as a duplicate.
    :raises NothingOfThatCodeIsHere, AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    message = _link(by=by, message_id=message_id, number=number, reason=reason, at=at)
    stored = replay_what_waited(message, at)
    return Replayed(tried=1 + stored, stored=1 + stored)


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


@transaction.atomic(durable=True)
def dismiss(*, by: User, message_id: int, reason: str, at: datetime) -> IntakeMessage:
    """Do without a message; it stays in the list with the reason.

    :raises AReasonIsNeeded, TheMessageIsSettled, ActsForNobody: as their names say.
    """
    acting, reason = _asked(by, reason, at)
    message, _ = waiting_message(message_id)
    subject = f"intake:{message.system}:{message.source_id}"
    with context(acting, action="confirmation.dismiss_intake", reason=reason, subject=subject):
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


def replay_cause(*, by: User, system: str, cause: str, reason: str, at: datetime) -> Replayed:
    """Judge every message once more that waits for one cause, at most 200 of them, oldest first.

    :param system: empty for all systems.
    :raises TheCauseIsAnother: for causes that are another question with each message.
    :raises AReasonIsNeeded, ActsForNobody: as their names say.
    """
    if cause in ONE_BY_ONE:
        raise TheCauseIsAnother(f"“{IntakeCause(cause).label}”的报文须逐条核对，不能一并重新入库", clause=CLAUSE)
    waiting = IntakeMessage.objects.waiting().filter(cause=cause)
    if system:
        waiting = waiting.filter(system=system)
    return _replay_all(by, list(waiting.order_by("pk").values_list("pk", flat=True)), reason, at)


def _replay_all(by: User, message_ids: list[int], reason: str, at: datetime) -> Replayed:
    acting, reason = _asked(by, reason, at)
    tried = stored = 0
    for message_id in message_ids[:REPLAYED_AT_ONCE]:
        try:
            message = replay(message_id=message_id, at=at, acting=acting, by=by, resolution=reason)
        except TheMessageIsSettled:
            continue
        tried += 1
        if message.state == IntakeState.REPLAYED:
            stored += 1
            replay_what_waited(message, at)
    return Replayed(tried, stored)


def _asked(by: User, reason: str, at: datetime) -> tuple[Acting, str]:
    """As whom the person acts, and his reason.

    :raises ActsForNobody: for anybody but the province's administrators.
    :raises AReasonIsNeeded: without one.
    """
    duty = province_duty(by, day_of(at), Role.ADMINISTRATOR)
    require_reason(folded(reason), reader="永久保存在变更历史中")
    return acting_for_authority(by, duty.authority, Role(duty.role)), folded(reason)[:REASON_AT_MOST]
