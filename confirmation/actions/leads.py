"""Case files of signals: opened, answered by the official himself, ended (X06, 四（三）). Nothing follows by itself."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.actions import notify
from accounts.calendars import work_calendar
from accounts.models import Appointment, Authority, User
from accounts.policy import ActsForNobody, acting_for_authority, acting_for_oneself, duties_of
from accounts.rules import NoticeKind, Role, says_something
from audit.context import context
from common.clock import SHANGHAI, day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Lead, LeadAct, LeadStep
from confirmation.queries.signals import noticed
from confirmation.rules.signals import Signal

REPLY_DAYS = 10
CLAUSE = of_notice("四（三）")


class NothingWasNoticed(RuleError):
    """A case file begins with a signal that is there, about somebody else."""


class TheLeadIsThere(RuleError):
    """The same signal of the same span is taken up once."""


class TheLeadHasEnded(RuleError):
    """After the end nothing is added."""


class WhatIsSaidSaysSomething(RuleError):
    """A reply or an end without words."""


class TheOfficialIsHeardFirst(RuleError):
    """Nothing is referred before the official has replied, or has had ten working days for it."""


def auditing(by: User, authority: Authority, at: datetime) -> Appointment:
    """The auditor's duty that covers a unit.

    :raises ActsForNobody: when he has none.
    """
    for duty in duties_of(by, day_of(at), Role.AUDITOR):
        if duty.authority.covers(authority.division):
            return duty
    raise ActsForNobody("线索由负责该地区的审计监督人员办理", clause=CLAUSE)


@transaction.atomic(durable=True)
def open_lead(
    *, by: User, signal: Signal, person_id: int, authority_id: int, line: str, since: date, until: date, at: datetime
) -> Lead:
    """Take up a signal: the figures are counted anew and kept, and the official is asked for his word.

    :param since, until: days, both included.
    :raises Authority.DoesNotExist: when there is no such unit.
    :raises ActsForNobody: for anybody but an auditor of the area.
    :raises NothingWasNoticed: when the signal is not there, or is about himself.
    :raises TheLeadIsThere: when it was taken up before.
    """
    unit = Authority.objects.select_related("division").select_for_update(of=("self",)).get(pk=authority_id)
    duty = auditing(by, unit, at)
    begin, end = (datetime.combine(day, time.min, SHANGHAI) for day in (since, until + timedelta(days=1)))
    found = [one for one in noticed([unit], begin, end) if (one.person_id, one.line) == (person_id, line)]
    reason = found[0].signals.get(signal, "") if found else ""
    if not reason or person_id == by.pk:
        raise NothingWasNoticed("没有这项提示，或提示与您本人有关，不能立为线索", clause=CLAUSE)
    about = {"person_id": person_id, "authority": unit, "business_line": line, "signal": signal}
    span = {"since": since, "until": until}
    if Lead.objects.filter(**about, **span).exists():
        raise TheLeadIsThere("这项提示已立为线索，请在线索列表中查看", clause=CLAUSE)
    with context(
        acting_for_authority(by, duty.authority, Role.AUDITOR),
        action="confirmation.open_lead",
        reason=reason,
        subject=f"unit:{unit.pk}",
    ):
        lead = Lead.objects.create(
            **about, **span, reason=reason, opened_by=by, opened_for=duty.authority, opened_at=at
        )
        notify(
            [lead.person],
            kind=NoticeKind.QUESTION,
            title=f"{duty.authority.name}请您说明：{signal.label}",
            text=f"{since} 至 {until}：{reason}。请在{REPLY_DAYS}个工作日内说明情况。",
            url=reverse("own-lead", args=[lead.pk]),
            at=at,
        )
    return lead


@transaction.atomic(durable=True)
def reply_to_lead(*, by: User, lead_id: int, text: str, at: datetime) -> LeadAct:
    """What the official himself says, as often as he wants until the end.

    :raises Lead.DoesNotExist: when it is not about him.
    :raises TheLeadHasEnded, WhatIsSaidSaysSomething: when, and what.
    """
    lead = _locked(lead_id, person=by)
    _require_open_and_said(lead, text)
    with context(
        acting_for_oneself(by), action="confirmation.reply_to_lead", reason=text, subject=f"unit:{lead.authority_id}"
    ):
        return LeadAct.objects.create(lead=lead, step=LeadStep.REPLY, person=by, text=text.strip(), at=at)


@transaction.atomic(durable=True)
def end_lead(*, by: User, lead_id: int, outcome: LeadStep, text: str, at: datetime) -> LeadAct:
    """Say how it ended: explained, or referred to those who look further. Nothing follows by itself.

    :raises Lead.DoesNotExist: when it is not of the auditor's area, or about himself.
    :raises TheLeadHasEnded, WhatIsSaidSaysSomething, TheOfficialIsHeardFirst: when, and what.
    """
    assert outcome is not LeadStep.REPLY
    seen = Lead.objects.visible_to_auditor(by, day_of(at)).filter(pk=lead_id).exists()
    lead = _locked(lead_id if seen else 0)
    duty = auditing(by, lead.authority, at)
    _require_open_and_said(lead, text)
    heard = lead.acts.filter(step=LeadStep.REPLY).exists()
    if outcome is LeadStep.REFERRED and not heard and day_of(at) <= reply_until(lead):
        raise TheOfficialIsHeardFirst(
            f"{lead.person.name}尚未说明情况，{reply_until(lead)} 之后才能移交", clause=CLAUSE, field="outcome"
        )
    with context(
        acting_for_authority(by, duty.authority, Role.AUDITOR),
        action="confirmation.end_lead",
        reason=text,
        subject=f"unit:{lead.authority_id}",
    ):
        return LeadAct.objects.create(lead=lead, step=outcome, person=by, text=text.strip(), at=at)


def reply_until(lead: Lead) -> date:
    """The last day on which the official's silence keeps a case file from being referred. One query."""
    return work_calendar().after(day_of(lead.opened_at), REPLY_DAYS)


def _locked(pk: int, **about: User) -> Lead:
    lead = Lead.objects.select_related("person", "authority__division").get(pk=pk, **about)
    # Rows of case files are only added and cannot be held; the unit's can.
    Authority.objects.select_for_update().get(pk=lead.authority_id)
    return lead


def _require_open_and_said(lead: Lead, text: str) -> None:
    if lead.acts.exclude(step=LeadStep.REPLY).exists():
        raise TheLeadHasEnded("该线索已办结，不能再补充", clause=CLAUSE)
    if not says_something(text):
        raise WhatIsSaidSaysSomething("请写明情况（不少于5个字）", clause=CLAUSE, field="text")
