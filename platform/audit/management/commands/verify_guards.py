"""Check the guards of the permanent history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.guards import fallen


class Command(BaseCommand):
    """``manage.py verify_guards``: exits 1 and names every guard that is down or was changed."""

    help = "Check that every trigger, function and owner that keeps the history is as the migrations made it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what is not as it was made.

        :raises CommandError: a guard is down.
        """
        found = fallen()
        if found:
            raise CommandError("guards of the history are down: " + "; ".join(found))
        self.stdout.write("the guards of the history stand")
