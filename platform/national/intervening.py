"""What a person of the province does about messages: hold, release, replay, send anew. Each act is in the history."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.context import Acting, context
from common.errors import RuleError
from common.notice import of_notice
from national.models import (
    Destination,
    Difference,
    DifferenceKind,
    Hold,
    Message,
    MessageState,
    UpdateFlag,
)
from national.outbox import announce, enqueue

CLAUSE = of_notice("一（六）4")  # what is confirmed is pushed to the national platform


class AReasonIsNeeded(RuleError):
    """The act says why."""


class ItIsHeldAlready(RuleError):
    """The same is being held back."""


class ItIsNotHeld(RuleError):
    """Nothing is held back, or somebody has released it."""


class TheMessageIsNotParked(RuleError):
    """It waits, was acknowledged, or has been replayed by somebody."""


class TheDifferenceNeedsNothing(RuleError):
    """It was dealt with, or repairs itself."""


@contextmanager
def _acting(by: Acting, action: str, reason: str, subject: str) -> Iterator[None]:
    if not reason.strip():
        raise AReasonIsNeeded("请写明理由；理由永久保存", clause=CLAUSE, field="reason")
    with transaction.atomic(durable=True), context(by, action=action, reason=reason, subject=subject):
        yield


def hold(*, by: Acting, aggregate: str, reason: str, at: datetime, destination: str = Destination.NATIONAL) -> Hold:
    """Keep one aggregate, or with an empty ``aggregate`` everything, from being sent. What is on its way arrives.

    :raises AReasonIsNeeded, ItIsHeldAlready: see there.
    """
    with _acting(by, "national.hold", reason, aggregate):
        found, is_new = Hold.objects.get_or_create(
            destination=destination,
            aggregate=aggregate,
            released_at=None,
            defaults={"reason": reason, "placed_by": by.actor_name, "placed_at": at},
        )
        if not is_new:
            raise ItIsHeldAlready(f"已由{found.placed_by}暂停推送：{found.reason}", clause=CLAUSE)
    return found


def release(*, by: Acting, hold_id: int, reason: str, at: datetime) -> Hold:
    """Let go on what was held back.

    :raises AReasonIsNeeded, ItIsNotHeld: see there.
    """
    with _acting(by, "national.release", reason, ""):
        found = Hold.objects.select_for_update().filter(pk=hold_id, released_at=None).first()
        if found is None:
            raise ItIsNotHeld("该暂停已经解除，请刷新页面", clause=CLAUSE)
        found.released_by, found.released_at = by.actor_name, at
        found.save(update_fields=["released_by", "released_at"])
        announce()
    return found


def replay(*, by: Acting, message_id: int, reason: str, at: datetime) -> Message:
    """Send a parked message again, unchanged; later versions of the aggregate follow it.

    :raises AReasonIsNeeded, TheMessageIsNotParked: see there.
    """
    with _acting(by, "national.replay", reason, ""):
        message = _parked(message_id)
        message.state, message.due_at = MessageState.READY, at
        message.save(update_fields=["state", "due_at"])
        announce()
    return message


def send_now(*, by: Acting, message_id: int, at: datetime) -> bool:
    """Do not wait for the next try of a waiting message; False when it is settled, parked or being sent."""
    with transaction.atomic(durable=True), context(by, action="national.send_now"):
        waiting = Message.objects.filter(pk=message_id, state=MessageState.READY, lease_token=None)
        is_waiting = bool(waiting.update(due_at=at))
        announce()
    return is_waiting


def send_anew(
    *,
    by: Acting,
    message_id: int,
    tables: Mapping[str, Any],
    update_flag: str,
    held_version: int,
    reason: str,
    at: datetime,
) -> Message:
    """A parked message cannot arrive as it is: it gives way to what holds now, as a version above both sides'.

    :param tables: what is to be told now; see ``outbox.enqueue``.
    :param held_version: the newest version that the platform holds of the aggregate; 0 for none.
    :raises AReasonIsNeeded, TheMessageIsNotParked: see there.
    """
    with _acting(by, "national.send_anew", reason, ""):
        message = _parked(message_id)
        message.state = MessageState.SUPERSEDED
        message.save(update_fields=["state"])
        return enqueue(
            destination=message.destination,
            aggregate=message.aggregate,
            payload={"tables": tables},
            update_flag=update_flag,
            note=f"以新版本报送，代替第{message.version}版",
            at=at,
            after=held_version,
        )


def settle_difference(*, by: Acting, difference_id: int, reason: str, at: datetime) -> Message:
    """The platform holds more than it acknowledged: tell it what holds here, or withdraw what was never sent.

    :raises AReasonIsNeeded, TheDifferenceNeedsNothing: see there.
    """
    with _acting(by, "national.settle_difference", reason, ""):
        found = Difference.objects.select_for_update().select_related("run").get(pk=difference_id)
        if found.repaired_at is not None:
            raise TheDifferenceNeedsNothing("该差异已经处理，请刷新页面", clause=CLAUSE)
        found.repaired_at = at
        found.save(update_fields=["repaired_at"])
        known = Message.objects.to(found.run.destination).about([found.aggregate]).order_by("-version").first()
        if found.kind == DifferenceKind.EXTRA and known is None:
            return _withdraw_unknown(found, at)
        if known is None:
            raise TheDifferenceNeedsNothing("我方没有该项目的报送内容", clause=CLAUSE)
        return _again(known, found.their_version, at)


def _parked(message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id, state=MessageState.PARKED).first()
    if message is None:
        raise TheMessageIsNotParked("该消息现在没有搁置，请刷新页面查看最新状态", clause=CLAUSE)
    return message


def _again(newest: Message, held_version: int, at: datetime) -> Message:
    return enqueue(
        destination=newest.destination,
        aggregate=newest.aggregate,
        payload={"tables": json.loads(bytes(newest.payload))["tables"]},
        update_flag=newest.update_flag,
        note="核对后以新版本报送",
        at=at,
        after=held_version,
    )


def _withdraw_unknown(found: Difference, at: datetime) -> Message:
    """Nothing of it is known here: what is told is that the row is withdrawn."""
    row = {"RowGuid": found.aggregate, "PrjNum": found.aggregate, "DataLevel": "C"}
    return enqueue(
        destination=found.run.destination,
        aggregate=found.aggregate,
        payload={"tables": {"TBProjectInfo": [row]}},
        update_flag=UpdateFlag.D,
        note="核对后撤回：我方没有报送过该项目",
        at=at,
        after=found.their_version,
    )
