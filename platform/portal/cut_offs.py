"""Requests have a limit for each statement; PostgreSQL ends what takes longer, and here it is told and counted (0022).

The web process alone is limited (``portal.wsgi``). A page that was cut off is answered with 503 and what to do, logged
as an error, and counted by page and day, for the board of jobs and the province's home.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from common.clock import day_of, now

logger = logging.getLogger(__name__)

KEPT_DAYS = 90
RETRY_AFTER = 30  # seconds
_QUERY_CANCELED = "57014"
_CODE, _DETAIL = "TRY_AGAIN", "数据库在规定的时间内没有完成，已中断，没有留下只做了一半的改动；请稍后再试"
_COUNT = """
INSERT INTO portal_cutoff AS old (day, page, times, last_at) VALUES (%(day)s, %(page)s, 1, %(at)s)
ON CONFLICT (day, page) DO UPDATE
  SET times = old.times + 1, last_at = greatest(old.last_at, excluded.last_at)
"""
_END_OLD = "DELETE FROM portal_cutoff WHERE day < %(oldest)s"


def limit_statements(databases: dict[str, dict[str, Any]], seconds: float) -> None:
    """Have every connection that is opened from now on give its statements so much time; 0 for no limit.

    :param databases: as ``django.db.connections.settings``.
    """
    options = databases["default"]["OPTIONS"]
    limit = f"-c statement_timeout={round(seconds * 1_000)}"
    options["options"] = f"{options.get('options', '')} {limit}".strip()


def is_cut_off(error: BaseException | None) -> bool:
    """Whether an error is, or was caused by, a statement that PostgreSQL ended before it was through."""
    while error is not None:
        if isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", "") == _QUERY_CANCELED:
            return True
        error = error.__cause__ or error.__context__
    return False


def keep_cut_off(request: HttpRequest, error: BaseException) -> None:
    """Log and count that a request was cut off. Two statements; that they fail is logged and not raised."""
    page = page_of(request)
    logger.error("%s was cut off after %s s of one statement", page, settings.WEB_STATEMENT_SECONDS, exc_info=error)
    at = now()
    asked: dict[str, str | date | datetime] = {
        "page": page, "at": at, "day": day_of(at), "oldest": day_of(at) - timedelta(days=KEPT_DAYS)
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Whatever made the page slow must not hold this up as well.
            cursor.execute("SELECT set_config('statement_timeout', '1s', true)")
            cursor.execute(_COUNT, asked)
            cursor.execute(_END_OLD, asked)
    except Error:
        logger.exception("that %s was cut off was not counted", page)


def page_of(request: HttpRequest) -> str:
    """Which page was asked for, without what it was asked about: ``GET /authority/cases/<slug:number>/``."""
    match = request.resolver_match
    return f"{request.method} /{match.route if match else ''}"[:200]


def body_of_cut_off() -> dict[str, str]:
    """What callers of the API read: the fields of a refusal, and the code of the intake's."""
    return {"code": _CODE, "detail": _DETAIL, "clause": "", "field": ""}


def answer_cut_off(request: HttpRequest) -> HttpResponse:
    """503 and what to do, as a page or as JSON. Asks the database nothing."""
    headers = {"Retry-After": str(RETRY_AFTER)}
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        return JsonResponse(body_of_cut_off(), status=503, headers=headers)
    again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    page = render_to_string("503.html", {"again": again, "seconds": settings.WEB_STATEMENT_SECONDS})
    return HttpResponse(page, status=503, headers=headers)
