"""Sending what is due through mail and text messages: claimed first, sent outside any transaction, then noted."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import NoticeSending
from accounts.rules import NoticeChannel, SendingState
from accounts.sending import NotSent, is_offered, send
from audit import context
from audit.context import Acting, SystemActor

# How long until the next try; after the last one the sending has failed.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
TRIES_AT_MOST = len(WAITS) + 1
_NOTICES = Acting.system(SystemActor.NOTICES)


def send_due_notices(*, now: Callable[[], datetime], limit: int) -> int:
    """Send what is due, oldest first. Safe to run twice, also at once; a sender that dies leaves a later try.

    :param now: a request takes time, so the clock is asked for each.
    :returns: how many the other sides took.
    """
    taken = 0
    for _ in range(limit):
        sending = _claim(now())
        if sending is None:
            break
        taken += _deliver(sending, now)
    return taken


@transaction.atomic(durable=True)
def _claim(at: datetime) -> NoticeSending | None:
    due = NoticeSending.objects.filter(state=SendingState.WAITING, due_at__lte=at).order_by("due_at", "pk")
    sending = due.select_for_update(skip_locked=True, of=("self",)).select_related("notice__user").first()
    if sending is None:
        return None
    with context.context(_NOTICES, action="accounts.send_due_notices", channel="task"):
        sending.tries += 1
        if sending.tries > TRIES_AT_MOST:  # the sender died at its last try
            sending.state, sending.due_at = SendingState.FAILED, None
        else:
            sending.due_at = at + _wait(sending.tries)
        sending.save()
    return sending


def _deliver(sending: NoticeSending, now: Callable[[], datetime]) -> bool:
    if sending.state == SendingState.FAILED:
        return False
    error = ""
    if not is_offered(NoticeChannel(sending.channel)):
        return _note(sending, SendingState.NOT_OFFERED, "")
    try:
        send(sending)
    except NotSent as refusal:
        error = str(refusal)
    if not error:
        sending.sent_at = now()
        return _note(sending, SendingState.SENT, "")
    is_over = sending.tries >= TRIES_AT_MOST
    return _note(sending, SendingState.FAILED if is_over else SendingState.WAITING, error)


@transaction.atomic(durable=True)
def _note(sending: NoticeSending, state: SendingState, error: str) -> bool:
    with context.context(_NOTICES, action="accounts.send_due_notices", channel="task"):
        sending.state, sending.error = state, error
        if state != SendingState.WAITING:
            sending.due_at = None
        sending.save()
    return state == SendingState.SENT


def _wait(tries: int) -> timedelta:
    return WAITS[min(tries, len(WAITS)) - 1]
