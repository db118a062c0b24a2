"""What of the exchange needs a person (A13). The facts are read here, what they mean is a table of pure functions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from national.models import Destination, Difference, Hold, Line, Message, MessageState, Reconciliation, RunState

LINE_FAILS_FOR = timedelta(minutes=10)
WAITS_FOR = timedelta(minutes=30)
HELD_FOR = timedelta(days=1)
COMPARED_WITHIN = timedelta(hours=26)  # nightly, with two hours to spare


@dataclass(frozen=True, slots=True)
class Facts:
    """How the exchange stands.

    :param oldest_waiting: when the message was put down that waits longest.
    :param compared_at: when the last completed comparison began; ``compare_error`` is the last one's, if it failed.
    """

    waiting: int = 0
    parked: int = 0
    oldest_waiting: datetime | None = None
    failing_since: datetime | None = None
    rests_until: datetime | None = None
    line_error: str = ""
    held: int = 0
    held_since: datetime | None = None
    compared_at: datetime | None = None
    compare_error: str = ""
    unsettled: int = 0
    anything_sent: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a person; ``next_step`` says what to do."""

    tone: str
    text: str
    next_step: str


def facts_of(destination: str = Destination.NATIONAL) -> Facts:
    """How the exchange with a platform stands. Six queries, none of them over what has arrived."""
    pending = Message.objects.to(destination).pending()
    counts = pending.aggregate(
        waiting=Count("pk", filter=Q(state=MessageState.READY)),
        parked=Count("pk", filter=Q(state=MessageState.PARKED)),
        oldest=Min("created_at", filter=Q(state=MessageState.READY)),
    )
    line = Line.objects.filter(destination=destination).first() or Line()
    holds = Hold.objects.standing(destination).aggregate(held=Count("pk"), since=Min("placed_at"))
    runs = Reconciliation.objects.filter(destination=destination).exclude(state=RunState.RUNNING).order_by("-pk")
    latest, done = runs.first(), runs.filter(state=RunState.DONE).first()
    return Facts(
        waiting=counts["waiting"],
        parked=counts["parked"],
        oldest_waiting=counts["oldest"],
        failing_since=line.failing_since,
        rests_until=line.rests_until,
        line_error=line.error,
        held=holds["held"],
        held_since=holds["since"],
        compared_at=done.started_at if done else None,
        compare_error=latest.error if latest else "",
        unsettled=Difference.objects.filter(run__destination=destination, repaired_at=None).count(),
        anything_sent=Message.objects.to(destination).exists(),
    )


def alarms(facts: Facts, at: datetime) -> list[Alarm]:
    """What needs a person now, the most pressing first."""
    return [found for rule in _RULES if (found := rule(facts, at)) is not None]


def _line(facts: Facts, at: datetime) -> Alarm | None:
    if facts.failing_since is None or at - facts.failing_since < LINE_FAILS_FOR:
        return None
    minutes = int((at - facts.failing_since).total_seconds() // 60)
    return Alarm("danger", f"全国平台已连续{minutes}分钟不通：{facts.line_error}", "联系全国平台运维；恢复后自动续送")


def _waiting(facts: Facts, at: datetime) -> Alarm | None:
    if facts.oldest_waiting is None or at - facts.oldest_waiting < WAITS_FOR:
        return None
    return Alarm(
        "danger",
        f"最早的消息已等候{_hours(at - facts.oldest_waiting)}",
        "查看“待送达”各条的原因；没有原因的检查推送进程",
    )


def _parked(facts: Facts, at: datetime) -> Alarm | None:
    if not facts.parked:
        return None
    return Alarm(
        "danger", f"{facts.parked}条消息已搁置，所在项目的后续版本在等它", "逐条查看原因，改正后重送或以新版本报送"
    )


def _held(facts: Facts, at: datetime) -> Alarm | None:
    if facts.held_since is None or at - facts.held_since < HELD_FOR:
        return None
    return Alarm("warning", f"有推送已暂停{_hours(at - facts.held_since)}", "确认是否仍需暂停")


def _compared(facts: Facts, at: datetime) -> Alarm | None:
    if facts.compare_error:
        return Alarm("warning", f"最近一次核对未完成：{facts.compare_error}", "全国平台恢复后再次核对")
    if not facts.anything_sent or (facts.compared_at is not None and at - facts.compared_at < COMPARED_WITHIN):
        return None
    return Alarm("warning", "已超过一天没有与全国平台核对", "立即核对，并检查定时任务")


def _unsettled(facts: Facts, at: datetime) -> Alarm | None:
    if not facts.unsettled:
        return None
    return Alarm("warning", f"{facts.unsettled}项核对差异待处理", "在核对结果中逐项处理")


_RULES: tuple[Callable[[Facts, datetime], Alarm | None], ...] = (_line, _waiting, _parked, _unsettled, _held, _compared)


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60}小时{minutes % 60}分钟" if minutes >= 60 else f"{minutes}分钟"
