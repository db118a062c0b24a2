"""The coded reasons as those who keep them see them: every dated row, and who changed what."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from accounts.models import Authority
from audit.models import Event
from confirmation.models import ReasonTemplate
from confirmation.queries.reasons import subject_of
from confirmation.rules.reasons import ReasonFor

_WORDS = {"confirmation.add_reason": "新增或改写", "confirmation.end_reason": "停用"}
_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One dated row.

    :param is_own: whether who looks may end it.
    """

    pk: int
    code: str
    text: str
    starts_on: date
    ends_on: date | None
    state: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as ``portal/_acts.html`` takes it."""

    at: datetime
    who: str
    what: str
    reason: str


def reason_rows(owner: Authority | None, today: date) -> list[tuple[str, list[ReasonRow]]]:
    """By act the province's rows and the owner's own, in the order of their codes. One query."""
    rows = ReasonTemplate.objects.filter(Q(authority=None) | Q(authority=owner) if owner else Q(authority=None))
    found: dict[ReasonFor, list[ReasonRow]] = {act: [] for act in ReasonFor}
    for row in rows.order_by(F("authority").asc(nulls_first=True), "code", "starts_on", "pk"):
        is_own = row.authority_id == (owner.pk if owner else None)
        found[ReasonFor(row.action)].append(
            ReasonRow(row.pk, row.code, row.text, row.starts_on, row.ends_on, _state(row, today), is_own)
        )
    return [(act.label, rows) for act, rows in found.items()]


def _state(row: ReasonTemplate, today: date) -> str:
    if row.starts_on > today:
        return "待生效"
    return "停用" if row.ends_on is not None and row.ends_on < today else "在用"


def reason_changes(owner: Authority | None) -> list[Change]:
    """The latest changes, newest first. One query."""
    rows = Event.objects.filter(subject=subject_of(owner)).order_by("-pk")[:_AT_MOST]
    return [Change(row.recorded_at, row.actor_name, _WORDS.get(row.action, row.action), row.reason) for row in rows]
