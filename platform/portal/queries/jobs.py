"""How the jobs go that the clock starts (O03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.migrations.recorder import MigrationRecorder

from portal.jobs import LABELS, PERIODS
from portal.models import JobRun

SLACK = timedelta(minutes=10)  # for a worker that is busy or was restarted
_URGENCY = {"danger": 0, "attention": 1}


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
        return self.tone in _URGENCY


def job_rows(at: datetime) -> list[JobRow]:
    """Every job: what failed first, then what did not run. Two queries."""
    runs, since = {run.name: run for run in JobRun.objects.all()}, standing_since()
    rows = [_row(name, runs.get(name), since, at) for name in PERIODS]
    return sorted(rows, key=lambda row: _URGENCY.get(row.tone, len(_URGENCY)))


def standing_since() -> datetime:
    """Since when the jobs could have run: the newest migration, with which this version came to the database."""
    applied: datetime = MigrationRecorder.Migration.objects.latest("applied").applied
    return applied


def _row(name: str, run: JobRun | None, since: datetime, at: datetime) -> JobRow:
    tone, state = _state(run, PERIODS[name], since, at)
    seconds = (run.ended_at - run.started_at).total_seconds() if run and run.ended_at and run.started_at else None
    return JobRow(name, LABELS[name], _in_words(PERIODS[name]), tone, state, run, seconds)


def _state(run: JobRun | None, period: timedelta, since: datetime, at: datetime) -> tuple[str, str]:
    ended = run.ended_at if run else None
    if run and run.error:
        return "danger", "失败"
    if (ended or since) < at - 2 * period - SLACK:
        return "attention", "逾期未运行" if ended else "从未运行，请检查定时任务服务"
    return ("success", "正常") if ended else ("neutral", "尚未运行")


def _in_words(period: timedelta) -> str:
    seconds = int(period.total_seconds())
    for size, word in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds % size == 0:
            return f"每{seconds // size if seconds > size else ''}{word}"
    return f"每{seconds}秒"
