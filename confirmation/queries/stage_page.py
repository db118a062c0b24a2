"""The page of 业绩环节补录: a shown project, what this enterprise may add to it, and why not the rest (一（六）2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.models import Enterprise
from common.errors import RuleError
from confirmation.queries.answers import facts_of, plain
from confirmation.queries.defects import DefectRow, correcting
from confirmation.queries.own_case import OwnCase, own_case
from confirmation.queries.rail import Rail, rail_of
from confirmation.queries.records import filing_of
from confirmation.queries.tasks import Task, old_offers, task_of, waits_for
from projects.models import DockedRecord, Project, StageRecord
from projects.policy import require_may_add
from projects.queries import attachments_of, missing_of, missing_papers, present_from, records_of
from projects.queries.intake import sources_of
from projects.rules.dictionaries import DataSource, Origin, Stage
from projects.rules.kinds import RecordKind
from projects.rules.menus import Route, route

_OFFERED = (
    RecordKind.TENDER,
    RecordKind.CONTRACT,
    RecordKind.DRAWING_REVIEW,
    RecordKind.PERMIT,
    RecordKind.COMPLETION,
    RecordKind.EXEMPTION,
    RecordKind.PARTICIPANT,
    RecordKind.INDICATORS,
    RecordKind.PERSONAL,
)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A record that came from an approval system, and when that last said the same of it."""

    kind: str
    name: str
    system: str
    synced: str


@dataclass(frozen=True, slots=True)
class StagePage:
    """Everything that the page shows.

    :param basics: the confirmed basic information, to be read; ``source`` says where it came from and when (E22).
    :param sources: the same of every record that an approval system sent.
    :param drafts: the enterprise's own unconfirmed records; ``offers``: what it may add, or why not.
    """

    project: Project
    source: str
    sources: list[SourceRow]
    basics: list[tuple[str, str]]
    route: Route
    rail: Rail
    drafts: tuple[Task, ...]
    offers: tuple[Task, ...]
    own: OwnCase | None
    defects: tuple[DefectRow, ...]
    is_ready: bool


def stage_page(project: Project, enterprise: Enterprise, at: datetime) -> StagePage:
    """The page for a participant. A fixed number of queries, whatever the project holds.

    Of other enterprises' records it shows the confirmed ones alone (A-18).
    """
    every, papers = records_of(project), attachments_of(project)
    drafts = [record for record in filing_of(every, enterprise) if record is not project]
    shown = [record for record in every if record is project or record.is_confirmed or record in drafts]
    shared = [record.row_guid for record in shown if record.data_source == DataSource.SHARED]
    docked = sources_of(shared) if shared else {}
    own = own_case(project, enterprise, at)
    to_correct = correcting(own.case if own else None, enterprise, drafts, papers)
    missing = missing_of(present_from(every), enterprise)
    lacking = {row.row_guid: paper for row, paper in missing_papers([row for row in drafts if row.is_open], papers)}
    return StagePage(
        project=project,
        source=_source(project, docked),
        sources=_sources(shown, docked),
        basics=facts_of(project),
        route=route(shown=True, missing=missing),
        rail=rail_of(shown, status=own.status if own else None),
        drafts=tuple(task_of(project, record, papers, lacking, to_correct.openings) for record in drafts),
        offers=(
            *(old_offers(project, enterprise, shown) if to_correct.kinds is None else ()),
            *(
                _offer(project, enterprise, kind, every, missing)
                for kind in _OFFERED
                if to_correct.kinds is None or kind in to_correct.kinds
            ),
        ),
        own=own,
        defects=to_correct.defects,
        is_ready=any(record.is_open for record in drafts)
        and not lacking
        and not (own and own.is_with_authority)
        and to_correct.is_done,
    )


def _offer(
    project: Project,
    enterprise: Enterprise,
    kind: RecordKind,
    records: Sequence[StageRecord],
    missing: frozenset[Stage],
) -> Task:
    title = f"添加{kind.label}"
    try:
        require_may_add(project, enterprise, kind, records=records)
    except RuleError as error:
        return Task(title, str(error), "", "neutral", "不能添加", "")
    usable = {row.record_kind for row in records if row.is_confirmed or row.filed_by_id == enterprise.pk}
    if waits := waits_for(kind, usable):
        return Task(title, waits, "", "neutral", "尚不能开始", "")
    url = reverse("record-new", args=[project.row_guid, kind.slug])
    if kind.stands_alone and kind.stage in missing:
        return Task(title, "该项目缺失的本专业环节", url, "attention", "缺失", "")
    return Task(title, "已有的标段不重复添加" if kind.stands_alone else "随所属环节填报", url, "neutral", "选填", "")


def _source(project: Project, docked: Mapping[UUID, DockedRecord]) -> str:
    origin = f"{Origin(project.origin).label}（{project.get_data_source_display()}）"
    if project.origin != Origin.DOCKING:
        return f"{origin}，登记时间 {plain(project.created_at)}"
    source = docked.get(project.row_guid)
    told = f"，来源 {source.get_system_display()}" if source else ""
    return f"{origin}，同步时间 {plain(source.synced_at if source else project.created_at)}{told}"


def _sources(records: Sequence[StageRecord], docked: Mapping[UUID, DockedRecord]) -> list[SourceRow]:
    return [
        SourceRow(record.record_kind.label, str(record), source.get_system_display(), plain(source.synced_at))
        for record in records
        if (source := docked.get(record.row_guid)) is not None and not source.is_linked
    ]
