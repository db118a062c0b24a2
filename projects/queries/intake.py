"""What is known here about the things that messages of the approval systems name."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Authority
from accounts.rules import Tier
from common.text import folded
from projects.catalogue import catalogue
from projects.intake.facts import CodeKey, said_of_project
from projects.intake.shape import IntakeItem
from projects.models import MODEL_OF_KIND, DockedRecord, IntakeMapping, IntakeMessage, Project, StageRecord
from projects.policy import is_on_display
from projects.rules.intake import (
    MAPPED,
    PROJECT_CODE,
    PROJECT_NUMBER,
    WAITS,
    Doubtful,
    IntakeCause,
    IntakeSystem,
    MappingKind,
)
from projects.rules.kinds import RecordKind

REPLAYED_AT_ONCE = 200


def unit_of(item: IntakeItem) -> Authority:
    """The authority that stands for the unit that approved: of that code and name, or matched by a person.

    :raises Doubtful: for a unit that is neither (二（二）2: its level decides the grade, so it is not guessed).
    """
    code, name = item.unit
    theirs = unit_key(code, name)
    matched = IntakeMapping.objects.standing(item.system, MappingKind.UNIT).filter(theirs=theirs).first()
    found = Authority.objects.select_related("division").filter(division_id=matched.ours if matched else code).first()
    if found is None or (matched is None and folded(found.name) != name):
        raise Doubtful(IntakeCause.UNKNOWN_UNIT, f"不认识审批单位“{name}”（{code}）", theirs=theirs)
    return found


def unit_key(code: str, name: str) -> str:
    """A unit of another system as mappings have it."""
    return f"{code} {name}"


def codes_of(system: IntakeSystem) -> dict[CodeKey, str]:
    """What people have matched of a system's codes. One query."""
    rows = IntakeMapping.objects.standing(system, MappingKind.CODE).values_list("name", "theirs", "ours")
    return {(name, theirs): ours for name, theirs, ours in rows}


def docked_as(item: IntakeItem) -> DockedRecord | None:
    """The record here that the message is about, once there is one."""
    rows = DockedRecord.objects.select_related("project", "authority")
    return rows.filter(system=item.system, kind=item.kind, source_id=item.source_id).first()


def others_about(item: IntakeItem) -> list[IntakeMessage]:
    """The other messages about the same thing, the newest first."""
    found = IntakeMessage.objects.about(item.system, item.kind, item.source_id)
    return list(found.exclude(message_id=item.message_id).order_by("-sequence", "-pk"))


def project_of(item: IntakeItem) -> Project:
    """The project that a stage is of: by its name there, its investment code and its number, as far as they are said.

    :raises Doubtful: when there is none on display, and when they do not lead to one and the same.
    """
    found = _projects_named(item)
    if len(found) > 1:
        raise Doubtful(
            IntakeCause.PROJECT_UNCLEAR, f"所给的来源项目、项目代码和编号指向不同的项目：{'、'.join(map(str, found))}"
        )
    shown = next((project for project in found if is_on_display(project)), None)
    if shown is None:
        raise Doubtful(IntakeCause.NO_PROJECT, "项目基本信息尚未对接，也没有已展示的同代码项目")
    _require_the_same(item, shown)
    return shown


def _projects_named(item: IntakeItem) -> list[Project]:
    code, number = said_of_project(item, PROJECT_CODE), said_of_project(item, PROJECT_NUMBER)
    named = Q(pk__in=[])
    if item.project_source_id:
        docked = DockedRecord.objects.filter(
            system=item.system, kind=RecordKind.PROJECT, source_id=item.project_source_id
        )
        named |= Q(pk__in=docked.values("project"))
    if code:
        named |= Q(investment_code=code, sealed_at__isnull=False)
    if number:
        named |= Q(number=number) | Q(national_number=number)
    return list(Project.objects.filter(named, update_flag="U").select_related("division").order_by("pk")[:3])


def _require_the_same(item: IntakeItem, project: Project) -> None:
    code = said_of_project(item, PROJECT_CODE)
    if code and project.investment_code and code != project.investment_code:
        raise Doubtful(IntakeCause.PROJECT_UNCLEAR, f"报文的项目代码 {code} 与该项目的 {project.investment_code} 不同")
    number = said_of_project(item, PROJECT_NUMBER)
    ours = {number for number in (project.number, project.national_number) if number}
    if number and number not in ours:
        raise Doubtful(
            IntakeCause.PROJECT_UNCLEAR, f"报文的项目编号 {number} 与该项目的 {'、'.join(sorted(ours))} 不同"
        )


