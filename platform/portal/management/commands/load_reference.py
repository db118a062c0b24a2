"""Load divisions, authorities and the notice's rules."""

from typing import Any

from django.core.management.base import BaseCommand

from common.clock import now
from portal.reference import load_reference


class Command(BaseCommand):
    """``manage.py load_reference``: idempotent; run after every migrate."""

    help = "Load divisions, authorities and the notice's dated rules; what exists is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing."""
        load_reference(now())
        if options["verbosity"]:
            self.stdout.write("reference data is loaded")
