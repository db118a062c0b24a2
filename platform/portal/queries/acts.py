"""Pages of the auditor's timeline: what he asked for, in words, with ways to what it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from audit import queries
from portal.queries.asked import HistoryFilters, asked_for
from portal.queries.history import Entry, entry_of
from projects.models import Project


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
    """One page of the history of the auditor's area, or of a project that he may see. Sixteen queries at most."""
    entries, further = _entries(filters, before, user, today, project)
    further_url = f"?{filters.query(before=str(further))}" if further else ""
    return HistoryPage(entries, further_url, filters != HistoryFilters() or before is not None)


def all_entries(filters: HistoryFilters, user: User, today: date, project: Project | None = None) -> Iterator[Entry]:
    """Everything that is asked for, newest first, for an export; page by page."""
    entries, before = _entries(filters, None, user, today, project)
    yield from entries
    while before is not None:
        entries, before = _entries(filters, before, user, today, project)
        yield from entries


def _entries(
    filters: HistoryFilters, before: int | None, user: User, today: date, project: Project | None
) -> tuple[list[Entry], int | None]:
    acts, further = queries.acts(asked_for(filters, user, today, project), before=before)
    named = {} if project else _projects([act.subject for act in acts], user, today)
    return [_placed(entry_of(act), project, named) for act in acts], further


def _placed(entry: Entry, project: Project | None, named: dict[str, str]) -> Entry:
    """The entry with the name of its project, where the page is not the project's own."""
    if project is not None or entry.subject not in named:
        return entry
    url = reverse("audit-project", args=[entry.subject])
    return replace(entry, project=named[entry.subject], links=[(named[entry.subject], url)])


def _projects(subjects: list[str], user: User, today: date) -> dict[str, str]:
    guids = {guid for subject in subjects if (guid := _guid(subject)) is not None}
    visible = Project.objects.visible_to(user, today).filter(row_guid__in=guids)
    return {str(guid): name for guid, name in visible.values_list("row_guid", "name")}


def _guid(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None
