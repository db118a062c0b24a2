"""Hand out the proof of one record's history."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.bundles import NothingToProve, bundle_of


class Command(BaseCommand):
    """``manage.py export_proof --subject GUID`` or ``--record projects_project:17``; to the console or ``--out``."""

    help = "Write the entries of one record with their proofs and a signed checkpoint as one JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the record is, and where to."""
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--subject", default="", help="what the entries are about, such as a project's guid")
        asked.add_argument("--record", default="", help="table and key of one row, such as projects_project:17")
        parser.add_argument("--out", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it.

        :raises CommandError: nothing about it stands under a checkpoint.
        """
        table, _, key = options["record"].partition(":")
        try:
            bundle = bundle_of(subject=options["subject"], object_type=table, object_id=key)
        except NothingToProve as error:
            raise CommandError(f"nothing to prove about {error}: no entry stands under a checkpoint") from error
        text = json.dumps(bundle, ensure_ascii=False, indent=1)
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text + "\n")
