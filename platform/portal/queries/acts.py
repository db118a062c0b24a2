"""Pages of the auditor's timeline: what he asked for, in words, with ways to what it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from audit import queries
from portal.queries.asked import HistoryFilters, asked_for
from portal.queries.history import Entry, entries_of
from projects.models import Project

# What is about no project and has a page of its past.
_UNITS = {
    "accounts_enterprise": "as-of-enterprise",
    "accounts_person": "as-of-person",
    "accounts_authority": "as-of-authority",
}
_UNITS_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some acts, newest first.

    :param further_url: of the acts before these; empty on the last page.
    :param is_filtered: whether anything but the newest was asked for.
    """

    entries: list[Entry]
    further_url: str
    is_filtered: bool


def history_page(
    filters: HistoryFilters, before: int | None, user: User, today: date, project: Project | None = None
) -> HistoryPage:
    """One page of the history of the auditor's area, or of a project that he may see. Eighteen queries at most."""
    told, further = told_acts(filters, before, user, today, project)
    further_url = f"?{filters.query(before=str(further))}" if further else ""
    return HistoryPage([entry for entry, _ in told], further_url, filters != HistoryFilters() or before is not None)


def all_entries(filters: HistoryFilters, user: User, today: date, project: Project | None = None) -> Iterator[Entry]:
    """Everything that is asked for, newest first, for an export; page by page."""
    told, before = told_acts(filters, None, user, today, project)
    yield from (entry for entry, _ in told)
    while before is not None:
        told, before = told_acts(filters, before, user, today, project)
        yield from (entry for entry, _ in told)


def told_acts(
    filters: HistoryFilters, before: int | None, user: User, today: date, project: Project | None
) -> tuple[list[tuple[Entry, queries.Act]], int | None]:
    """One page of acts, each in words, and the ``before`` of the next page; None on the last."""
    acts, further = queries.acts(asked_for(filters, user, today, project), before=before)
    named = {} if project else _projects([act.subject for act in acts], user, today)
    told = zip(entries_of(acts), acts, strict=True)
    return [(_placed(entry, act, project, named), act) for entry, act in told], further


def _placed(entry: Entry, act: queries.Act, project: Project | None, named: dict[str, str]) -> Entry:
    """The entry with ways to its project and to what that was then."""
    guid = str(project.row_guid) if project else entry.subject
    if project is None and guid not in named:
        units = dict.fromkeys((one.table, one.object_id) for one in act.changes if one.table in _UNITS)
        return replace(entry, links=[_then(_UNITS[table], pk, entry) for table, pk in list(units)[:_UNITS_AT_MOST]])
    then = _then("as-of-project", guid, entry)
    if project is not None:
        return replace(entry, links=[then])
    return replace(entry, project=named[guid], links=[(named[guid], reverse("audit-project", args=[guid])), then])


def _then(page: str, pk: str, entry: Entry) -> tuple[str, str]:
    return "当时的样子", f"{reverse(page, args=[pk])}?{urlencode({'at': entry.datetime})}"


def _projects(subjects: list[str], user: User, today: date) -> dict[str, str]:
    guids = {guid for subject in subjects if (guid := _guid(subject)) is not None}
    visible = Project.objects.visible_to(user, today).filter(row_guid__in=guids)
    return {str(guid): name for guid, name in visible.values_list("row_guid", "name")}


def _guid(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None
