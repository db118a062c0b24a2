"""Load the demo province."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.clock import now
from portal.demo.accounts import DEMO_ACCOUNTS
from portal.demo.docking import load_docking
from portal.demo.errata import load_errata
from portal.demo.people import load_people
from portal.demo.projects import load_projects
from portal.demo.staff import load_staff
from portal.reference import load_reference


class Command(BaseCommand):
    """``manage.py demo``: idempotent; ``--accounts`` prints one account per role."""

    help = "Load the demo province, or print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--accounts``."""
        parser.add_argument("--accounts", action="store_true", help="print one account per role")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing.

        :raises CommandError: outside a demo, so that made-up records never reach a real province.
        """
        if not getattr(settings, "DEMO", False):
            raise CommandError("the demo province is loaded only where settings.DEMO is on")
        if options["accounts"]:
            for account in DEMO_ACCOUNTS:
                self.stdout.write(f"  {account.username:<12}{account.password}   {account.role}（{account.note}）")
            return
        load_reference(now())
        load_people(now())
        load_staff(now())
        load_projects(now(), lambda name: self.stdout.write(f"  {name}"))
        load_errata(now())
        load_docking(now())
