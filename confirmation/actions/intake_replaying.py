"""Judging all messages once more that wait for a cause, or for a unit or code, as a batch (A12, R29)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Appointment, User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import Acting, context
from common.errors import RuleError
from confirmation.actions.batches import put_down
from confirmation.actions.intake import judge_again, replay_what_waited
from confirmation.models import BatchState, IntakeReplay
from confirmation.queries.intake_replays import next_of, waiting_at_start
from projects.actions.intake import TheMessageIsSettled
from projects.models import IntakeMapping, IntakeMessage
from projects.rules.intake import CLAUSE, MAPPED, IntakeState

PORTION = 20
_ACT = "confirmation.replay_intake_batch"


class NothingWaits(RuleError):
    """No message waits for the cause."""


def begin_replay_of_cause(*, by: User, duty: Appointment, system: str, cause: str, reason: str, at: datetime) -> int:
    """Put a batch of everything down that waits for a cause; its id. :func:`replay_on` does it.

    :param system: empty for all systems.
    :raises NothingWaits, ABatchIsRunning: when there is nothing to do, or it is being done.
    """
    return _begin(IntakeReplay(system=system, cause=cause, reason=reason), by, duty, at)


def begin_replay_of_mapping(*, by: User, duty: Appointment, mapping: IntakeMapping, reason: str, at: datetime) -> int:
    """Put a batch of everything down that waited for a unit or code that is matched now; its id.

    :raises NothingWaits, ABatchIsRunning: when there is nothing to do, or it is being done.
    """
    cause = next(cause for cause, kind in MAPPED.items() if kind == mapping.kind)
    batch = IntakeReplay(
        system=mapping.system, cause=cause, unknown_name=mapping.name, unknown=mapping.theirs, reason=reason
    )
    return _begin(batch, by, duty, at)


def _begin(batch: IntakeReplay, by: User, duty: Appointment, at: datetime) -> int:
    batch.total, newest = waiting_at_start(batch)
    if newest is None:
        raise NothingWaits(f"没有因“{batch.get_cause_display()}”等待的报文，请刷新查看", clause=CLAUSE)
    batch.last, batch.authority, batch.started_by, batch.role = newest, duty.authority, by, duty.role
    batch.started_at = batch.moved_at = at
    with context(_acting(batch), action=_ACT, reason=batch.reason, subject="intake"):
        put_down(batch, what=f"“{batch.get_cause_display()}”的报文重新入库", clause=CLAUSE)
    return batch.pk


def _acting(batch: IntakeReplay) -> Acting:
    return acting_for_authority(batch.started_by, batch.authority, Role(batch.role))


def replay_on(*, replay_id: int, at: datetime, portion: int = PORTION) -> bool:
    """Judge the next messages of a batch once more; whether any are left. Safe to run twice, also at once.

    Each message is one transaction with the batch's place. What waited for one that came in follows it before the next
    is judged, and is looked for again when the worker died in between.
    """
    place = IntakeReplay.objects.values("cursor").filter(pk=replay_id)
    judged = IntakeMessage.objects.filter(pk__in=place).first()
    for _ in range(portion):
        if judged is not None and judged.state == IntakeState.REPLAYED:
            replay_what_waited(judged, at)
        judged = _judge_next(replay_id, at)
        if judged is None:
            return False
    return True


@transaction.atomic(durable=True)
def _judge_next(replay_id: int, at: datetime) -> IntakeMessage | None:
    """The next message as it stands after it was judged; None when none is left."""
    batches = IntakeReplay.objects.select_for_update(of=("self",)).select_related("started_by", "authority")
    batch = batches.get(pk=replay_id)
    message = next_of(batch) if batch.state == BatchState.RUNNING else None
    if message is None:
        _end(batch, at)
        return None
    try:
        message = judge_again(
            message_id=message.pk, at=at, acting=_acting(batch), by=batch.started_by, resolution=batch.reason
        )
        _count(batch, message)
    except TheMessageIsSettled:
        message.refresh_from_db()
    batch.cursor, batch.moved_at = message.pk, at
    batch.save(update_fields=["cursor", "moved_at", "stored", "still"])
    return message


def _count(batch: IntakeReplay, message: IntakeMessage) -> None:
    if message.state == IntakeState.REPLAYED:
        batch.stored += 1
    else:
        batch.still[message.cause] = batch.still.get(message.cause, 0) + 1


def _end(batch: IntakeReplay, at: datetime) -> None:
    if batch.state == BatchState.DONE:
        return
    batch.state, batch.moved_at = BatchState.DONE, at
    with context(_acting(batch), action=_ACT, reason=batch.reason, subject="intake"):
        batch.save(update_fields=["state", "moved_at"])
