"""What the frame around every page needs: names, navigation of the role, who is logged in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from accounts import policy
from accounts.models import User
from accounts.rules import Role
from common.clock import day_of, now

SITE_NAME = "吉林省建筑市场监管公共服务平台"
MODULE_NAME = "工程项目信息管理"

PUBLIC = (("首页", "/"), ("项目查询", "/public/projects/"))
ENTERPRISE = (("企业首页", "/enterprise/"), ("项目查询", "/public/projects/"))
DUTIES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.REVIEWER: (("待办", "/authority/"), ("项目查询", "/public/projects/")),
    Role.AUDITOR: (("历史查阅", "/audit/"), ("项目查询", "/public/projects/")),
    Role.ADMINISTRATOR: (("省级管理", "/province/"), ("项目查询", "/public/projects/")),
    Role.SUPPORT: (("省级管理", "/province/"), ("项目查询", "/public/projects/")),
}


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the screen as the header shows him."""

    name: str
    unit: str
    log_out_url: str


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


def _unit_and_entries(user: User) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The unit that the person acts for and what its navigation holds; duties go before memberships."""
    today = day_of(now())
    duties = policy.duties_of(user, today)
    if duties:
        entries = dict.fromkeys(entry for duty in duties for entry in DUTIES[Role(duty.role)])
        return duties[0].authority.name, tuple(sorted(entries, key=lambda entry: entry[1].startswith("/public/")))
    enterprise = policy.enterprise_of(user, today)
    return (enterprise.name, ENTERPRISE) if enterprise else ("", PUBLIC)


def _item(label: str, url: str, path: str) -> NavigationItem:
    if path == url:
        return NavigationItem(label, url, "page")
    return NavigationItem(label, url, "true" if url != "/" and path.startswith(url) else "")


def _person(request: HttpRequest) -> tuple[Who | None, list[NavigationItem]]:
    """The person, None for a visitor, and the navigation with its current entry."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None, [_item(label, url, request.path) for label, url in PUBLIC]
    unit, entries = _unit_and_entries(user)
    return Who(user.name, unit, _url("logout")), [_item(label, url, request.path) for label, url in entries]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names, navigation, the person and the demo flag for templates/base.html.

    The person and the navigation are looked up when a template uses them, so a fragment without frame asks nothing;
    a page costs two queries for someone who is logged in, none for a visitor.
    """
    person = SimpleLazyObject(lambda: _person(request))
    return {
        "site_name": SITE_NAME,
        "module_name": MODULE_NAME,
        "demo": bool(getattr(settings, "DEMO", False)),
        "who": SimpleLazyObject(lambda: person[0]),
        "navigation": SimpleLazyObject(lambda: person[1]),
        "log_in_url": _url("login"),
    }
