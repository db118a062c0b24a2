"""The reviewer's home: his unit's queue with tabs, filters and order in the address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.http import user_of
from accounts.models import User
from accounts.rules import EnterpriseKind
from common.clock import day_of, now
from confirmation.bulk import BulkAct
from confirmation.models import SavedFilter
from confirmation.queries.colleagues import colleagues_of, places_of
from confirmation.queries.queue import Queue, queue_of
from confirmation.queries.saved import columns_of, filters_for, setting_of
from confirmation.queries.worklist import HELD_BY_ME, HELD_BY_NOBODY, Filters, Sort, Tab, Worklist, units_of
from confirmation.rules.states import CaseKind
from confirmation.worklists import AGAIN, STATES, TARGETS, WorklistForm
from projects.rules.dictionaries import Sector

_MORE = ("enterprise", "sector", "place", "enterprise_kind", "grade", "again", "since", "until")


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue of the reviewer's unit. Tab, filters, order and place are in the address."""
    form, user, at = WorklistForm(request.GET), user_of(request), now()
    setting = setting_of(user)
    if not request.GET and setting and setting.opens_with:
        return redirect(f"{request.path}?{setting.opens_with.query}")
    worklist = form.worklist
    found = queue_of(user, at, tab=worklist.tab, filters=worklist.filters, sort=worklist.sort, cursor=form.cursor)
    context = {
        "queue": found,
        "list": worklist.query,
        "bulk_acts": BulkAct.choices,
        "columns": columns_of(setting),
        "tabs": [_tab(entry, found) for entry in Tab],
        "filters": _filter_bar(worklist, units_of(user, day_of(at)), user)
        | {"saved": [_saved(one, user) for one in filters_for(user, day_of(at))]},
        "previous_url": f"?{worklist.query}&page={found.previous}" if found.previous else "",
        "next_url": f"?{worklist.query}&page={found.next}" if found.next else "",
        "is_filtered": worklist.filters != Filters(),
    }
    return render(request, "confirmation/queue.html", context)


def _saved(saved: SavedFilter, user: User) -> dict[str, str]:
    shared = (
        ""
        if saved.authority_id is None
        else "（我共享的）"
        if saved.made_by == user
        else f"（{saved.made_by.name}共享）"
    )
    return {"label": f"{saved.name}{shared}", "url": f"?{saved.query}"}


def _tab(tab: Tab, found: Queue) -> dict[str, Any]:
    there = Worklist(tab, found.worklist.filters, found.worklist.sort)
    return {
        "label": tab.label,
        "url": f"?{there.query}",
        "count": found.counts[tab],
        "current": tab is found.tab,
        "tone": {Tab.NEAR: "attention", Tab.OVER: "danger"}.get(tab, "") if found.counts[tab] != "0" else "",
    }


def _filter_bar(worklist: Worklist, units: list[tuple[int, str]], user: User) -> dict[str, Any]:
    asked = worklist.filters
    places = places_of(units)
    more = [
        _select("sector", "工程类别", asked.sector, Sector.choices),
        *([_select("place", "所在地", asked.place, places)] if places else []),
        _select("enterprise_kind", "企业类别", asked.enterprise_kind, EnterpriseKind.choices),
        _select("grade", "申请等级", asked.grade, TARGETS),
        _select("again", "提交次数", asked.again, AGAIN),
    ]
    return {
        "search": {"name": "q", "label": "项目名称或办件编号", "value": asked.text},
        "selects": [
            _select("kind", "事项", asked.kind, CaseKind.choices),
            _select("state", "计时", asked.state, STATES),
            _select("holder", "办理人", asked.holder, _holders(units, user)),
            {**_select("sort", "排序", worklist.sort.value, Sort.choices), "is_order": True},
        ],
        "texts": [{"name": "enterprise", "label": "企业名称或信用代码", "value": asked.enterprise}],
        "more": more,
        "dates": [_day("since", "提交日期自", asked), _day("until", "至", asked)],
        "is_more_open": any(getattr(asked, name) for name in _MORE),
        "kept": [("tab", worklist.tab.value)],
        "reset_url": f"?tab={worklist.tab.value}" if asked != Filters() else "",
    }


def _select(name: str, label: str, value: str, choices: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _day(name: str, label: str, asked: Filters) -> dict[str, str]:
    day = getattr(asked, name)
    return {"name": name, "label": label, "value": day.isoformat() if day else ""}


def _holders(units: list[tuple[int, str]], user: User) -> list[tuple[str, str]]:
    others = [one for one in colleagues_of(units, day_of(now())) if one != user]
    return [(HELD_BY_ME, "我"), (HELD_BY_NOBODY, "尚无人办理"), *((str(one.pk), one.name) for one in others)]