def require_not_numbered_here(item: IntakeItem) -> None:
    """Let pass basic information that names no number of a project that is here.

    :raises Doubtful: otherwise; whether the two are one, a person says.
    """
    number = said_of_project(item, PROJECT_NUMBER)
    other = Project.objects.filter(Q(number=number) | Q(national_number=number)).first() if number else None
    if other is not None:
        raise Doubtful(IntakeCause.DUPLICATE, f"项目编号 {number} 是已展示的项目“{other.name}”的")


def earlier_of(project: Project, kind: RecordKind, number: str, confirmed: Sequence[StageRecord]) -> StageRecord:
    """The confirmed record that a later one names: by its paper's number, its own number, or the system's name.

    :raises Doubtful: when there is none yet, or more than one.
    """
    named = DockedRecord.objects.of(record.row_guid for record in confirmed).filter(source_id=number)
    called_so = set(named.values_list("record_guid", flat=True))
    found = [
        record
        for record in confirmed
        if record.record_kind is kind
        and (number in (getattr(record, "paper_number", ""), record.number) or record.row_guid in called_so)
    ]
    if len(found) != 1:
        count = "还没有" if not found else "不止一条"
        cause = IntakeCause.NO_EARLIER if not found else IntakeCause.FAULTY_FACTS
        raise Doubtful(cause, f"项目“{project.name}”已确认的{kind.label}中{count}编号为“{number[:60]}”的")
    return found[0]


def waiting_for_any_project() -> list[int]:
    """Messages of stages whose project is on display by now, oldest first."""
    shown = Project.objects.filter(Q(published=True) | Q(shown=True), update_flag="U")
    docked = DockedRecord.objects.filter(kind=RecordKind.PROJECT, project__in=shown)
    waiting = IntakeMessage.objects.waiting().filter(cause=IntakeCause.NO_PROJECT)
    codes = set(waiting.exclude(project_code="").values_list("project_code", flat=True))
    named = set(docked.filter(source_id__in=waiting.values("project_source_id")).values_list("system", "source_id"))
    there = set(shown.filter(investment_code__in=codes).values_list("investment_code", flat=True))
    rows = waiting.order_by("pk").values_list("pk", "system", "project_source_id", "project_code")
    return [pk for pk, system, source, code in rows if code in there or (system, source) in named][:REPLAYED_AT_ONCE]


def waiting_for(project: Project) -> list[int]:
    """Messages that wait for this project or for a record of it, oldest first."""
    own = DockedRecord.objects.filter(project=project, kind=RecordKind.PROJECT).values_list("system", "source_id")
    named = Q(pk__in=[])
    if project.investment_code:
        named |= Q(project_code=project.investment_code)
    for system, source_id in own:
        named |= Q(system=system, project_source_id=source_id)
    waiting = IntakeMessage.objects.waiting().filter(named, cause__in=WAITS)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:REPLAYED_AT_ONCE])


def sources_of(guids: Iterable[UUID]) -> dict[UUID, DockedRecord]:
    """By record: the system that it came from, and when it was last in step (E22). One query.

    One that was linked later counts only for a record that came from no system.
    """
    return {row.record_guid: row for row in DockedRecord.objects.of(guids).order_by("-is_linked", "pk")}


def choices_for(message: IntakeMessage, day: date) -> dict[str, str]:
    """What a person may match an unknown unit or code with: label by code; nothing for other causes."""
    kind = MAPPED.get(IntakeCause(message.cause))
    if kind == MappingKind.UNIT:
        rows = Authority.objects.order_by("division_id").values_list("division_id", "name", "tier")
        return {code: f"{name}（{Tier(tier).label}）" for code, name, tier in rows}
    if kind == MappingKind.CODE:
        fields = catalogue().fields_on(RecordKind(message.kind), day).fields
        named = (described for described in fields if message.unknown_name in (described.dictionary, described.name))
        return next((catalogue().choices(described, day) for described in named), {})
    return {}


def received_since(system: IntakeSystem, moment: datetime) -> int:
    """How many messages of a system were kept since a moment."""
    return IntakeMessage.objects.filter(system=system, received_at__gt=moment).count()


def number_of(message: IntakeMessage) -> str:
    """The number of the record that a message is about; empty when there is none."""
    if message.record_guid is None:
        return ""
    model: Any = MODEL_OF_KIND[RecordKind(message.kind)]
    return str(model.objects.values_list("number", flat=True).filter(row_guid=message.record_guid).first() or "")
