"""Pages that were cut off because the database took too long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Sum

from common.clock import day_of
from national.alarms import Alarm
from portal.models import CutOff

SHOWN_DAYS = 7
ALARMED_DAYS = 2  # today and the day before


@dataclass(frozen=True, slots=True)
class CutOffRow:
    """How often one page was cut off within ``SHOWN_DAYS``."""

    page: str
    times: int
    last_at: datetime


def cut_off_rows(at: datetime) -> list[CutOffRow]:
    """Pages that were cut off, the latest first. One query."""
    since = day_of(at) - timedelta(days=SHOWN_DAYS - 1)
    counted = CutOff.objects.filter(day__gte=since).values_list("page")
    found = counted.annotate(all_times=Sum("times"), latest=Max("last_at")).order_by("-latest", "page")
    return [CutOffRow(*row) for row in found]


def cut_off_alarms(at: datetime) -> list[Alarm]:
    """One alarm when pages were cut off since yesterday. One query."""
    since = day_of(at) - timedelta(days=ALARMED_DAYS - 1)
    times = CutOff.objects.filter(day__gte=since).aggregate(times=Sum("times"))["times"]
    if not times:
        return []
    text = f"昨天以来，网页因数据库用时太长中断 {times} 次"
    return [
        Alarm(
            "warning",
            text,
            "请技术支持单位查明原因：是哪些网页见“全部定时任务和中断的网页”，是哪条语句见数据库的日志",
        )
    ]
