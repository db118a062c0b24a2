"""Processing an import job: by one worker at a time, in steps from which a killed worker's successor goes on."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from django.db import DatabaseError, InterfaceError, connection, transaction

from accounts.policy import ActsForNobody, require_member
from common.clock import day_of
from projects.models import ImportFault, ImportJob, ImportMode, ImportState, OwedQuestion
from projects.workbooks.ahead import ReadAhead
from projects.workbooks.checking import Checker
from projects.workbooks.ending import end
from projects.workbooks.keeping import drop, keep, unsealed
from projects.workbooks.layout import SheetLayout, layouts_on
from projects.workbooks.marked import write_marked
from projects.workbooks.opening import WorkbookIsRefused
from projects.workbooks.progress import JobIsNoLongerOurs, Progress
from projects.workbooks.questions import Questions
from projects.workbooks.reading import opened
from projects.workbooks.rows import Checked
from projects.workbooks.storing import store

ATTEMPTS_AT_MOST = 5


class ARowIsFaulty(Exception):
    """A row of a workbook that is imported as a whole or not at all; what was stored of it is taken back."""


def run_import(*, job_id: int, now: Callable[[], datetime]) -> None:
    """Process a job from where it stands. Safe to call twice, also at once: the second call does nothing.

    While another import of the enterprise runs, the job waits for the sweep.
    """
    job = ImportJob.objects.select_related("enterprise", "created_by").get(pk=job_id)
    with _one_at_a_time(job.enterprise_id) as ours:
        job.refresh_from_db(fields=["state", "attempt", "cursor"])
        if not ours or job.is_over:
            return
        with suppress(JobIsNoLongerOurs), _garbage_seldom_looked_for():
            _attempt(job, now)


def _attempt(job: ImportJob, now: Callable[[], datetime]) -> None:
    with Progress.take(job, now) as progress:
        if progress.attempt > ATTEMPTS_AT_MOST:
            message = f"处理{ATTEMPTS_AT_MOST}次都没有完成，请拆分文件后再试，或联系省平台技术支持"
            end(job, progress, ImportState.FAILED, message)
            return
        try:
            require_member(job.created_by, job.enterprise, day_of(now()))
            with unsealed(job.stored_as) as file:
                questions = Questions(job, left=OwedQuestion.objects.filter(job=job).count())
                _Import(job, progress, layouts_on(day_of(now())), now(), questions).process(file)
        except (WorkbookIsRefused, ActsForNobody) as error:
            end(job, progress, ImportState.REFUSED, str(error))


@dataclass(frozen=True)
class _Import:
    job: ImportJob
    progress: Progress
    layouts: tuple[SheetLayout, ...]
    at: datetime
    questions: Questions

    def process(self, file: IO[bytes]) -> None:
        """Read, check and, unless it is a rehearsal, store; then end the job."""
        job, writes = self.job, not self.job.is_rehearsal
        with opened(file, job.filename, self.layouts) as book:
            state = ImportState.WRITING if writes else ImportState.READING
            self.progress.save(state=state, rows_total=book.rows_total, notes=book.notes)
            checker = Checker(book, job.enterprise, day_of(self.at), writes=writes)
            chunks = ReadAhead(book.chunks(), checker)
            if not writes:
                self._only_check(chunks, checker)
            elif job.mode == ImportMode.ROW_BY_ROW:
                self._row_by_row(chunks, checker)
            elif self._all_or_nothing(chunks, checker):
                return
        self._end(self._mark(file))

    def _row_by_row(self, chunks: ReadAhead, checker: Checker) -> None:
        """Each chunk with its counts in one transaction. What an earlier attempt stored is only looked at again."""
        seen, done = 0, self.progress.cursor
        for checked in chunks:
            seen += checked.size
            checker.writes = seen > done
            with transaction.atomic(durable=True):
                checker.match(checked)
                if seen > done:
                    self._store(checked, checker, chunks)
                    self.progress.count(checked)
                    self.progress.cursor = seen
                self.questions.note(checked)
                self.questions.leave()
                self.progress.save()

    def _all_or_nothing(self, chunks: ReadAhead, checker: Checker) -> bool:
        """Everything and the end of the job in one transaction; after the first fault only the others are looked for.

        :returns: whether everything was stored.
        """
        try:
            with transaction.atomic(durable=True):
                for checked in chunks:
                    checker.match(checked)
                    self.questions.note(checked)
                    self.progress.count(checked)
                    self.progress.beat()
                    if self.progress.faults_total:
                        raise ARowIsFaulty
                    self._store(checked, checker, chunks)
                self._end()
        except WorkbookIsRefused:  # a later part is broken
            self.progress.rows_written = 0
            raise
        except ARowIsFaulty:
            checker.writes = False
            self._only_check(chunks, checker)
            return False
        return True

    def _only_check(self, chunks: ReadAhead, checker: Checker) -> None:
        for checked in chunks:
            self.progress.count(checker.match(checked))
            self.questions.note(checked)
            self._save_checked()
        self._save_checked()

    @transaction.atomic
    def _end(self, marked_as: str = "") -> None:
        self.questions.leave()
        self.progress.save(rows_compared=None if self.questions.left else 0)
        end(self.job, self.progress, ImportState.DONE, marked_as=marked_as)

    def _save_checked(self) -> None:
        if not self.job.is_rehearsal:  # what could have been stored was taken back with the faulty rows
            self.progress.rows_written = 0
        self.progress.save()

    def _store(self, checked: Checked, checker: Checker, chunks: ReadAhead) -> None:
        store(checked, self.job, checker.people, self.at, meanwhile=chunks.look_ahead)

    def _mark(self, file: IO[bytes]) -> str:
        """Keep a marked copy of a workbook with faults; its name, or nothing."""
        faults = list(ImportFault.objects.filter(job=self.job).order_by("pk"))
        if not faults:
            return ""
        with tempfile.TemporaryFile() as marked:
            write_marked(cast("IO[bytes]", marked), file, self.job.filename, self.layouts, faults)
            name = f"imports/{self.job.guid}-marked"
            drop(name)  # an attempt that did not end may have left one
            return keep(name, cast("IO[bytes]", marked))


@contextmanager
def _garbage_seldom_looked_for() -> Iterator[None]:
    """Rows come and go by the thousand and hold no cycles; looking for some would take a fifth of the reading."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _one_at_a_time(enterprise_id: int) -> Iterator[bool]:
    """Hold the enterprise's imports for this worker; PostgreSQL lets go by itself when the worker dies."""
    key = f"projects.import:{enterprise_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours:
            # A connection that is gone has let go already.
            with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
