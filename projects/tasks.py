"""The Celery edge of projects."""

from datetime import timedelta

from celery import shared_task

from common.clock import now
from national.doorbell import ring
from projects.actions.asking import ask_owed
from projects.actions.drafts import drop_old_drafts
from projects.actions.imports import drop_old_workbooks
from projects.actions.indexing import index_owed
from projects.actions.scanning import enrol_forgotten, scan_due_papers
from projects.queries.imports import are_questions_owed, is_search_owed, jobs_due
from projects.scanner import is_offered
from projects.workbooks import running

DRAFTS_ARE_KEPT = timedelta(days=90)
SCANNED_WITHIN = timedelta(seconds=12)  # shorter than the pause between two sweeps: a backlog takes one worker, not all

# Together well below the time limit of a task; the sweep goes on.
INDEXED_WITHIN, ASKED_WITHIN = timedelta(seconds=300), timedelta(seconds=120)


@shared_task(ignore_result=True)
def end_old_drafts() -> None:
    """End what was typed and left alone for ninety days, and workbooks of old imports. Safe to run twice."""
    drop_old_drafts(before=now() - DRAFTS_ARE_KEPT)
    drop_old_workbooks(at=now())


@shared_task(ignore_result=True)
def run_import(*, job_id: int) -> None:
    """Process an import job, make its projects findable, ask about likenesses. Safe to run twice, also at once."""
    running.run_import(job_id=job_id, now=now)
    index_owed(now=now, within=INDEXED_WITHIN)
    ask_owed(now=now, within=ASKED_WITHIN)


@shared_task(ignore_result=True)
def resume_imports() -> None:
    """Hand out jobs that nobody works on: overlooked while Redis was away, or left by a worker that died."""
    for job_id in jobs_due(now()):
        run_import.delay(job_id=job_id)
    if is_search_owed():
        index_imported.delay()
    if are_questions_owed():
        ask_about_imported.delay()


@shared_task(ignore_result=True)
def index_imported() -> None:
    """Make projects findable whose worker died after their import. Safe to run twice, also at once."""
    index_owed(now=now, within=INDEXED_WITHIN)


@shared_task(ignore_result=True)
def ask_about_imported() -> None:
    """Compare projects whose worker died after their import. Safe to run twice, also at once."""
    ask_owed(now=now, within=ASKED_WITHIN)


def announce_import(job_id: int) -> None:
    """Tell a worker of a new job; when the broker does not answer, the sweep will find it."""
    ring(run_import.name, job_id=job_id)


@shared_task(ignore_result=True)
def scan_papers() -> None:
    """Scan papers that wait for the virus scanner. Safe to run twice, also at once."""
    scan_due_papers(now=now, within=SCANNED_WITHIN)


@shared_task(ignore_result=True)
def enrol_papers() -> None:
    """Let papers wait for the scanner that were stored before there were scans. Safe to run twice."""
    enrol_forgotten(at=now())


def announce_papers() -> None:
    """Tell a worker of new papers; when the broker does not answer, the sweep will find them."""
    if is_offered():
        ring(scan_papers.name)
