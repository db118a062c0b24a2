"""The end of a job: its state, and word to the person who sent the workbook in."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from accounts.actions import notify
from accounts.rules import NoticeKind
from projects.models import ImportJob, ImportMode, ImportState
from projects.workbooks.progress import Progress
from projects.workbooks.storing import acting

WORKBOOKS_ARE_KEPT = timedelta(days=30)


def end(job: ImportJob, progress: Progress, state: ImportState, message: str = "", marked_as: str = "") -> None:
    """End a job and tell its sender, in the caller's transaction or one of its own.

    :raises JobIsNoLongerOurs: when it is another worker's, or was cancelled.
    """
    at = progress.now()
    with transaction.atomic():
        progress.save(state=state, message=message[:1000], marked_as=marked_as, finished_at=at)
        with acting(job, str(job.guid)):
            notify(
                [job.created_by],
                kind=NoticeKind.IMPORT_DONE,
                title=f"导入{state.label}：{job.filename}"[:200],
                text=message or told(job, progress),
                at=at,
                url=reverse("import", args=[job.guid]),
            )


def told(job: ImportJob, progress: Progress) -> str:
    """What came of a job in one sentence."""
    counts = f"无变化{progress.rows_unchanged}行，有误{progress.rows_faulty}行"
    if job.is_rehearsal:
        return f"只检查未导入：可导入{progress.rows_written}行，{counts}"
    if progress.rows_faulty and job.mode == ImportMode.ALL_OR_NOTHING:
        return f"有误{progress.rows_faulty}行，按“全部正确才导入”没有导入任何一行；请改正后重新上传"
    return f"已导入{progress.rows_written}行，{counts}"
