#!/usr/bin/env python
"""Run a Django command; start the embedded servers first when none is configured."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

# The schema belongs to portal_owner, the running portal is portal_app (decisions.md 7); old grades are the owner's.
OWNER_COMMANDS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "load_legacy"}

# The Merkle log has a writer of its own.
SEQUENCER_COMMANDS = {"sequencer"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"

    from embedded.attach import needs_services, services
    from embedded.errors import CannotStart

    from django.core.management import execute_from_command_line

    if not needs_services(*(sys.argv[1:] or ["help"])):
        execute_from_command_line(sys.argv)
        return
    try:
        with services():
            if command in OWNER_COMMANDS:
                os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
            if command in SEQUENCER_COMMANDS and "DATABASE_SEQUENCER_URL" in os.environ:
                os.environ["DATABASE_URL"] = os.environ["DATABASE_SEQUENCER_URL"]
            execute_from_command_line(sys.argv)
    except CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
