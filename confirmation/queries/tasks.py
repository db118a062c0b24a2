"""What an enterprise still has to do for a project: the task list, and the gates told beforehand."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from confirmation.models import Case
from confirmation.queries.gate import gate_for
from confirmation.queries.rail import Rail, rail_of
from confirmation.queries.rules import rules_on
from confirmation.rules.states import WITH_AUTHORITY, CaseKind, Status
from grading.rules.grades import Grade, GradesAreGivenTierByTier, lowest, next_grade, require_upgrade_possible
from grading.rules.push import GateAnswer
from national.queries import DeliveryStatus, delivery_of
from projects.models import Attachment, Project, StageRecord
from projects.queries import attachments_of, missing_papers, records_of
from projects.rules.dictionaries import Stage

# Stages that a filing may do without: address of the form, its title, and when it is filled in.
_OPTIONAL = {
    Stage.TENDER: ("tender-new", "招投标", "有中标通知书的填报"),
    Stage.CONTRACT: ("contract-new", "合同登记", "有合同的填报"),
    Stage.DRAWING_REVIEW: ("drawing-review-new", "施工图审查", "有审查合格书的填报"),
}
_EDITING = {
    Stage.TENDER: "tender-edit",
    Stage.CONTRACT: "contract-edit",
    Stage.DRAWING_REVIEW: "drawing-review-edit",
    Stage.PERMIT: "permit-edit",
    Stage.COMPLETION: "completion-edit",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task list; ``url`` is empty when it cannot start yet or is closed."""

    title: str
    hint: str
    url: str
    tone: str
    state: str
    grade: str


@dataclass(frozen=True, slots=True)
class NextGrade:
    """Whether the next grade can be applied for, and if not, why."""

    grade: Grade | None
    refusal: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything that the enterprise's page of a project shows."""

    project: Project
    case: Case | None
    rail: Rail
    tasks: tuple[Task, ...]
    is_ready: bool
    gate: GateAnswer
    delivery: DeliveryStatus
    next_grade: NextGrade


def project_page(project: Project, today: date) -> ProjectPage:
    """The task list of a project, its rail, the push gate beforehand and the next grade."""
    records, papers = records_of(project), attachments_of(project)
    case = project.cases.select_related("authority").order_by("-pk").first()
    status = Status(case.status) if case else None
    lacking = {record.row_guid: paper for record, paper in missing_papers(records, papers)}
    delivery = delivery_of(str(project.row_guid))
    return ProjectPage(
        project=project,
        case=case,
        rail=rail_of(records, status=status),
        tasks=_tasks(project, records, papers, lacking),
        is_ready=not lacking and any(record.stage == Stage.PERMIT for record in records) and project.is_open,
        gate=gate_for(project, today, rules_on(today).windows),
        delivery=delivery,
        next_grade=_next_grade(project, records, case, delivery),
    )


def _tasks(
    project: Project, records: list[StageRecord], papers: dict[UUID, list[Attachment]], lacking: dict[UUID, str]
) -> tuple[Task, ...]:
    tasks = [_task(project, record, len(papers.get(record.row_guid, [])), lacking) for record in records]
    if project.is_open:
        tasks += _offers(project, records)
    return tuple(tasks)


def _task(project: Project, record: StageRecord, papers: int, lacking: dict[UUID, str]) -> Task:
    paper = lacking.get(record.row_guid)
    if not record.is_open:
        state, tone = ("已确认", "success") if record.is_confirmed else ("待确认", "progress")
        return Task(f"{record.stage.label}：{record}", f"附件{papers}份", "", tone, state, record.grade)
    hint = f"缺少附件：{paper}" if paper else f"附件{papers}份"
    state, tone = ("填写中", "attention") if paper else ("已完成", "neutral")
    return Task(f"{record.stage.label}：{record}", hint, edit_url(project, record), tone, state, "")


def _offers(project: Project, records: list[StageRecord]) -> list[Task]:
    guid, present = project.row_guid, {record.stage for record in records}
    optional = [_optional(stage, stage in present, guid) for stage in _OPTIONAL]
    has_permit = Stage.PERMIT in present
    title = f"添加施工许可（开工报告）{_again(has_permit)}"
    permit = Task(title, "", reverse("permit-new", args=[guid]), *_want(not has_permit), grade="")
    if has_permit:
        url = reverse("completion-new", args=[guid])
        completion = Task("添加竣工验收（备案）", "尚未竣工的项目可不填", url, "neutral", "选填", "")
    else:
        completion = Task("添加竣工验收（备案）", "填好施工许可后可以开始", "", "neutral", "尚不能开始", "")
    return [*optional, permit, completion]


def _optional(stage: Stage, is_present: bool, guid: UUID) -> Task:
    address, title, hint = _OPTIONAL[stage]
    return Task(f"添加{title}{_again(is_present)}", hint, reverse(address, args=[guid]), "neutral", "选填", "")


def _again(is_present: bool) -> str:
    return "（可填多个）" if is_present else ""


def _want(is_needed: bool) -> tuple[str, str]:
    return ("attention", "未开始") if is_needed else ("neutral", "选填")


def edit_url(project: Project, record: StageRecord) -> str:
    """Where a record is changed."""
    if record.stage == Stage.PROJECT:
        return reverse("project-edit", args=[project.row_guid])
    return reverse(_EDITING[record.stage], args=[project.row_guid, record.row_guid])


def _next_grade(project: Project, records: list[StageRecord], case: Case | None, delivery: DeliveryStatus) -> NextGrade:
    grades = [Grade(record.grade) for record in records]
    target = next_grade(lowest(grades))
    if case is not None and (case.status in WITH_AUTHORITY or case.status in (Status.DRAFT, Status.RETURNED)):
        kind = "" if case.kind == CaseKind.PROJECT_BACKFILL else "定级申请"
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
