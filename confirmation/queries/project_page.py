"""The task list of a project, for the enterprise that filed it; the gates told beforehand."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Enterprise
from common.clock import day_of
from confirmation.queries.defects import DefectRow, correcting
from confirmation.queries.gate import gate_for
from confirmation.queries.own_case import OwnCase, own_case
from confirmation.queries.rail import Rail, rail_of
from confirmation.queries.records import confirmed_of
from confirmation.queries.rules import rules_on
from confirmation.queries.tasks import Task, offers_of, old_offers, task_of
from confirmation.rules.states import BACKFILLS, CaseKind, Status
from grading.rules.grades import Grade, GradesAreGivenTierByTier, lowest, next_grade, require_upgrade_possible
from grading.rules.push import GateAnswer
from national.queries import DeliveryStatus, delivery_of
from projects.models import Project, StageRecord
from projects.policy import is_on_display
from projects.queries import attachments_of, missing_papers, records_of
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class NextGrade:
    """Whether the next grade can be applied for, and if not, why."""

    grade: Grade | None
    refusal: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything that the page shows.

    :param own: the enterprise's latest case about the project.
    :param defects: what was marked when the case came back.
    :param takes_stages: further stages are added on the page of 业绩环节补录.
    """

    project: Project
    own: OwnCase | None
    rail: Rail
    tasks: tuple[Task, ...]
    defects: tuple[DefectRow, ...]
    is_ready: bool
    takes_stages: bool
    gate: GateAnswer
    delivery: DeliveryStatus
    next_grade: NextGrade


def project_page(project: Project, enterprise: Enterprise, at: datetime) -> ProjectPage:
    """A project as its enterprise works on it. A fixed number of queries, whatever it holds.

    What other enterprises are filling in is not on it.
    """
    every, papers = records_of(project), attachments_of(project)
    records = [record for record in every if record.is_confirmed or record.filed_by_id == enterprise.pk]
    own = own_case(project, enterprise, at)
    lacking = {
        record.row_guid: paper for record, paper in missing_papers([row for row in records if row.is_open], papers)
    }
    to_correct = correcting(own.case if own else None, enterprise, records, papers)
    tasks = [task_of(project, record, papers, lacking, to_correct.openings) for record in records]
    delivery = delivery_of(str(project.row_guid))
    return ProjectPage(
        project=project,
        own=own,
        rail=rail_of(records, status=own.status if own else None),
        tasks=(*tasks, *(_offers(project, enterprise, records, to_correct.kinds) if project.is_open else ())),
        is_ready=not lacking
        and any(record.stage == Stage.PERMIT for record in records)
        and project.is_open
        and to_correct.is_done,
        defects=to_correct.defects,
        takes_stages=is_on_display(project),
        gate=gate_for(project, records, day_of(at), rules_on(day_of(at)).windows),
        delivery=delivery,
        next_grade=_next_grade(project, confirmed_of(records), own, delivery),
    )


def _offers(
    project: Project, enterprise: Enterprise, records: list[StageRecord], only: frozenset[RecordKind] | None
) -> list[Task]:
    old = old_offers(project, enterprise, records) if only is None else []
    return old + offers_of(project, records, only)


def _next_grade(
    project: Project, confirmed: list[StageRecord], own: OwnCase | None, delivery: DeliveryStatus
) -> NextGrade:
    grades = [Grade(record.grade) for record in confirmed]
    target = next_grade(lowest(grades))
    comes_again = own is not None and (own.case.kind, own.status) == (CaseKind.UPGRADE, Status.RETURNED)
    if own is not None and own.is_unfinished and not comes_again:
        kind = "" if own.case.kind in BACKFILLS else "定级申请"
        return NextGrade(target, f"该项目的{kind}办件尚未办结")
    try:
        require_upgrade_possible(
            grades=grades,
            target=target or Grade.A,
            published=project.published,
            national_shown=delivery.shown_since is not None,
            purpose="待填",  # asked for on the application page itself
        )
    except GradesAreGivenTierByTier as error:
        return NextGrade(target, str(error))
    return NextGrade(target, "")
