"""Load, rehearse or undo a file of the records that the platform had before the notice (A11, 二（二）1)."""

import csv
import hashlib
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from common.clock import now
from common.errors import RuleError
from confirmation.actions.legacy_batch import LegacyReport, load_batch
from confirmation.actions.legacy_undo import undo_batch
from projects.legacy.reading import LegacyFileIsUnreadable, read_legacy
from projects.legacy.spool import LegacySpool
from projects.rules.legacy import GRADES, LegacyException

_TOLD_AT_MOST = 50
_BATCH_AT_MOST = 40


class Command(BaseCommand):
    """``manage.py load_legacy FILE``; the file and the batches are described in docs/legacy.md."""

    help = "Load a file of old A to D records, rehearse it with --dry-run, or take a batch back with --undo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, or the batch to undo."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--batch", default="", help="the batch's name; the file's and its digest's unless given")
        parser.add_argument("--create-enterprises", action="store_true", help="register enterprises that are missing")
        parser.add_argument("--accept-exceptions", action="store_true", help="exit with 0 although rows did not come")
        parser.add_argument("--undo", metavar="BATCH", default="", help="withdraw a batch on which nothing was built")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the counts; exit with an error when a row did not come."""
        if bool(options["file"]) == bool(options["undo"]):
            raise CommandError("name either a file or --undo BATCH")
        _require_owner()
        try:
            if options["undo"]:
                self._undo(options["undo"])
            else:
                self._load(options["file"], options)
        except (LegacyFileIsUnreadable, OSError, RuleError) as error:
            raise CommandError(str(error)) from error

    def _undo(self, batch: str) -> None:
        graded, withdrawn = undo_batch(batch=batch, at=now())
        self.stdout.write(f"批次 {batch} 已撤销：已展示的记录 {graded} 条，D级记录 {withdrawn} 条")

    def _load(self, path: Path, options: dict[str, Any]) -> None:
        batch = options["batch"] or _batch_of(path)
        if len(batch) > _BATCH_AT_MOST:
            raise CommandError(f"--batch: at most {_BATCH_AT_MOST} characters")
        keep = not options["dry_run"]
        with LegacySpool(read_legacy(path)) as spool:
            report = load_batch(
                spool,
                batch=batch,
                at=now(),
                keep=keep,
                may_create=options["create_enterprises"],
                say=self._said(options),
            )
        self._print(report, batch, keep)
        _write_exceptions(path.with_name(f"{path.name}.exceptions.csv"), report.exceptions)
        if report.exceptions and not options["accept_exceptions"]:
            raise CommandError(
                f"{len({found.line for found in report.exceptions})} 行不能装入，见 {path.name}.exceptions.csv"
            )

    def _said(self, options: dict[str, Any]) -> Any:
        return (lambda key: self.stdout.write(f"  {key}")) if options["verbosity"] > 1 else (lambda _key: None)

    def _print(self, report: LegacyReport, batch: str, keep: bool) -> None:
        done = "装入" if keep else "可装入"
        for grade in GRADES:
            self.stdout.write(
                f"{grade}级：读取 {report.read[grade]} 条，{done} {report.loaded[grade]} 条，"
                f"此前已装入 {report.present[grade]} 条，不能装入 {report.missed(grade)} 条"
            )
        if report.read[""]:
            self.stdout.write(f"无法识别 {report.read['']} 行")
        self.stdout.write(f"批次 {batch}：展示项目 {report.projects} 个，仅企业可见的D级记录 {report.loaded['D']} 条")
        for found in report.exceptions[:_TOLD_AT_MOST]:
            self.stdout.write(f"第{found.line}行 {found.message}")
        if len(report.exceptions) > _TOLD_AT_MOST:
            self.stdout.write(f"……另有 {len(report.exceptions) - _TOLD_AT_MOST} 条")


def _require_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('grading_load(jsonb)', 'EXECUTE')")
        (may,) = cursor.fetchone()
    if not may:
        raise CommandError("old records are loaded by portal_owner: set DATABASE_OWNER_URL (docs/operations.md)")


def _batch_of(path: Path) -> str:
    """The same file has the same batch, so that a run that was broken off goes on in its own."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.stem[:27]}-{digest[:12]}"


def _write_exceptions(path: Path, exceptions: Iterable[LegacyException]) -> None:
    rows = [(found.line, found.project_key, found.message) for found in exceptions]
    if not rows:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("行", "项目标识 project_key", "原因"), *rows])
