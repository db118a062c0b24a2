"""The task list of a project, for the enterprise that filed it; the gates told beforehand."""

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import Enterprise
from common.clock import day_of
from common.notice import of_notice
from confirmation.queries.defects import DefectRow, correcting
from confirmation.queries.gate import gate_for
from confirmation.queries.own_case import OwnCase, own_case
from confirmation.queries.rail import Rail, rail_of
from confirmation.queries.records import liftable_of
from confirmation.queries.rules import rules_on
from confirmation.queries.tasks import Task, offers_of, old_offers, task_of
from confirmation.queries.told import label_of
from confirmation.queries.turns import pending_of
from confirmation.queries.uses import ProjectUses, uses_for
from confirmation.rules.states import BACKFILLS, CaseKind, Status
from grading.rules.grades import (
    Condition,
    Grade,
    GradesAreGivenTierByTier,
    lowest,
    next_grade,
    require_upgrade_possible,
    upgrade_conditions,
)
from grading.rules.push import GateAnswer
from national.queries import DeliveryStatus, delivery_of
from projects.models import Project, StageRecord
from projects.policy import is_on_display
from projects.queries import attachments_of, missing_papers, records_of
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class NextGrade:
    """Whether the next grade can be applied for, and if not, why; its conditions one by one (E20)."""

    grade: Grade | None
    refusal: str
    conditions: tuple[Condition, ...] = ()


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
    not_arrived: list[tuple[str, str, str]]
    next_grade: NextGrade
    uses: ProjectUses


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
    windows, shown = rules_on(day_of(at)).windows, delivery.national_shown
    gate = gate_for(project, records, day_of(at), windows, national_shown=shown)
    pending = pending_of(project, enterprise)
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
        gate=gate,
        delivery=delivery,
        not_arrived=[(one.cause, label_of(one.where, day_of(at)), one.next_step) for one in delivery.explanations],
        next_grade=_next_grade(project, liftable_of(records), own, delivery),
        uses=uses_for(project, records, enterprise, delivery=delivery, gate=gate, pending=pending, links=True),
    )


def _offers(
    project: Project, enterprise: Enterprise, records: list[StageRecord], only: frozenset[RecordKind] | None
) -> list[Task]:
    old = old_offers(project, enterprise, records) if only is None else []
    return old + offers_of(project, records, only)


def _next_grade(
    project: Project, liftable: list[StageRecord], own: OwnCase | None, delivery: DeliveryStatus
) -> NextGrade:
    grades = [Grade(record.grade) for record in liftable]
    target = next_grade(lowest(grades))
    comes_again = own is not None and (own.case.kind, own.status) == (CaseKind.UPGRADE, Status.RETURNED)
    conditions = conditions_for(grades, project, delivery, _TOLD_LATER)
    if own is not None and own.is_unfinished and not comes_again:
        kind = "" if own.case.kind in BACKFILLS else "定级申请"
        open_case = Condition(f"该项目没有未办结的{kind}办件", False, of_notice("二（二）"))
        return NextGrade(target, f"该项目的{kind}办件尚未办结", (*conditions, open_case))
    try:
        require_upgrade_possible(
            grades=grades,
            target=target or Grade.A,
            published=project.published,
            national_shown=delivery.national_shown,
            purpose=_TOLD_LATER,
            is_false=project.false_mark,
        )
    except GradesAreGivenTierByTier as error:
        return NextGrade(target, str(error), conditions)
    return NextGrade(target, "", conditions)


_TOLD_LATER = "申请时填写"  # the purpose is asked for on the application page itself
_OF_A = 4  # so many conditions has the province's grade, the others one


def conditions_for(
    grades: list[Grade], project: Project, delivery: DeliveryStatus, purpose: str
) -> tuple[Condition, ...]:
    """The conditions of the next grade with what proves them: when it was shown, by which receipt. No query.

    :param grades: of the project's records that may be lifted.
    """
    conditions = upgrade_conditions(
        grades=grades,
        published=project.published,
        national_shown=delivery.national_shown,
        purpose=purpose,
        is_false=project.false_mark,
    )
    if len(conditions) < _OF_A:
        return conditions
    shown = f"项目编号 {project.number}" if project.published else ""
    receipt = f"回执 {delivery.receipt_number}" if delivery.national_shown else ""
    proofs = (f"共{len(grades)}条", shown, receipt, purpose)
    return tuple(replace(condition, evidence=proof) for condition, proof in zip(conditions, proofs, strict=True))
