"""Which coded reasons an official can choose (R23)."""

from datetime import date

from django.db.models import F, Q

from accounts.models import Authority
from confirmation.models import ReasonTemplate
from confirmation.rules.reasons import OTHER, OTHER_LABEL, Reason, ReasonFor

Reasons = dict[ReasonFor, list[Reason]]


def reasons_on(authority: Authority | None, today: date) -> Reasons:
    """The reasons in force at an authority by act: the province's, then its own, 其他 last. One query.

    Of two rows with one code the unit's own wins, then the one that began last.
    """
    rows = ReasonTemplate.objects.current(today).filter(Q(authority=None) | Q(authority=authority))
    found: dict[ReasonFor, dict[str, Reason]] = {act: {} for act in ReasonFor}
    for row in rows.order_by(F("authority").asc(nulls_first=True), "starts_on", "pk"):
        found[ReasonFor(row.action)][row.code] = Reason(row.code, row.text)
    return {act: [*by_code.values(), Reason(OTHER, OTHER_LABEL)] for act, by_code in found.items()}


def subject_of(owner: Authority | None) -> str:
    """Under what the history files the changes of the province's reasons, or of a unit's own."""
    return f"reasons:{owner.pk if owner else 'all'}"
