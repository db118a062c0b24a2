"""How far a job is, kept so that a killed worker's successor goes on and a worker that lost the job stops."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from projects.models import ImportFault, ImportJob, ImportMode, ImportState
from projects.workbooks.rows import Address, Checked, Verdict, addresses

FAULTS_AT_MOST = 5_000
_RUNNING = (ImportState.READING, ImportState.WRITING)


class JobIsNoLongerOurs(Exception):
    """The job was cancelled, or taken over by another worker after this one had seemed dead."""


@dataclass
class Progress:
    """The counts of one attempt at a job."""

    job_id: int
    attempt: int
    now: Callable[[], datetime]
    cursor: int = 0
    rows_read: int = 0
    rows_written: int = 0
    rows_unchanged: int = 0
    rows_faulty: int = 0
    faults_total: int = 0
    faults: list[Address] = field(default_factory=list)
    _faults_stored: int = 0
    _beat: BaseDatabaseWrapper | None = None

    @classmethod
    def take(cls, job: ImportJob, now: Callable[[], datetime]) -> Self:
        """Begin another attempt. What was stored row by row stays counted; everything else begins anew."""
        changes: dict[str, Any] = {"attempt": job.attempt + 1, "heartbeat_at": now(), "state": ImportState.READING}
        goes_on = job.mode == ImportMode.ROW_BY_ROW and not job.is_rehearsal
        if not goes_on:
            job.faults.all().delete()
            changes |= dict.fromkeys(_COUNTS, 0)
        if not ImportJob.objects.unfinished().filter(pk=job.pk, attempt=job.attempt).update(**changes):
            raise JobIsNoLongerOurs(job.pk)
        counts = {name: getattr(job, name) for name in _COUNTS} if goes_on else {}
        return cls(job.pk, job.attempt + 1, now, **counts, _faults_stored=job.faults.count())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._beat is not None:
            self._beat.close()

    def count(self, checked: Checked) -> None:
        """Add up what was found in a chunk."""
        self.rows_read += checked.size
        self.rows_written += len(checked.of(Verdict.NEW, Verdict.CHANGED))
        self.rows_unchanged += len(checked.of(Verdict.UNCHANGED))
        self.rows_faulty += len(checked.of(Verdict.FAULTY))
        self._note(addresses(checked))

    def _note(self, found: Iterable[Address]) -> None:
        for address in found:
            self.faults_total += 1
            if self._faults_stored + len(self.faults) < FAULTS_AT_MOST:
                self.faults.append(address)

    def save(self, **changes: Any) -> None:
        """Store the counts and the faults, in the transaction in which the caller stored the rows.

        :raises JobIsNoLongerOurs: when the job is another's; the caller's transaction must not be committed.
        """
        counts = {name: getattr(self, name) for name in _COUNTS}
        ours = ImportJob.objects.filter(pk=self.job_id, attempt=self.attempt, state__in=_RUNNING)
        if not ours.update(**{**counts, "heartbeat_at": self.now(), **changes}):
            raise JobIsNoLongerOurs(self.job_id)
        ImportFault.objects.bulk_create(
            ImportFault(
                job_id=self.job_id,
                sheet=fault.sheet,
                row=fault.row,
                column=fault.column,
                label=fault.label[:100],
                value=fault.value,
                rule=fault.rule[:500],
                remedy=fault.remedy[:500],
            )
            for fault in self.faults
        )
        self._faults_stored += len(self.faults)
        self.faults = []

    def beat(self) -> None:
        """Say how far the job is while its one transaction is open: through a second connection, seen at once.

        :raises JobIsNoLongerOurs: when the job is another's.
        """
        if self._beat is None:
            self._beat = connection.copy()
        table = ImportJob._meta.db_table
        with self._beat.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET heartbeat_at = %s, rows_read = %s, rows_faulty = %s"  # noqa: S608
                " WHERE id = %s AND attempt = %s AND state IN ('READING', 'WRITING')",
                [self.now(), self.rows_read, self.rows_faulty, self.job_id, self.attempt],
            )
            if not cursor.rowcount:
                raise JobIsNoLongerOurs(self.job_id)


_COUNTS = ("cursor", "rows_read", "rows_written", "rows_unchanged", "rows_faulty", "faults_total")
