"""Code lists and field lists as their keepers see them: with every dated row, and what may be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from projects.catalogue import catalogue, describe
from projects.models import MODEL_OF_KIND, DictionaryEntry, FormVersion
from projects.rules.code_lists import CLOSED, TITLES, Term, rules_know
from projects.rules.fields import BUILT_IN
from projects.rules.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list in one line."""

    name: str
    title: str
    offered: int
    rows: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A dated row of a code list.

    :ivar state: 在用, 停用 or 待生效.
    :ivar by_rules: whether rules name the code.
    """

    term: Term
    state: str
    by_rules: bool


def code_lists(today: date) -> list[CodeList]:
    """All code lists in the order of their titles' table."""
    counts = {
        row["dictionary"]: row["rows"]
        for row in DictionaryEntry.objects.values("dictionary").annotate(rows=Count("pk"))
    }
    offered = {
        row["dictionary"]: row["rows"]
        for row in DictionaryEntry.objects.current(today).values("dictionary").annotate(rows=Count("pk"))
    }
    names = [*TITLES, *sorted(set(counts) - set(TITLES))]
    return [
        CodeList(name, TITLES.get(name, name), offered.get(name, 0), counts.get(name, 0), name in CLOSED)
        for name in names
    ]


def code_rows(dictionary: str, today: date) -> list[CodeRow]:
    """Every dated row of a code list by code and day."""
    rows = DictionaryEntry.objects.filter(dictionary=dictionary).order_by("code", "starts_on")
    terms = [Term(row.dictionary, row.code, row.label, row.starts_on, row.ends_on) for row in rows]
    return [CodeRow(term, _state(term, today), rules_know(dictionary, term.code)) for term in terms]


def _state(term: Term, today: date) -> str:
    if term.starts_on > today:
        return "待生效"
    return "在用" if term.holds_on(today) else "停用"


def code_length(dictionary: str) -> int:
    """How many characters a code of the list may have: what the narrowest column that stores it holds."""
    lengths = [
        getattr(MODEL_OF_KIND[kind]._meta.get_field(entry.name), "max_length", None)
        for kind, sections in BUILT_IN.items()
        for section in sections
        for entry in section.entries
        if entry.dictionary == dictionary and not entry.is_extra
    ]
    own: int = DictionaryEntry._meta.get_field("code").max_length or 8
    return min(own, *(int(length) for length in lengths if length), own)


def columns_of(kind: RecordKind) -> Mapping[str, bool]:
    """Name of each column that firms fill in, and whether the table requires it."""
    return {entry.name: describe(kind, entry).required for section in BUILT_IN[kind] for entry in section.entries}


@dataclass(frozen=True, slots=True)
class FieldListLine:
    """The field list of a kind in one line."""

    kind: RecordKind
    code: str
    starts_on: date
    is_provisional: bool
    fields: int
    extras: int
    planned: date | None


def field_lists(today: date) -> list[FieldListLine]:
    """The field list in force of each kind, and from when on another is planned."""
    latest = dict(FormVersion.objects.values_list("record_kind").annotate(Max("starts_on")))
    lines = []
    for kind in RecordKind:
        current = catalogue().fields_on(kind, today)
        planned = latest[kind.value]
        extras = sum(described.is_extra for described in current.fields)
        lines.append(
            FieldListLine(
                kind,
                current.code,
                current.starts_on,
                current.is_provisional,
                len(current.fields),
                extras,
                planned if planned > today else None,
            )
        )
    return lines
