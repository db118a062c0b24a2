"""Signals and case files as the auditor and the official read them (X06)."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Authority, Reading, User
from accounts.policy import duties_of
from accounts.rules import BusinessLine, Role
from confirmation.actions.leads import reply_until
from confirmation.models import Lead, LeadStep
from confirmation.queries.signals import noticed
from confirmation.rules.signals import Signal
from portal.queries.afterwards import Span

LISTED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One signal of one official's work.

    :param lead: the case file that took it up; None while nobody did.
    """

    person: User
    authority: Authority
    line: str
    line_label: str
    signal: Signal
    reason: str
    lead: Lead | None


@dataclass(frozen=True, slots=True)
class LeadPage:
    """A case file.

    :param looked: who read it, and when, newest first.
    """

    lead: Lead
    title: str
    state: str
    tone: str
    is_open: bool
    reply_until: date
    acts: list[tuple[str, str, str, datetime]]
    looked: list[tuple[str, str, datetime]]


def units_of(user: User, area: str, today: date) -> list[Authority]:
    """Units of an area among those that the auditor may read of; the whole of it for an empty code. Two queries."""
    units = Authority.objects.select_related("division").order_by("division_id")
    duties = duties_of(user, today, Role.AUDITOR)
    seen = [unit for unit in units if any(duty.authority.covers(unit.division) for duty in duties)]
    return [unit for unit in seen if not area or area in (unit.division_id, unit.division.city_code)]


def signals_for(user: User, span: Span, today: date) -> tuple[list[Row], bool]:
    """Signals of a span, by unit and person; whether there are more than are listed. Eight queries.

    What concerns the reader himself is left to others.
    """
    found = [one for one in noticed(units_of(user, span.area, today), *span.moments) if one.person_id != user.pk]
    people = User.objects.in_bulk({one.person_id for one in found})
    units = Authority.objects.in_bulk({one.authority_id for one in found})
    taken = {
        (lead.person_id, lead.authority_id, lead.business_line, lead.signal): lead
        for lead in Lead.objects.filter(since=span.since, until=span.until, person__in=people)
    }
    rows = [
        Row(
            person=people[one.person_id],
            authority=units[one.authority_id],
            line=one.line,
            line_label=BusinessLine(one.line).label,
            signal=signal,
            reason=reason,
            lead=taken.get((one.person_id, one.authority_id, one.line, signal.value)),
        )
        for one in found
        for signal, reason in one.signals.items()
    ]
    return rows[:LISTED_AT_MOST], len(rows) > LISTED_AT_MOST


def lead_page(lead: Lead) -> LeadPage:
    """A case file with all its steps. Three queries."""
    acts = list(lead.acts.select_related("person").order_by("pk"))
    steps = [LeadStep(act.step) for act in acts]
    ended = next((step for step in steps if step is not LeadStep.REPLY), None)
    looked = Reading.objects.filter(title=title_of(lead)).select_related("user", "authority").order_by("-pk")
    return LeadPage(
        lead=lead,
        title=title_of(lead),
        state=ended.label if ended else "已说明，待办结" if steps else "待本人说明",
        tone="attention" if ended is None else "success" if ended is LeadStep.EXPLAINED else "danger",
        is_open=ended is None,
        reply_until=reply_until(lead),
        acts=[(act.get_step_display(), act.person.name, act.text, act.at) for act in acts],
        looked=[
            (row.user.name, row.authority.name if row.authority else "", row.read_at) for row in looked[:LISTED_AT_MOST]
        ],
    )


def title_of(lead: Lead) -> str:
    """What a look at a case file is kept under."""
    return f"线索{lead.pk}：{lead.get_signal_display()}"
