"""What every request passes: whose address it has, refusals become pages or JSON, a session in use does not end."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.http import FilesForNobody
from common.clock import now
from common.errors import RuleError
from confirmation.policy import NOT_YOURS
from projects.queries.scans import PaperIsInfected

NOT_YOURS_TO_DO = (*NOT_YOURS, FilesForNobody, PaperIsInfected)


def status_of(error: RuleError) -> int:
    """403 for the wrong person or turn, or what nobody may, 409 for the wrong moment or content."""
    return 403 if isinstance(error, NOT_YOURS_TO_DO) else 409


class ProxyAddressMiddleware:
    """The visitor's address is what the proxy in front says; it replaces whatever a visitor says of himself.

    For production, where nobody but ``platform/deploy/nginx.conf`` reaches the portal. Without it every reading,
    decision and failed log-in would have the proxy's own address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        with suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ip_address(told))
        return self.get_response(request)


class SlidingSessionMiddleware:
    """A session ends its time after the last request, give or take a minute: it is not written more often."""

    WRITTEN_EVERY = 60  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = int(now().timestamp())
        if SESSION_KEY in request.session and at - request.session.get("used_at", 0) >= self.WRITTEN_EVERY:
            request.session["used_at"] = at
        return self.get_response(request)


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
