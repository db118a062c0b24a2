"""Loading the case that an official's page is about: outside his place and line there is nothing (404)."""

from django.http import Http404, HttpRequest

from accounts.http import user_of
from common.clock import day_of, now
from confirmation.models import Case
from confirmation.queries.review import case_for_official


def official_case(request: HttpRequest, number: str) -> Case:
    """A case of the official's place and line.

    :raises Http404: for anything else.
    """
    try:
        return case_for_official(user_of(request), number, day_of(now()))
    except Case.DoesNotExist:
        raise Http404 from None
