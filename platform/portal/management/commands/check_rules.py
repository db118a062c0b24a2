"""Check the table of clauses."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.clauses import faults, rows_of, summary


class Command(BaseCommand):
    """``manage.py check_rules``: every clause has code and a test that exist, or is marked as planned."""

    help = "Check docs/rules.md: each clause of the notice, its code and its test. Asks no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """``--file``."""
        parser.add_argument("--file", type=Path, default=settings.ROOT / "docs" / "rules.md", help="the table to check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the table and say how many clauses are tested.

        :raises CommandError: naming each clause at fault, the fault and the remedy.
        """
        path: Path = options["file"]
        try:
            rows = rows_of(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        found = faults(rows, settings.ROOT)
        if found:
            raise CommandError("\n".join([f"{path} has {len(found)} fault(s):", *found]))
        counts = summary(rows)
        self.stdout.write(f"{counts.tested} tested, {counts.planned} planned ({counts.partly} of them tested in part)")
