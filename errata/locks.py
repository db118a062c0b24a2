"""Locking an erratum for a change, always in the same order, project before erratum."""

from errata.models import Erratum
from projects.models import Project


def lock_erratum(erratum_id: int) -> Erratum:
    """The erratum with its project, both held until the transaction ends.

    :raises Erratum.DoesNotExist: when there is none.
    """
    if not Project.objects.filter(errata=erratum_id).select_for_update(of=("self",)).exists():
        raise Erratum.DoesNotExist
    Erratum.objects.select_for_update().only("pk").get(pk=erratum_id)
    return Erratum.objects.select_related("project__division", "enterprise", "authority", "exception").get(
        pk=erratum_id
    )
