"""What the frame around every page needs: names, navigation of the role, who is logged in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from accounts import policy
from accounts.models import User
from accounts.queries import unread_notices
from accounts.rules import Role, Tier
from common.clock import day_of, now

SITE_NAME = "吉林省建筑市场监管公共服务平台"
MODULE_NAME = "工程项目信息管理"

PUBLIC = (
    ("首页", "/"),
    ("项目查询", "/public/projects/"),
    ("不良信息", "/public/adverse/"),
    ("操作指南", "/guide/"),
)
ENTERPRISE = (
    ("企业首页", "/enterprise/"),
    ("企业人员", "/enterprise/staff/"),
    ("企业资质", "/enterprise/qualifications/"),
    ("注册人员", "/enterprise/people/"),
    ("勘误", "/enterprise/errata/"),
    ("虚假信息案", "/enterprise/findings/"),
    ("项目查询", "/public/projects/"),
    ("操作指南", "/guide/"),
)
_SUPERVISION = ("督导", "/authority/supervision/")
DUTIES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.REVIEWER: (
        ("待办", "/authority/"),
        _SUPERVISION,
        ("勘误", "/authority/errata/"),
        ("虚假信息", "/authority/findings/"),
        ("利害关系", "/authority/relations/"),
        ("项目查询", "/public/projects/"),
    ),
    Role.AUDITOR: (
        ("历史查阅", "/audit/"),
        ("变化记录", "/audit/acts/"),
        ("确认后的变化", "/audit/afterwards/"),
        ("审核线索", "/audit/signals/"),
        ("查阅和导出记录", "/audit/readings/"),
        ("证件号码查看记录", "/audit/reveals/"),
        ("项目查询", "/public/projects/"),
    ),
    Role.ADMINISTRATOR: (("省级管理", "/province/"), ("项目查询", "/public/projects/")),
    Role.SUPPORT: (("勘误", "/authority/errata/"), ("省级管理", "/province/"), ("项目查询", "/public/projects/")),
}


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the screen as the header shows him; ``choose_url`` is empty for whoever has nothing to choose."""

    name: str
    unit: str
    log_out_url: str
    unread: int
    notices_url: str
    choose_url: str


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation; ``current`` is the value of aria-current: ``page``, ``true`` (below it) or empty."""

    label: str
    url: str
    current: str


def _url(name: str) -> str:
    """The address of a named page, empty where this set of addresses has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class _Place:
    """The unit that a person is here for, what its navigation holds, and whether he could be here for another."""

    unit: str
    entries: tuple[tuple[str, str], ...]
    has_choice: bool = False


def _place(user: User, today: date) -> _Place:
    """Duties go before memberships."""
    duties = policy.duties_of(user, today)
    if duties:
        entries = dict.fromkeys(entry for duty in duties for entry in DUTIES[Role(duty.role)])
        if all(duty.authority.tier == Tier.COUNTY for duty in duties):
            entries.pop(_SUPERVISION, None)  # nobody is below a county
        ordered = tuple(sorted(entries, key=lambda entry: entry[1].startswith("/public/")))
        return _Place(duties[0].authority.name, ordered)
    memberships = policy.memberships_of(user, today)
    if memberships:
        return _Place(memberships[0].enterprise.name, ENTERPRISE, len(memberships) > 1)
    return _Place("", PUBLIC)


def _items(entries: tuple[tuple[str, str], ...], path: str) -> list[NavigationItem]:
    """The entries; the one whose address is the longest beginning of the page's is the current one."""
    above = max((url for _, url in entries if path.startswith(url) and url != "/"), key=len, default="")
    return [
        NavigationItem(label, url, "page" if path == url else "true" if url == above else "") for label, url in entries
    ]


def _person(request: HttpRequest) -> tuple[Who | None, list[NavigationItem]]:
    """The person, None for a visitor, and the navigation with its current entry."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None, _items(PUBLIC, request.path)
    today = day_of(now())
    place = _place(user, today)
    who = Who(
        name=user.name,
        unit=place.unit,
        log_out_url=_url("logout"),
        unread=unread_notices(user, today),
        notices_url=_url("notices"),
        choose_url=_url("choose-enterprise") if place.has_choice else "",
    )
    return who, _items(place.entries, request.path)


def _is_logged_in(request: HttpRequest) -> bool:
    return hasattr(request, "session") and SESSION_KEY in request.session


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names, navigation, the person and the demo flag for templates/base.html.

    The person and the navigation are looked up when a template uses them, so a fragment without frame asks nothing;
    a page costs two or three queries for someone who is logged in, one of them for his notices, none for a visitor.
    """
    person = SimpleLazyObject(lambda: _person(request))
    return {
        "site_name": SITE_NAME,
        "module_name": MODULE_NAME,
        "demo": bool(getattr(settings, "DEMO", False)),
        "who": SimpleLazyObject(lambda: person[0]),
        "navigation": SimpleLazyObject(lambda: person[1]),
        "log_in_url": _url("login"),
        "session_seconds": settings.SESSION_COOKIE_AGE if _is_logged_in(request) else 0,
    }
