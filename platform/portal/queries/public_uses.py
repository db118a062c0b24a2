"""What a published project is good for, as anybody may read it: what is met, and nothing that is missing (X01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Enterprise
from confirmation.queries.standings import kind_in
from confirmation.queries.uses import answers_for
from projects.models import Project, StageRecord


@dataclass(frozen=True, slots=True)
class PublicUse:
    """One use that is met.

    :param person: who may name the project; empty when it is the enterprise itself.
    """

    use: str
    label: str
    enterprise: str
    credit_code: str
    kind: str
    person: str
    clause: str


def met_uses(project: Project, records: Sequence[StageRecord], *, national_shown: bool) -> list[PublicUse]:
    """The uses that are met, for each enterprise that filed something of the project. One query.

    :param records: those that are published.
    """
    ids = {record.filed_by_id for record in records if record.filed_by_id}
    return [
        PublicUse(
            use=answer.use.value,
            label=str(answer.use.label),
            enterprise=enterprise.name,
            credit_code=enterprise.credit_code,
            kind=str(kind_in(enterprise, records).label),
            person=asked.who,
            clause=answer.clause,
        )
        for enterprise in Enterprise.objects.filter(pk__in=ids).order_by("pk")
        for asked, answer in answers_for(project, records, enterprise, national_shown=national_shown)
        if answer.met
    ]
