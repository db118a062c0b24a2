"""Who read or took away what, as an auditor may know it, and a firm's administrator of his own firm (U06, U08, R32)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Cast

from accounts.models import Enterprise, Reading, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from confirmation.models import Proof
from errata.models import ErratumPaper, FalseCasePaper, PaperReplacement
from projects.models import Attachment, Project

_PAPERS = (Attachment, ErratumPaper, FalseCasePaper, PaperReplacement, Proof)


# The project of what a firm took; None for a list, and for whatever an authority reads.
_OF_A_FIRM = Case(
    When(enterprise__isnull=False, subject__gt="", then=Cast("subject", UUIDField())),
    default=Value(None),
    output_field=UUIDField(),
)


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading with the paper that was taken, and of which project.

    :param filename, sha256: of the paper; empty where it was none.
    :param project: its name; empty for a list, and where the page's reader does not see it.
    """

    row: Reading
    project: str = ""
    filename: str = ""
    sha256: str = ""


def readings_for(auditor: User, text: str, today: date) -> QuerySet[Reading]:
    """Readings for the units of an auditor's area, newest first; the province's auditor knows all.

    Of what firms took, he knows what is about a project that he sees: nobody's drafts (A-18). Their own lists, which
    are about no one project, are known to the province's.

    :param text: part of the reader's name, or of what he read.
    """
    found = Reading.objects.select_related("user", "authority", "enterprise").order_by("-pk")
    places = [duty.authority.jurisdiction for duty in duties_of(auditor, today, Role.AUDITOR)]
    visible = Project.objects.visible_to(auditor, today).filter(row_guid=OuterRef("project_guid"))
    within = Q(Exists(visible), enterprise__isnull=False)
    if any(place.tier == Tier.PROVINCE for place in places):
        within |= Q(enterprise=None) | Q(subject="")
    for place in places:
        column = "division_id" if place.tier == Tier.COUNTY else "division__city_code"
        within |= Q(**{f"authority__{column}": place.division_code})
    found = found.alias(project_guid=_OF_A_FIRM).annotate(project_name=Subquery(visible.values("name")[:1]))
    found = found.filter(within)
    return found.filter(Q(user__name__contains=text) | Q(title__contains=text)) if text else found


def readings_of(
    enterprise: Enterprise, text: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Reading]:
    """What the enterprise's own staff took away, newest first.

    :param text: part of the person's name, of what he took, or of the project's name.
    :param since, until: days, both included.
    """
    found = Reading.objects.filter(enterprise=enterprise).select_related("user").order_by("-pk")
    name = Project.objects.filter(row_guid=OuterRef("project_guid")).values("name")[:1]
    found = found.alias(project_guid=_OF_A_FIRM).annotate(project_name=Subquery(name))
    if text:
        told = Q(user__name__contains=text) | Q(title__contains=text) | Q(project_name__contains=text)
        found = found.filter(told)
    if since:
        found = found.filter(read_at__date__gte=since)
    return found.filter(read_at__date__lte=until) if until else found


def with_papers(readings: Iterable[Reading]) -> list[ReadingRow]:
    """Readings with the papers that they are about. One query."""
    rows = list(readings)
    guids = {row.paper_guid for row in rows if row.paper_guid is not None}
    known = _papers(guids) if guids else {}
    return [
        ReadingRow(row, getattr(row, "project_name", None) or "", *known.get(row.paper_guid, ("", ""))) for row in rows
    ]


def _papers(guids: set[UUID]) -> dict[UUID | None, tuple[str, str]]:
    first, *others = [
        model._default_manager.filter(guid__in=guids).values_list("guid", "filename", "file_id") for model in _PAPERS
    ]
    return {guid: (filename, sha256) for guid, filename, sha256 in first.union(*others)}
