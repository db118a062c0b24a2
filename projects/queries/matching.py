"""Conditions by which projects are found: part of a name, of the owner's name, or a whole number."""

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from projects.models import ProjectSearch
from projects.models.project import ProjectQuerySet
from projects.rules.grams import plain

MANY = 1000


def name_contains(text: str, path: str = "search__") -> Q:
    """Projects whose name contains a non-empty text, whatever the width and case of its letters.

    :param path: how the query reaches the search row; empty on the row itself.
    """
    return _contains("name", text, path)


def owner_contains(text: str, path: str = "search__") -> Q:
    """The same for the name of the project's owner."""
    return _contains("owner", text, path)


def has_number(text: str, path: str = "search__") -> Q:
    """Projects with this provincial or national number or investment code."""
    return Q(**{f"{path}keys__among": [text]})


def _contains(column: str, text: str, path: str) -> Q:
    found = Q(**{f"{path}{column}s__grams": text})
    if len(plain(text)) > 2:
        # All pairs are there, but perhaps apart from each other.
        found &= Q(**{f"{path}{column}__contains": plain(text)})
    return found


def ids_of(found: ProjectQuerySet) -> list[int]:
    """Ids of what is found, one more than MANY at most: enough to know whether they are few."""
    return list(found.order_by().values_list("pk", flat=True)[: MANY + 1])


def few_or_walked(projects: ProjectQuerySet, ids: list[int], condition: Q) -> ProjectQuerySet:
    """The same rows in the way that gives the first page soonest, in whatever order it is then asked for.

    Few are fetched by their ids. Of many, the first page is met sooner by walking through the order and asking row by
    row; the server, which guesses from the frequency of single pairs, often chooses the other way round.

    :param projects: among which was searched.
    :param ids: what :func:`ids_of` found there.
    :param condition: the search, on the search row itself.
    """
    if len(ids) <= MANY:
        return projects.filter(pk__in=ids)
    row = ProjectSearch.objects.filter(project=OuterRef("pk"))
    hit = row.annotate(hit=ExpressionWrapper(condition, output_field=BooleanField())).values("hit")
    return projects.alias(hit=Subquery(hit)).filter(hit=True)


def found_by(projects: ProjectQuerySet, condition: Q) -> ProjectQuerySet:
    """Projects whose search row fulfils a condition on it."""
    rows = ProjectSearch.objects.filter(condition).values("project")
    return projects.filter(pk__in=rows)
