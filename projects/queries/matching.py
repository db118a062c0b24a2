"""Conditions by which projects are found: part of a name, of the owner's name, or a whole number."""

from django.db.models import Q

from projects.rules.grams import plain


def name_contains(text: str, path: str = "") -> Q:
    """Projects whose name contains a non-empty text, whatever the width and case of its letters.

    :param path: how the query reaches the project, such as ``project__``.
    """
    return _contains("name", text, path)


def owner_contains(text: str, path: str = "") -> Q:
    """The same for the name of the project's owner."""
    return _contains("owner", text, path)


def has_number(text: str, path: str = "") -> Q:
    """Projects with this provincial or national number or investment code."""
    return Q(**{f"{path}search__keys__among": [text]})


def _contains(column: str, text: str, path: str) -> Q:
    found = Q(**{f"{path}search__{column}s__grams": text})
    if len(plain(text)) > 2:
        # All pairs are there, but perhaps apart from each other.
        found &= Q(**{f"{path}search__{column}__contains": plain(text)})
    return found
