"""Reference data that every installation has: divisions, authorities, dated rules (decisions 7)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.calendars import load_official_lists, work_calendar
from accounts.models import Authority, AuthorityLine, Division, HandlingPeriod, LeadDepartment
from accounts.rules import DEFAULT_LINES, Tier
from audit.context import Acting, SystemActor, context
from common.divisions import divisions
from common.notice import ISSUED_ON
from confirmation.actions.clock import recount
from confirmation.models import ReasonTemplate, RoutingEntry
from confirmation.rules.reasons import BUILT_IN as REASONS
from confirmation.rules.ruleset import NOTICE_RULES
from grading.models import FilingWindow
from projects.catalogue import forget_catalogue
from projects.models import DictionaryEntry, FormVersion, SectorScope
from projects.rules.code_lists import built_in_terms
from projects.rules.fields import BUILT_IN, FIRST_VERSION, written_sections

# 四（一） leaves the period to each authority; this is where it starts until the authority sets its own.
DEFAULT_HANDLING_DAYS = 10
DEFAULT_LEAD_DEPARTMENT = "建筑市场监管科（处）"
_TIERS = {"province": Tier.PROVINCE, "city": Tier.CITY, "county": Tier.COUNTY}


@transaction.atomic(durable=True)
def load_reference(at: datetime) -> None:
    """Load what is missing; rows that exist are left as their administrators have made them. Safe to repeat."""
    with context(Acting.system(SystemActor.SEED), action="portal.load_reference", channel="command"):
        _divisions()
        _authorities()
        _rules()
        _reasons()
        _lists()
        if load_official_lists(at):
            recount(work_calendar())
    forget_catalogue()


def _divisions() -> None:
    known = set(Division.objects.values_list("code", flat=True))
    Division.objects.bulk_create(
        Division(
            code=data.code,
            name=data.name,
            level=Division.Level(data.level.upper()),
            kind=data.kind,
            parent_id=data.parent or None,
            city_code=data.city_code,
            push_code=data.push_code,
        )
        for data in divisions().values()
        if data.code not in known
    )


def _authorities() -> None:
    known = set(Authority.objects.values_list("division_id", flat=True))
    created = Authority.objects.bulk_create(
        Authority(
            division_id=data.code,
            name=data.authority_name,
            tier=_TIERS[data.confirm_level],
        )
        for data in divisions().values()
        if data.confirm_level in _TIERS and data.code not in known
    )
    AuthorityLine.objects.bulk_create(
        AuthorityLine(authority=authority, enterprise_kind=kind, business_line=line, starts_on=ISSUED_ON)
        for authority in created
        for kind, line in DEFAULT_LINES.items()
    )
    LeadDepartment.objects.bulk_create(
        LeadDepartment(authority=authority, name=DEFAULT_LEAD_DEPARTMENT, starts_on=ISSUED_ON) for authority in created
    )
    HandlingPeriod.objects.bulk_create(
        HandlingPeriod(authority=authority, days=DEFAULT_HANDLING_DAYS, starts_on=ISSUED_ON) for authority in created
    )


def _rules() -> None:
    if not SectorScope.objects.exists():
        SectorScope.objects.bulk_create(SectorScope(**asdict(rule)) for rule in NOTICE_RULES.scope)
    known = set(RoutingEntry.objects.values_list("kind", flat=True).distinct())
    RoutingEntry.objects.bulk_create(
        RoutingEntry(**asdict(rule)) for rule in NOTICE_RULES.routing if rule.kind not in known
    )
    if not FilingWindow.objects.exists():
        FilingWindow.objects.bulk_create(
            FilingWindow(**asdict(window), effective_on=ISSUED_ON) for window in NOTICE_RULES.windows
        )


def _reasons() -> None:
    known = set(ReasonTemplate.objects.values_list("action", "code"))
    ReasonTemplate.objects.bulk_create(
        ReasonTemplate(action=act, code=code, text=text, starts_on=ISSUED_ON)
        for act, texts in REASONS.items()
        for code, text in texts.items()
        if (act, code) not in known
    )


def _lists() -> None:
    known = set(DictionaryEntry.objects.values_list("dictionary", "code"))
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(**asdict(term)) for term in built_in_terms() if (term.dictionary, term.code) not in known
    )
    versioned = set(FormVersion.objects.values_list("record_kind", flat=True))
    FormVersion.objects.bulk_create(
        FormVersion(
            record_kind=kind,
            code=FIRST_VERSION,
            starts_on=ISSUED_ON,
            is_provisional=True,  # the notice's annex was not found: domain.md 11
            sections=written_sections(sections),
        )
        for kind, sections in BUILT_IN.items()
        if kind not in versioned
    )
