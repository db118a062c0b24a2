"""A refusal that no form has shown becomes a page, or JSON, that says the fact, the clause and the next step."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.http import FilesForNobody
from accounts.policy import ActsForNobody
from common.errors import RuleError
from confirmation.policy import ItIsAnotherUnitsTurn, OwnFilingsAreForOthers

NOT_YOURS_TO_DO = (ActsForNobody, FilesForNobody, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers)


def status_of(error: RuleError) -> int:
    """403 for the wrong person or turn, 409 for the wrong moment or content."""
    return 403 if isinstance(error, NOT_YOURS_TO_DO) else 409


class RefusalMiddleware:
    """Turns a ``RuleError`` that a view let through into ``portal/refused.html``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is not ours."""
        if not isinstance(exception, RuleError):
            return None
        return render(request, "portal/refused.html", {"message": str(exception)}, status=status_of(exception))
