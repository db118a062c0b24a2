"""Code lists in force, read from their dated rows and kept for a minute in each process. Models may ask it."""

from collections.abc import Mapping
from datetime import date
from time import monotonic

from projects.models.catalogue import DictionaryEntry
from projects.rules.code_lists import Term

# A change of a list takes effect within this time everywhere; lists change on announced days.
KEPT_SECONDS = 60
_kept: list[tuple[float, Mapping[str, tuple[Term, ...]]]] = []


def terms() -> Mapping[str, tuple[Term, ...]]:
    """Every code list by name. One query at the most once a minute."""
    if not _kept or monotonic() - _kept[0][0] > KEPT_SECONDS:
        _kept[:] = [(monotonic(), _read())]
    return _kept[0][1]


def forget_terms() -> None:
    """Read the lists anew at the next question."""
    _kept.clear()


def label_on(dictionary: str, code: str, day: date) -> str:
    """What a code was called on a day; the code itself when the list never had it."""
    found = [term for term in terms().get(dictionary, ()) if term.code == code]
    for term in found:
        if term.holds_on(day):
            return term.label
    return found[-1].label if found else code


def _read() -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for row in DictionaryEntry.objects.order_by("dictionary", "pk").values_list(
        "dictionary", "code", "label", "starts_on", "ends_on"
    ):
        found.setdefault(row[0], []).append(Term(*row))
    return {name: tuple(rows) for name, rows in found.items()}
