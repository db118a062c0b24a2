"""A batch of messages that are judged once more, as its page tells of it (A12)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from confirmation.models import BatchState, IntakeReplay
from confirmation.queries.batches import LEFT_ALONE
from projects.rules.intake import NEXT_STEP, IntakeCause


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """Messages of a batch that wait on, by the cause that they have now."""

    label: str
    count: int
    next_step: str
    query: str


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """Where a batch stands.

    :param gone: messages that were settled by somebody else before their turn; known when it is done.
    :param rests: whether nobody has moved it for longer than a portion takes.
    """

    is_running: bool
    rests: bool
    still: list[StillWaiting]
    gone: int


def replay_page(batch: IntakeReplay, at: datetime) -> ReplayPage:
    """What a batch has done so far. No query."""
    is_running = batch.state == BatchState.RUNNING
    return ReplayPage(
        is_running=is_running,
        rests=is_running and batch.moved_at < at - LEFT_ALONE,
        still=[
            StillWaiting(
                label=IntakeCause(cause).label,
                count=count,
                next_step=NEXT_STEP[IntakeCause(cause)],
                query="?" + urlencode({"tab": "waiting", "system": batch.system, "cause": cause}),
            )
            for cause, count in sorted(batch.still.items(), key=lambda pair: -pair[1])
        ],
        gone=0 if is_running else batch.total - batch.done,
    )
