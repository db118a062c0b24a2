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
    :param waiting: how many of those that were judged wait on.
    :param minutes_left: at the pace so far; None when it rests, is done, or has judged none yet.
    """

    is_running: bool
    rests: bool
    waiting: int
    minutes_left: int | None
    still: list[StillWaiting]
    gone: int

    @property
    def tone(self) -> str:
        """Of the words about a batch that is done."""
        return "warning" if self.waiting else "success"

    @property
    def title(self) -> str:
        """How a batch ended."""
        return f"已完成，{self.waiting} 条仍待处理" if self.waiting else "已完成"


def replay_page(batch: IntakeReplay, at: datetime) -> ReplayPage:
    """What a batch has done so far. No query."""
    is_running = batch.state == BatchState.RUNNING
    rests = is_running and batch.moved_at < at - LEFT_ALONE
    return ReplayPage(
        is_running=is_running,
        rests=rests,
        waiting=batch.done - batch.stored,
        minutes_left=_minutes_left(batch, at) if is_running and not rests else None,
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


def _minutes_left(batch: IntakeReplay, at: datetime) -> int | None:
    if not batch.done:
        return None
    passed = (at - batch.started_at).total_seconds()
    return max(1, round(passed / batch.done * (batch.total - batch.done) / 60))
