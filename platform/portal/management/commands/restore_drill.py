"""Rehearse the restoring of a backup: dump, restore into a fresh database, check the whole history there."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import exports

TABLES = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


class Command(BaseCommand):
    """``manage.py restore_drill --into postgres://portal_owner@host/drill``; exits 1 when what was restored is broken.

    The database is empty and was made by ``platform/deploy/roles.sql`` (``psql -v database=drill``).
    """

    requires_system_checks = ()
    help = "Dump this database, restore the dump into an empty one, and run verify_history there."

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, to where, with which programs."""
        parser.add_argument("--into", required=True, help="the empty database, as its owner")
        parser.add_argument("--dump", type=Path, default=None, help="take this dump (pg_dump -Fc) instead of a new one")
        parser.add_argument("--programs", type=Path, default=None, help="folder of pg_dump, pg_restore and psql")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rehearse, and say how long each step took.

        :raises CommandError: the target is not empty, a step failed, or what was restored is broken.
        """
        into, folder = options["into"], Path(settings.LEDGER_FOLDER)
        programs = f"{options['programs']}/" if options["programs"] else ""
        tables = self._step("look", [f"{programs}psql", "-XAtc", TABLES, libpq(into)]).strip()
        if tables != "0":  # nothing is restored over anything
            raise CommandError(f"{urlsplit(into).path.strip('/')} is not empty: it has {tables} tables")
        newest = exports.newest(folder)
        with tempfile.TemporaryDirectory(prefix="portal-drill-") as scratch:
            dump = options["dump"] or Path(scratch) / "portal.dump"
            if options["dump"] is None:
                source = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
                self._step("dump", [f"{programs}pg_dump", "-Fc", "--no-comments", "-f", str(dump), libpq(source)])
            command = [f"{programs}pg_restore", "--exit-on-error", "--no-comments", "-d", libpq(into), str(dump)]
            self._step("restore", command)
        check = [sys.executable, "manage.py", "verify_history", "--folder", str(folder)]
        up_to = ["--up-to", str(newest.size)] if newest else []
        said = self._step("verify", [*check, *up_to], DATABASE_URL=into, DATABASE_OWNER_URL=into)
        self.stdout.write(said.strip())
        self.stdout.write("restore drill passed")

    def _step(self, name: str, command: list[str], **environment: str) -> str:
        began = time.monotonic()
        done = subprocess.run(
            command, env=os.environ | environment, cwd=settings.ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise CommandError(f"{name} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
        self.stdout.write(f"{name}: {time.monotonic() - began:.1f} s")
        return done.stdout


def libpq(address: str) -> str:
    """An address as PostgreSQL's programs read it."""
    return f"postgresql://{address.partition('://')[2]}"
