"""Check the permanent history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.verify import verify


class Command(BaseCommand):
    """``manage.py verify_history``: exits 1 and names the first break."""

    help = "Check every ledger entry against its bytes and every ledgered table against the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say how much was checked."""
        found = verify()
        if found.broken:
            where = f"event {found.broken.event_id}: " if found.broken.event_id else ""
            raise CommandError(f"history is broken: {where}{found.broken.what}")
        self.stdout.write(f"history is whole: {found.events} events, {found.tables} tables")
