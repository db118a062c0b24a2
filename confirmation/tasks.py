"""The Celery edge of confirmation."""

from datetime import timedelta

from celery import shared_task

from common.clock import now
from confirmation.actions.intake import replay_ripe
from confirmation.actions.intake_replaying import replay_on
from confirmation.actions.push_directly import push_on
from confirmation.actions.rehearse import rehearse_on
from confirmation.actions.tell import tell_of_arrivals
from confirmation.actions.warn import warn_units
from confirmation.models import DirectPush, IntakeReplay, Rehearsal, RehearsalState
from confirmation.queries.batches import resting
from national.doorbell import ring

LOOKED_BACK = timedelta(days=2)  # longer than any pause between two sweeps
TOLD_AT_ONCE = 500
OVERLOOKED = timedelta(minutes=15)  # longer than a rehearsal on a million projects


@shared_task(ignore_result=True)
def tell_of_new_arrivals() -> None:
    """Tell enterprises what the national platform has taken in. Safe to run twice."""
    moment = now()
    tell_of_arrivals(since=moment - LOOKED_BACK, limit=TOLD_AT_ONCE, at=moment)


@shared_task(ignore_result=True)
def replay_intake() -> None:
    """Take in messages of approval systems whose project was confirmed by officials meanwhile. Safe to run twice."""
    replay_ripe(now())


@shared_task(ignore_result=True)
def rehearse(*, rehearsal_id: int) -> None:
    """Try a proposed rule from where it stands. Safe to run twice, also at once."""
    while rehearse_on(rehearsal_id=rehearsal_id, at=now()):
        pass


@shared_task(ignore_result=True)
def resume_rehearsals() -> None:
    """Hand out rehearsals that nobody ends: overlooked while Redis was away, or left by a worker that died."""
    waiting = Rehearsal.objects.filter(state=RehearsalState.RUNNING, created_at__lt=now() - OVERLOOKED)
    for rehearsal_id in waiting.order_by("pk").values_list("pk", flat=True)[:TOLD_AT_ONCE]:
        rehearse.delay(rehearsal_id=rehearsal_id)


def announce_rehearsal(rehearsal_id: int) -> None:
    """Tell a worker of a new rehearsal; when the broker does not answer, the sweep will find it."""
    ring(rehearse.name, rehearsal_id=rehearsal_id)


@shared_task(ignore_result=True)
def push_directly(*, push_id: int) -> None:
    """Go on with a batch of direct pushes from where it stands. Safe to run twice, also at once."""
    while push_on(push_id=push_id, at=now()):
        pass


@shared_task(ignore_result=True)
def resume_direct_pushes() -> None:
    """Hand out a batch that nobody moves: overlooked while Redis was away, or left by a worker that died."""
    for push_id in resting(DirectPush, now()):
        push_directly.delay(push_id=push_id)


def announce_direct_push(push_id: int) -> None:
    """Tell a worker of a new batch; when the broker does not answer, the sweep will find it."""
    ring(push_directly.name, push_id=push_id)


@shared_task(ignore_result=True)
def replay_in_batch(*, replay_id: int) -> None:
    """Go on judging a batch of messages once more from where it stands. Safe to run twice, also at once."""
    while replay_on(replay_id=replay_id, at=now()):
        pass


@shared_task(ignore_result=True)
def resume_intake_replays() -> None:
    """Hand out batches of messages that nobody moves, like those of direct pushes."""
    for replay_id in resting(IntakeReplay, now()):
        replay_in_batch.delay(replay_id=replay_id)


def announce_intake_replay(replay_id: int) -> None:
    """Tell a worker of a new batch of messages; when the broker does not answer, the sweep will find it."""
    ring(replay_in_batch.name, replay_id=replay_id)


@shared_task(ignore_result=True)
def warn_of_ends() -> None:
    """Tell units which of their cases are near their end, or over. Safe to run twice."""
    warn_units(limit=TOLD_AT_ONCE, at=now())
