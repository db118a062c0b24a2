"""Check the permanent history."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.verify import verify


class Command(BaseCommand):
    """``manage.py verify_history``: exits 1 and names the first break."""

    help = "Check the Merkle log, what was exported of it, every ledger entry, and every ledgered table."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the exported checkpoints are, when not in the configured folder."""
        parser.add_argument("--folder", type=Path, default=None, help="exported checkpoints (LEDGER_FOLDER)")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--up-to", type=int, default=None, help="a backup's: leave out what was exported later")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say how much was checked."""
        found = verify(options["folder"] or Path(settings.LEDGER_FOLDER), options["up_to"], options["processes"])
        if found.broken:
            raise CommandError(f"history is broken: {found.broken}")
        log = found.log
        self.stdout.write(
            f"history is whole: {found.events} events ({found.waiting} wait for their leaf), {found.tables} tables,"
            f" {log.leaves} leaves, {log.checkpoints} checkpoints ({log.exported} exported, {log.witnessed} witnessed"
            f"{f', {log.second} by SM3 too' if log.second else ''})"
        )
