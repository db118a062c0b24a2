"""A published project as anyone may read it: confirmed records, and nothing else (一（六）4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common.clock import SHANGHAI, day_of
from confirmation.queries.answers import facts_of
from confirmation.queries.rail import Rail, rail_of
from errata.queries.findings import false_records_of
from errata.queries.notes import Note, notes_of
from grading.models import GradeEntry, GradeEntryQuerySet
from grading.rules.grades import Grade
from national.queries import DeliveryStatus, delivery_of
from portal.queries.public_uses import PublicUse, met_uses
from projects.models import Project, StageRecord
from projects.queries import records_of
from projects.rules.dictionaries import DataSource, Stage


@dataclass(frozen=True, slots=True)
class PublicProject:
    """The head of a project's page."""

    name: str
    number: str
    national_number: str
    investment_code: str
    owner: str
    division: str
    category: str
    grade: str


@dataclass(frozen=True, slots=True)
class Section:
    """One confirmed record."""

    title: str
    grade: str
    unit: str
    date: date | None
    source: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class National:
    """Where the project stands on the national platform."""

    state: str
    receipt_number: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One confirmation, as the public reads it: the unit, never the person."""

    at: str
    action: str
    unit: str
    grade: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Everything on a project's public page."""

    project: PublicProject
    rail: Rail
    sections: list[Section]
    national: National
    history: list[HistoryEntry]
    uses: list[PublicUse]
    corrections: list[Note]
    false_records: list[tuple[str, str, str]]


def public_page(project: Project, today: date) -> PublicPage:
    """A published project with its confirmed records. Seventeen queries at most."""
    records = [record for record in records_of(project) if record.published and record.is_confirmed]
    delivery = delivery_of(str(project.row_guid))
    head = head_of(project, project.national_number or delivery.assigned_number)
    uses = met_uses(project, records, national_shown=delivery.national_shown)
    falsehoods = false_records_of(project, today)
    corrections = notes_of(project, [record.row_guid for record in records])
    history = history_of(GradeEntry.objects.standing().filter(project_guid=project.row_guid))
    return PublicPage(
        head, rail_of_shown(records), sections_of(records), _national(delivery), history, uses, corrections, falsehoods
    )


def head_of(project: Project, national_number: str) -> PublicProject:
    """The head of a project's page. No query but for its place."""
    return PublicProject(
        name=project.name,
        number=project.number or "",
        national_number=national_number,
        investment_code=project.investment_code,
        owner=project.owner_name,
        division=project.division.name,
        category=project.get_sector_display(),
        grade=project.grade,
    )


def rail_of_shown(records: Sequence[StageRecord]) -> Rail:
    """The stops that have something to show. No query."""
    return Rail(tuple(stop for stop in rail_of(records).stops if stop.count))


def sections_of(records: Iterable[StageRecord]) -> list[Section]:
    """Records as people read them. No query but for what they refer to."""
    return [
        Section(
            title=f"{record.stage.label}：{record}" if record.stage != Stage.PROJECT else record.stage.label,
            grade=record.grade,
            unit=record.check_authority.name if record.check_authority else "",
            date=day_of(record.confirmed_at) if record.confirmed_at else None,
            source=DataSource(record.data_source).label,
            rows=[(label, value) for label, value in facts_of(record) if value],
        )
        for record in records
    ]


def _national(delivery: DeliveryStatus) -> National:
    state = "已在全国平台展示" if delivery.shown_since else "推送中" if delivery.pending else "未推送"
    return National(state, delivery.receipt_number, delivery.received_at)


def history_of(entries: GradeEntryQuerySet) -> list[HistoryEntry]:
    """Confirmations, latest first, one line for each case. One query."""
    by_case: dict[str, HistoryEntry] = {}
    for entry in entries.select_related("authority").order_by("granted_at", "pk"):
        # Old and docked grades came without a case: one line for an authority's day.
        case = entry.case_number or f"{entry.granted_at} {entry.authority_id}"
        by_case[case] = HistoryEntry(
            at=entry.granted_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            # A provincial approval gives B too, so that the label of the grade would name the wrong tier.
            action=f"系统对接定为{entry.new_grade}级" if entry.docked_from else Grade(entry.new_grade).label,
            unit=entry.authority.name,
            grade=entry.new_grade,
        )
    return list(reversed(by_case.values()))
