"""Who is asking: the user narrowed once, at the edge."""

from django.http import HttpRequest

from accounts.models import Enterprise, User
from accounts.policy import enterprise_of
from common.clock import day_of, now
from common.errors import RuleError
from common.notice import of_notice

CHOSEN_ENTERPRISE = "enterprise"  # the session's key; accounts.middleware reads it
_FILED_FOR = "enterprise_filed_for"


class FilesForNobody(RuleError):
    """The page is for enterprise staff."""


def user_of(request: HttpRequest) -> User:
    """The logged-in user; views behind ``login_required`` call it."""
    assert isinstance(request.user, User)
    return request.user


def enterprise_for(request: HttpRequest) -> Enterprise:
    """The enterprise for which the user files today. Asked once a request; the actions judge again for themselves.

    :raises FilesForNobody: when there is none.
    """
    known: Enterprise | None = getattr(request, _FILED_FOR, None)
    found = known or enterprise_of(user_of(request), day_of(now()))
    if found is None:
        raise FilesForNobody("本页面供勘察、设计、施工、监理企业的填报人员使用", clause=of_notice("一（一）"))
    setattr(request, _FILED_FOR, found)
    return found


def choose_enterprise(request: HttpRequest, enterprise: Enterprise) -> None:
    """Keep the choice for the session. The caller has seen that the user is a member."""
    request.session[CHOSEN_ENTERPRISE] = enterprise.pk
    setattr(request, _FILED_FOR, enterprise)
    user_of(request).chosen_enterprise_id = enterprise.pk


def query_text(request: HttpRequest, name: str) -> str:
    """A text from the address, bounded; NUL, which PostgreSQL refuses in text, is left out."""
    return request.GET.get(name, "").replace("\0", "").strip()[:200]


def row_before(request: HttpRequest) -> int | None:
    """The id before which a page of a list begins; None on the first page and for anything that is no id."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def address_of(request: HttpRequest) -> str | None:
    """The peer's address, kept with a decision (BR-42)."""
    return request.META.get("REMOTE_ADDR") or None


def asked_of(request: HttpRequest) -> str:
    """What the address asks for, to be read by people: ``q=长春&tab=unit``."""
    return "&".join(f"{name}={value}" for name, value in request.GET.items() if value).replace("\0", "")
