"""Write the tree for outside tools."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.tile_files import NothingIsSigned, export_tiles


class Command(BaseCommand):
    """``manage.py export_tiles FOLDER``: what the folder has stays, what it lacks comes, the checkpoint is renewed."""

    help = "Write the newest checkpoint and the tiles of its tree as static files (C2SP tlog-tiles), hashes alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to: a folder that a web server may show to anyone."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them.

        :raises CommandError: there is no checkpoint yet.
        """
        try:
            size = export_tiles(options["folder"])
        except NothingIsSigned as error:
            raise CommandError("nothing is signed yet") from error
        self.stdout.write(f"a tree of {size} leaves is in {options['folder']}")
