"""Projects in which an enterprise has a part, whoever filed them: for who must step aside (四（三）)."""

from collections.abc import Collection

from django.db.models import Q

from projects.models import Completion, ConstructionPermit, Contract, DrawingReview, Participant, Tender

# Everybody whom a record names, clients and agencies too: an interest is not only a contractor's.
_NAMED_IN = (
    (ConstructionPermit, ("surveyor_code", "designer_code", "contractor_code", "supervisor_code")),
    (Tender, ("winner_code", "agency_code")),
    (Contract, ("client_code", "contractor_code", "partner_code")),
    (DrawingReview, ("surveyor_code", "designer_code", "reviewer_code")),
    (Completion, ("testing_agency_code",)),
    (Participant, ("code",)),
)


def naming(codes: Collection[str], prefix: str = "") -> Q:
    """Projects whose owner, or any live record, has one of these credit codes; as a filter. No query of its own.

    :param prefix: the way to the project from the filtered table, such as ``project__``.
    """
    codes = [code for code in codes if code]
    if not codes:
        return Q(pk__in=[])
    named = Q(**{f"{prefix}owner_code__in": codes})
    for model, columns in _NAMED_IN:
        here = Q()
        for column in columns:
            here |= Q(**{f"{column}__in": codes})
        named |= Q(**{f"{prefix}pk__in": model.objects.filter(here, update_flag="U").values("project_id")})
    return named
