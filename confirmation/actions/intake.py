"""Receiving what the approval systems send (I01): once each, the newest of a thing, and never a guess."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction

from accounts import vault
from accounts.models import User
from accounts.vault import NumberBelongsToAnotherName
from audit.context import Acting, SystemActor, context
from common.errors import RuleError
from confirmation.actions.intake_storing import Taken, take_in
from projects.actions.intake import (
    TheMessageIsSettled,
    give_way,
    hold_message,
    hold_source,
    keep_message,
    quarantine,
    settle,
    waiting_message,
)
from projects.intake.shape import IntakeIsRefused, IntakeItem, read_again
from projects.models import DockedRecord, IntakeMessage
from projects.queries.intake import others_about, waiting_for, waiting_for_any_project
from projects.rules.facts import FactsAreFaulty
from projects.rules.intake import Doubtful, IntakeCause, IntakeState
from projects.rules.menus import ProjectExistsAlready
from projects.rules.scope import SectorIsOutOfScope

# Refusals of the rules, each with the doubt that it is here.
_DOUBTS: dict[type[RuleError], IntakeCause] = {
    SectorIsOutOfScope: IntakeCause.OUT_OF_SCOPE,
    ProjectExistsAlready: IntakeCause.DUPLICATE,
    FactsAreFaulty: IntakeCause.FAULTY_FACTS,
    NumberBelongsToAnotherName: IntakeCause.PERSON_UNCLEAR,
}
INTAKE = Acting.system(SystemActor.INTAKE)


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it is kept.

    :param is_repeated: it had been received before.
    """

    message: IntakeMessage
    is_repeated: bool


def accept(*, item: IntakeItem, key_id: str, at: datetime) -> IntakeMessage:
    """Receive a message, and take in what waited for it. Raises as :func:`receive`."""
    received = receive(item=item, key_id=key_id, at=at)
    if received.message.state == IntakeState.STORED and not received.is_repeated:
        replay_what_waited(received.message, at)
    return received.message


@transaction.atomic(durable=True)
def receive(*, item: IntakeItem, key_id: str, at: datetime) -> Received:
    """Keep a message and do what it asks for. The same message again changes nothing.

    :raises IntakeIsRefused: when another message had the same id.
    """
    hold_message(item.system, item.message_id)
    known = IntakeMessage.objects.filter(system=item.system, message_id=item.message_id).first()
    if known is not None:
        if known.digest != vault.fingerprint(item.text):
            raise IntakeIsRefused(
                "MESSAGE_ID_TAKEN",
                "该 message_id 已用于另一内容的报文；内容有变化的，请用新的 message_id 和更大的序号",
                409,
            )
        return Received(known, is_repeated=True)
    with context(INTAKE, action="confirmation.receive_intake", subject=intake_subject(item), channel="api"):
        message = keep_message(item, key_id=key_id, at=at)
        hold_source(item.system, item.kind, item.source_id)
        others = others_about(item)
        newest = others[0] if others else None
        if newest is not None and newest.sequence > item.sequence:
            settle(message, IntakeState.SUPERSEDED, f"晚到：已收到序号{newest.sequence}的报文，本报文不再采用", at=at)
            return Received(message, is_repeated=False)
        if newest is not None and newest.sequence == item.sequence:
            _twice(message, item, newest, at)
            return Received(message, is_repeated=False)
        _judge(message, item, at)
        for older in others:
            if older.state == IntakeState.QUARANTINED:
                give_way(older, at)
    return Received(message, is_repeated=False)


def _twice(message: IntakeMessage, item: IntakeItem, newest: IntakeMessage, at: datetime) -> None:
    said = f"报文 {newest.message_id} 已用序号{newest.sequence}报送过同一来源标识的信息"
    if message.substance == newest.substance:
        settle(message, IntakeState.SUPERSEDED, f"{said}，内容相同，本报文不再采用", at=at)
    else:
        quarantine(message, item.text, Doubtful(IntakeCause.SEQUENCE_TWICE, f"{said}，内容不同"))


