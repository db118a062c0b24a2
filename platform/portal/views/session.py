"""Keeping a session: the page's script asks here before it ends, and after a new log-in."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@never_cache
@require_GET
def ping(request: HttpRequest) -> JsonResponse:
    """``{"seconds", "csrf_token"}``: how long the session lasts from now, and a token for forms opened before a log-in.

    The request itself prolongs the session, as every request does. 401 for a visitor.
    """
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"seconds": settings.SESSION_COOKIE_AGE, "csrf_token": get_token(request)})
