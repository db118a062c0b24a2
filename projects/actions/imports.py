"""Sending a workbook in, taking it back, and dropping workbooks that are old."""

import hashlib
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import require_member
from common.clock import day_of
from common.errors import RuleError
from projects.models import ImportJob, ImportMode, ImportState
from projects.workbooks.ending import WORKBOOKS_ARE_KEPT
from projects.workbooks.keeping import drop, keep
from projects.workbooks.opening import require_workbook

JOBS_AT_MOST = 5


class ImportIsOver(RuleError):
    """The job has ended; nothing is left to be cancelled."""


class TooManyImportsWait(RuleError):
    """The enterprise has several workbooks waiting already."""


def start_import(
    *,
    by: User,
    enterprise: Enterprise,
    file: IO[bytes],
    filename: str,
    mode: ImportMode,
    is_rehearsal: bool,
    at: datetime,
) -> ImportJob:
    """Take in a workbook; a worker processes it, see ``projects.tasks.run_import``.

    :raises WorkbookIsRefused: when it is no harmless workbook.
    :raises TooManyImportsWait: when others of the enterprise have not ended yet.
    :raises PapersDoNotAnswer: when it cannot be stored.
    """
    require_member(by, enterprise, day_of(at))
    if ImportJob.objects.filter(enterprise=enterprise).unfinished().count() >= JOBS_AT_MOST:
        raise TooManyImportsWait(f"本企业已有{JOBS_AT_MOST}个文件等待处理，请等它们完成后再上传", field="file")
    size = require_workbook(file, filename)
    digest = _digest(file)
    guid = uuid4()
    stored_as = keep(f"imports/{guid}", file)
    try:
        return ImportJob.objects.create(
            guid=guid,
            enterprise=enterprise,
            created_by=by,
            created_at=at,
            filename=filename[-200:],
            sha256=digest,
            size=size,
            stored_as=stored_as,
            mode=mode,
            is_rehearsal=is_rehearsal,
        )
    except BaseException:
        drop(stored_as)
        raise


@transaction.atomic(durable=True)
def cancel_import(*, by: User, enterprise: Enterprise, guid: UUID, at: datetime) -> ImportJob:
    """Stop a job. Rows that a row-by-row import has stored stay; a worker notices within a chunk.

    :raises ImportIsOver: when it has ended.
    """
    require_member(by, enterprise, day_of(at))
    job = ImportJob.objects.select_for_update().get(guid=guid, enterprise=enterprise)
    if job.is_over:
        raise ImportIsOver("该导入已经结束，不能再取消；已导入的内容请在项目页面上修改")
    job.state, job.finished_at, job.message = ImportState.CANCELLED, at, f"由{by.name}取消"
    job.save(update_fields=["state", "finished_at", "message"])
    return job


def drop_old_workbooks(*, at: datetime) -> int:
    """Drop the workbooks of jobs that ended long ago; counts and faults stay. Safe to run twice.

    :returns: how many jobs.
    """
    old = ImportJob.objects.filter(finished_at__lt=at - WORKBOOKS_ARE_KEPT).exclude(stored_as="", marked_as="")
    dropped = 0
    for job in old.order_by("pk")[:500]:
        for name in {job.stored_as, job.marked_as} - {""}:
            drop(name)
        ImportJob.objects.filter(pk=job.pk).update(stored_as="", marked_as="")
        dropped += 1
    return dropped


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