def _judge(message: IntakeMessage, item: IntakeItem, at: datetime) -> None:
    try:
        taken = _tried(item, INTAKE, at)
    except Doubtful as doubt:
        quarantine(message, item.text, doubt)
        return
    settle(message, IntakeState.STORED, taken.detail, at=at, record_guid=taken.record.row_guid)


def _tried(item: IntakeItem, acting: Acting, at: datetime, another: tuple[str, User] | None = None) -> Taken:
    """Take a message in, or leave no trace of it but its doubt."""
    try:
        with transaction.atomic():
            return take_in(item, acting=acting, at=at, another=another)
    except RuleError as error:
        cause = next((cause for kind, cause in _DOUBTS.items() if isinstance(error, kind)), None)
        if cause is None:
            raise
        raise Doubtful(cause, str(error)) from error
    except IntegrityError as error:
        if "investment_code_once" in str(error):  # somebody filed the code at this moment
            raise Doubtful(IntakeCause.DUPLICATE, "同一项目代码的项目刚刚由他人填报") from error
        raise Doubtful(IntakeCause.FAULTY_FACTS, _REFUSED_BY_THE_DATABASE) from error
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "")[:2] != "22":  # data exception; nothing else is the message's fault
            raise
        raise Doubtful(IntakeCause.FAULTY_FACTS, _REFUSED_BY_THE_DATABASE) from error


_REFUSED_BY_THE_DATABASE = "内容不能存储：取值超出范围或相互矛盾"


@transaction.atomic(durable=True)
def replay(
    *,
    message_id: int,
    at: datetime,
    acting: Acting = INTAKE,
    by: User | None = None,
    resolution: str = "",
    is_another: bool = False,
) -> IntakeMessage:
    """Judge a waiting message once more, because what it lacked may be here now. As :func:`judge_again`."""
    return judge_again(message_id=message_id, at=at, acting=acting, by=by, resolution=resolution, is_another=is_another)


def judge_again(
    *, message_id: int, at: datetime, acting: Acting, by: User | None, resolution: str, is_another: bool = False
) -> IntakeMessage:
    """Judge a waiting message once more inside the caller's transaction.

    :param by: the person who asks for it, with ``acting`` and what he decided; nobody when it happens by itself.
    :param is_another: he says that its project is none of those that look like it.
    :raises TheMessageIsSettled: when it waits no more.
    """
    message, text = waiting_message(message_id)
    with context(acting, action="confirmation.replay_intake", reason=resolution, subject=intake_subject(message)):
        try:
            item = read_again(text, message.system, at)
            taken = _tried(item, acting, at, (resolution, by) if is_another and by else None)
        except IntakeIsRefused as error:  # the rules of messages have become stricter meanwhile
            quarantine(message, text, Doubtful(IntakeCause.FAULTY_FACTS, str(error)))
        except Doubtful as doubt:
            quarantine(message, text, doubt)
        else:
            settle(
                message,
                IntakeState.REPLAYED,
                taken.detail,
                at=at,
                record_guid=taken.record.row_guid,
                by=by,
                resolution=resolution,
            )
    return message


def replay_what_waited(stored: IntakeMessage, at: datetime) -> int:
    """Take in what waited for the project of a message that was stored, each by itself; how many were stored.

    What comes in may be what others wait for, so it goes on while anything comes in.
    """
    docked = DockedRecord.objects.select_related("project").of([stored.record_guid]).first()
    return _replayed_while_any(lambda: waiting_for(docked.project) if docked else [], at)


def replay_ripe(at: datetime) -> int:
    """The same for every project on display, also those that officials confirmed. Safe to run twice, also at once."""
    return _replayed_while_any(waiting_for_any_project, at)


def _replayed_while_any(waiting: Callable[[], list[int]], at: datetime) -> int:
    stored = 0
    while came := sum(_is_stored(message_id, at) for message_id in waiting()):
        stored += came
    return stored


def _is_stored(message_id: int, at: datetime) -> bool:
    try:
        return replay(message_id=message_id, at=at).state == IntakeState.REPLAYED
    except TheMessageIsSettled:
        return False


def intake_subject(about: IntakeItem | IntakeMessage) -> str:
    """How the history names the thing of a message."""
    return f"intake:{about.system}:{about.source_id}"
