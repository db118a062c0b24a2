"""Erase a person's identity number at his request."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import erase_number
from accounts.models import Person, User
from accounts.policy import ActsForNobody
from common.clock import now
from common.errors import RuleError


class Command(BaseCommand):
    """``manage.py erase_identity --person 17 --by guanli --reason …``; there is no way back."""

    help = "Destroy one person's identity number, its key and its index; records, history and proofs stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, by whom, and why."""
        parser.add_argument("--person", type=int, required=True, help="the person's number, as the history names him")
        parser.add_argument("--by", required=True, help="name of the province administrator's account")
        parser.add_argument("--reason", required=True, help="why, with the number of the request; kept for ever")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase it.

        :raises CommandError: it is refused, or there is no such person or account.
        """
        try:
            by = User.objects.get(username=options["by"])
            person = erase_number(by=by, person_id=options["person"], reason=options["reason"], at=now())
        except (RuleError, ActsForNobody, User.DoesNotExist, Person.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"the identity number of person {person.pk} is erased")
