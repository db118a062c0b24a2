"""Keeping messages of the approval systems, and what became of them. Verbs of other verbs: they open no transaction."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts import vault
from accounts.models import Authority, User
from common.clock import day_of
from common.errors import RuleError
from projects.intake.facts import said_of_project, shown_values, without_numbers
from projects.intake.shape import IntakeItem
from projects.models import DockedRecord, IntakeMessage, Project
from projects.rules.intake import (
    CLAUSE,
    PROJECT_CODE,
    Doubtful,
    IntakeState,
)


class TheMessageIsSettled(RuleError):
    """Somebody, or a newer message, was faster."""

    def __init__(self) -> None:
        super().__init__("该报文已办结，请刷新查看结果", clause=CLAUSE)


def hold_source(system: str, kind: str, source_id: str) -> None:
    """Let nobody else take in what a system says of this thing until the transaction ends."""
    _hold(f"intake|{system}|{kind}|{source_id}")


def hold_message(system: str, message_id: str) -> None:
    """Let nobody else take in this message until the transaction ends."""
    _hold(f"intake|{system}|{message_id}")


def _hold(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def keep_message(item: IntakeItem, *, key_id: str, at: datetime) -> IntakeMessage:
    """A message as it was received, not stored yet: whoever judges it says what becomes of it."""
    code, name = item.unit
    return IntakeMessage(
        system=item.system,
        message_id=item.message_id,
        key_id=key_id[:32],
        kind=item.kind,
        source_id=item.source_id,
        sequence=item.sequence,
        sent_at=item.sent_at,
        received_at=at,
        digest=vault.fingerprint(item.text),
        substance=vault.fingerprint(item.substance),
        content=shown_values(item, day_of(at)),
        unit_code=code,
        unit_name=name,
        project_code=said_of_project(item, PROJECT_CODE)[:40],
        project_source_id=item.project_source_id,
    )


def quarantine(message: IntakeMessage, text: str, doubt: Doubtful) -> None:
    """Put a message aside with the reason; it stays readable until it is settled."""
    message.state, message.cause, message.detail = (
        IntakeState.QUARANTINED,
        doubt.cause,
        without_numbers(doubt.detail)[:1000],
    )
    message.unknown_name, message.unknown = doubt.name, without_numbers(doubt.theirs)
    if message.raw is None:
        message.raw = vault.seal(text)
    message.save()


def settle(
    message: IntakeMessage,
    state: IntakeState,
    detail: str,
    *,
    at: datetime,
    record_guid: UUID | None = None,
    by: User | None = None,
    resolution: str = "",
) -> None:
    """Say what became of a message, for good; its text is given up.

    The cause for which it waited stays, so that one can count later what people dealt with.
    """
    message.state, message.detail, message.settled_at, message.raw = state, detail[:1000], at, None
    if record_guid is not None:
        message.record_guid = record_guid
    if by is not None:
        message.resolved_by, message.resolution = by, resolution
    message.save()


def dock(
    item: IntakeItem,
    project: Project,
    record_guid: UUID,
    *,
    at: datetime,
    authority: Authority | None = None,
    is_linked: bool = False,
) -> None:
    """Say which record here a system's thing is.

    :param authority: which approved it; none for one that was here before and is only linked.
    """
    DockedRecord.objects.create(
        system=item.system,
        kind=item.kind,
        source_id=item.source_id,
        project=project,
        record_guid=record_guid,
        sequence=item.sequence,
        authority=authority,
        is_linked=is_linked,
        synced_at=at,
    )


def waiting_message(message_id: int) -> tuple[IntakeMessage, str]:
    """A message that waits, held until the transaction ends, with its text.

    :raises TheMessageIsSettled: when it waits no more.
    """
    about = IntakeMessage.objects.values_list("system", "kind", "source_id").get(pk=message_id)
    hold_source(*about)
    message = IntakeMessage.objects.select_for_update().get(pk=message_id)
    if message.state != IntakeState.QUARANTINED or message.raw is None:
        raise TheMessageIsSettled
    return message, vault.unseal(bytes(message.raw))


def give_way(older: IntakeMessage, at: datetime) -> None:
    """A message that waited gives way to a newer one about the same thing."""
    settle(older, IntakeState.SUPERSEDED, f"有更新的报文（序号大于{older.sequence}），本报文不再处理", at=at)
