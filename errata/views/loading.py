"""Loading the erratum that a page is about: outside one's own there is nothing (404)."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.http import user_of
from common.clock import day_of, now
from errata.models import Erratum
from errata.rules.corrections import Origin


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of one audience lie.

    :param prefix: of the names of its addresses: ``own-erratum`` for enterprises, ``erratum`` for authorities.
    """

    prefix: str
    number: str

    @property
    def page(self) -> str:
        """The erratum's page; acts are posted there."""
        return reverse(self.prefix, args=[self.number])

    @property
    def evidence(self) -> str:
        """Where evidence is posted."""
        return reverse(f"{self.prefix}-evidence", args=[self.number])

    def record(self, guid: str) -> str:
        """The page on which a record's fields are corrected."""
        return reverse(f"{self.prefix}-record", args=[self.number, guid])

    def paper(self, guid: str) -> str:
        """Where a piece of evidence is ended."""
        return reverse(f"{self.prefix}-evidence-remove", args=[self.number, guid])

    def record_papers(self, guid: str) -> str:
        """The page on which a record's papers are replaced."""
        return reverse(f"{self.prefix}-record-papers", args=[self.number, guid])

    def replacement(self, guid: str) -> str:
        """Where a replacement is dropped."""
        return reverse(f"{self.prefix}-replacement-drop", args=[self.number, guid])

    @property
    def list(self) -> tuple[str, str]:
        """The list that leads here: its name and address."""
        own = self.prefix == "own-erratum"
        return ("勘误", reverse("own-errata" if own else "errata-desk"))


def loaded(request: HttpRequest, number: str, prefix: str) -> tuple[Erratum, Addresses]:
    """An erratum that the user may see, and the addresses of his audience.

    :raises Http404: for anything else.
    """
    seen = Erratum.objects.visible_to(user_of(request), day_of(now()))
    rows = seen.select_related("project__division", "project__filed_by", "enterprise", "authority", "exception")
    erratum = get_object_or_404(rows, number=number)
    if prefix == "own-erratum" and erratum.origin != Origin.ENTERPRISE:
        raise Http404
    return erratum, Addresses(prefix, number)
