"""The jobs that the clock starts: what each is for, one run at a time, and how the last one went (O03)."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import Task
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import F

from common.clock import now
from portal.settings.beats import BEATS

logger = logging.getLogger(__name__)

LABELS: Mapping[str, str] = {
    "national.tasks.drain": "送达全国平台",
    "national.tasks.compare_nightly": "与全国平台核对",
    "audit.tasks.check_nightly": "核验历史记录",
    "accounts.tasks.end_due_appointments": "到期任职的终止",
    "projects.tasks.resume_imports": "未完成导入的继续",
    "projects.tasks.end_old_drafts": "过期草稿的清理",
    "projects.tasks.scan_papers": "附件查毒",
    "projects.tasks.enrol_papers": "附件登记查毒",
    "confirmation.tasks.replay_intake": "对接报文的重新入库",
    "confirmation.tasks.resume_rehearsals": "未完成规则预演的继续",
    "confirmation.tasks.resume_direct_pushes": "未完成直接推送的继续",
    "confirmation.tasks.resume_intake_replays": "未完成重新入库的继续",
    "confirmation.tasks.warn_of_ends": "办理期限提醒",
    "confirmation.tasks.tell_of_new_arrivals": "全国平台展示的告知",
    "accounts.tasks.send_due_notices": "短信和邮件的发送",
}
# A nudge that comes while another delivery ends must not be lost, and any number of them share the work.
AT_ONCE = frozenset({"national.tasks.drain"})
ERROR_LENGTH = 500


def period_of(schedule: Any) -> timedelta:
    """How long there is between two runs; a time of day means a day."""
    return timedelta(seconds=schedule) if isinstance(schedule, float) else timedelta(days=1)


PERIODS: Mapping[str, timedelta] = {beat["task"]: period_of(beat["schedule"]) for beat in BEATS.values()}


class RecordedTask(Task):  # type: ignore[type-arg]
    """Every task of the portal; of those that the clock starts, one runs at a time and the last run is kept."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; a job that runs elsewhere at this moment is left to that run."""
        if self.name not in PERIODS:
            return super().__call__(*args, **kwargs)
        with _alone(self.name) as is_alone:
            return _recorded(self.name, partial(super().__call__, *args, **kwargs)) if is_alone else None


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    if name in AT_ONCE:
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"portal.job|{name}"])
        (is_alone,) = cursor.fetchone() or (False,)
    try:
        yield is_alone
    finally:
        # A connection that was lost has lost its locks too.
        if is_alone and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"portal.job|{name}"])


def _recorded(name: str, run: Callable[[], Any]) -> Any:
    began = now()
    try:
        result = run()
    except Exception as error:
        _keep(name, began, f"{type(error).__name__}: {error}")
        raise
    _keep(name, began, "")
    return result


def _keep(name: str, began: datetime, error: str) -> None:
    """Write the run down; that it cannot be written is no failure of the job."""
    job_run: Any = apps.get_model("portal", "JobRun")  # Celery reads this module before the models are there
    ended = now()
    values: dict[str, Any] = {"started_at": began, "ended_at": ended, "error": error[:ERROR_LENGTH]}
    if error:
        values |= {"failed_at": ended, "last_error": error[:ERROR_LENGTH]}
    counted = {"runs": F("runs") + 1, "failures": F("failures") + int(bool(error))}
    try:
        if not job_run.objects.filter(name=name).update(**values, **counted):
            first = job_run(name=name, runs=1, failures=int(bool(error)), **values)
            job_run.objects.bulk_create([first], ignore_conflicts=True)
    except DatabaseError:
        logger.exception("the run of %s was not written down", name)
