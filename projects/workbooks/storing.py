"""Storing the checked rows of a chunk under the names of those who sent them in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from accounts.policy import acting_for_enterprise
from audit.context import context
from projects.models import ImportJob
from projects.rules.kinds import RecordKind
from projects.workbooks.checking import roles_of
from projects.workbooks.copying import MANY, nothing
from projects.workbooks.people import People
from projects.workbooks.rows import Checked, Row, Verdict
from projects.workbooks.writing import Writer

ACTION, CHANNEL = "projects.import", "import"


@contextmanager
def acting(job: ImportJob, subject: str = "") -> Iterator[None]:
    """The ledger's context of everything that a job writes."""
    by = acting_for_enterprise(job.created_by, job.enterprise)
    reason = f"导入任务 {job.guid}：{job.filename}"
    with context(by, action=ACTION, reason=reason, subject=subject, channel=CHANNEL):
        yield


def store(
    checked: Checked, job: ImportJob, people: People, at: datetime, *, meanwhile: Callable[[], None] = nothing
) -> None:
    """Store the new and the changed rows of a chunk. Needs a transaction.

    A project's rows say themselves what they are about (the ledger's subject); a stage's are about their project.

    :param meanwhile: is done while the database stores many rows; asks it nothing. May be called several times.
    """
    writer = Writer(checked.sheet.layout.kind, checked.sheet.layout.field_list, job.enterprise, at, meanwhile)
    roles = roles_of(checked.sheet)
    for subject, rows in _by_subject(checked.of(Verdict.NEW, Verdict.CHANGED)).items():
        with acting(job, subject):
            people.keep(rows, roles, at)
            new = [row for row in rows if row.verdict is Verdict.NEW]
            if len(new) >= MANY and checked.sheet.layout.kind is RecordKind.PROJECT:
                _leave_search_for_later(job)
            writer.insert(new)
            writer.update([row for row in rows if row.verdict is Verdict.CHANGED])


def _leave_search_for_later(job: ImportJob) -> None:
    """Let the database list the projects that this transaction adds from here on, see ``OwedSearch``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('projects.search_after', %s, true)", [str(job.pk)])


def _by_subject(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row.project.guid) if row.project is not None else "", []).append(row)
    return found
