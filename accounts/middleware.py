"""For which of several enterprises a person is here: chosen once, kept in the session."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.http import CHOSEN_ENTERPRISE
from accounts.models import User


class EnterpriseChoiceMiddleware:
    """Tells ``request.user`` the session's choice; ``policy.enterprise_of`` honours it. Costs nothing by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found: Any = request.user

        def with_choice() -> Any:
            if found.is_authenticated:
                found.chosen_enterprise_id = request.session.get(CHOSEN_ENTERPRISE)
            return found

        request.user = cast("User", SimpleLazyObject(with_choice))
        return self.get_response(request)
