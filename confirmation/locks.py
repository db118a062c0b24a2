"""Locking a case for a change, always in the same order, project before case, so that none waits in a circle."""

from confirmation.models import Case
from projects.models import Project


def lock_case(case_id: int) -> Case:
    """The case with its project, both held until the transaction ends.

    :raises Case.DoesNotExist: when there is none.
    """
    project = Project.objects.filter(cases=case_id)
    if not project.select_for_update(of=("self",)).exists():
        raise Case.DoesNotExist
    # Waited for first and read afterwards: a row that was changed while one waited comes with its new columns but
    # with the rows it was joined to before, so that its new holder would look like nobody.
    Case.objects.select_for_update().only("pk").get(pk=case_id)
    return Case.objects.locked().get(pk=case_id)
