"""How the jobs go that the clock starts (O03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.jobs import LABELS, PERIODS
from portal.models import JobRun

SLACK = timedelta(minutes=10)  # for a worker that is busy or was restarted


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job and how its last run went. ``seconds`` is None before the first."""

    name: str
    label: str
    period: str
    tone: str
    state: str
    run: JobRun | None
    seconds: float | None

    @property
    def needs_somebody(self) -> bool:
        """Whether it failed or did not run."""
        return self.tone in {"danger", "attention"}


def job_rows(at: datetime) -> list[JobRow]:
    """Every job, those that need somebody first. One query."""
    runs = {run.name: run for run in JobRun.objects.all()}
    rows = [_row(name, runs.get(name), at) for name in PERIODS]
    return sorted(rows, key=lambda row: not row.needs_somebody)


def _row(name: str, run: JobRun | None, at: datetime) -> JobRow:
    tone, state = _state(run, PERIODS[name], at)
    seconds = (run.ended_at - run.started_at).total_seconds() if run and run.ended_at and run.started_at else None
    return JobRow(name, LABELS[name], _in_words(PERIODS[name]), tone, state, run, seconds)


def _state(run: JobRun | None, period: timedelta, at: datetime) -> tuple[str, str]:
    if run is None or run.ended_at is None:
        return "neutral", "尚未运行"
    if run.error:
        return "danger", "失败"
    if run.ended_at < at - 2 * period - SLACK:
        return "attention", "逾期未运行"
    return "success", "正常"


def _in_words(period: timedelta) -> str:
    seconds = int(period.total_seconds())
    for size, word in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds % size == 0:
            return f"每{seconds // size if seconds > size else ''}{word}"
    return f"每{seconds}秒"
