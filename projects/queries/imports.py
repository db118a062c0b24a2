"""What pages and the sweep ask about imports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Enterprise
from projects.models import ImportFault, ImportJob, ImportQuestion, ImportState, OwedQuestion, OwedSearch

JOBS_SHOWN, FAULTS_SHOWN = 50, 200
# A worker says every chunk that it goes on; the largest chunk takes seconds.
SILENT_AFTER = timedelta(seconds=60)
UNNOTICED_AFTER = timedelta(seconds=15)
ASKED_WITHIN = timedelta(seconds=90)
TONES = {
    ImportState.WAITING: "neutral",
    ImportState.READING: "progress",
    ImportState.WRITING: "progress",
    ImportState.DONE: "success",
    ImportState.REFUSED: "danger",
    ImportState.FAILED: "danger",
    ImportState.CANCELLED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of rows and the word for what became of them."""

    value: int
    label: str
    tone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job of the list."""

    job: ImportJob
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job with what is wrong with its rows.

    :ivar is_findable: whether what it stored is found by searching.
    :ivar is_settled: whether nothing more will come: until then the page goes on renewing itself.
    """

    job: ImportJob
    state: str
    tone: str
    figures: list[Figure]
    faults: list[ImportFault]
    is_findable: bool
    is_settled: bool
    questions: list[ImportQuestion]


def jobs_due(at: datetime) -> list[int]:
    """Jobs that nobody works on: overlooked ones, and those whose worker has fallen silent."""
    overlooked = Q(state=ImportState.WAITING, created_at__lt=at - UNNOTICED_AFTER)
    silent = Q(heartbeat_at__lt=at - SILENT_AFTER) & ~Q(state=ImportState.WAITING)
    return list(ImportJob.objects.unfinished().filter(overlooked | silent).order_by("pk").values_list("pk", flat=True))


def is_search_owed() -> bool:
    """Whether the search rows of imports that are over still have to be written."""
    return OwedSearch.objects.exclude(job__in=ImportJob.objects.unfinished()).exists()


def are_questions_owed() -> bool:
    """Whether projects of imports that are over still have to be held against those on display."""
    return OwedQuestion.objects.exclude(job__in=ImportJob.objects.unfinished()).exists()


def jobs_of(enterprise: Enterprise) -> list[JobRow]:
    """The latest jobs of an enterprise."""
    jobs = ImportJob.objects.filter(enterprise=enterprise).select_related("created_by").order_by("-pk")[:JOBS_SHOWN]
    return [JobRow(job, *_state(job)) for job in jobs]


def job_page(job: ImportJob, at: datetime) -> JobPage:
    """A job as its page shows it. Four queries."""
    written = "可导入" if job.is_rehearsal else "已导入"
    figures = [
        Figure(job.rows_written, written),
        Figure(job.rows_unchanged, "无变化"),
        Figure(job.rows_faulty, "有误", "attention" if job.rows_faulty else ""),
    ]
    faults = list(job.faults.order_by("pk")[:FAULTS_SHOWN])
    questions = list(job.questions.order_by("pk")[:FAULTS_SHOWN])
    is_findable = not OwedSearch.objects.filter(job=job).exists()
    # The sweep asks what a dead worker left; a page that stands open does not wait for ever.
    is_waited_for = job.finished_at is not None and job.finished_at >= at - ASKED_WITHIN
    is_asked = not is_waited_for or not OwedQuestion.objects.filter(job=job).exists()
    is_settled = job.is_over and is_findable and is_asked
    return JobPage(job, *_state(job), figures, faults, is_findable, is_settled, questions)


def _state(job: ImportJob) -> tuple[str, str]:
    state = ImportState(job.state)
    tone = "attention" if state is ImportState.DONE and job.rows_faulty else TONES[state]
    return state.label, tone
