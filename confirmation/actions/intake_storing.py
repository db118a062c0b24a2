"""Taking in what a message says: a record of its own with its grade, or what is already here (二（二）2, I01, I02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Authority, Division, User
from audit.context import Acting, context
from common.clock import day_of
from confirmation.actions.award import number_for, project_to_tell, tell_national
from confirmation.queries.records import confirmed_of
from grading.actions import grade_docked
from grading.queries import windows_on
from national.queries import delivery_of
from projects.actions.intake import dock
from projects.actions.numbers import issue_project_number
from projects.actions.twins import keep_differences, require_filed_once
from projects.actions.writing import code_faults, write_facts
from projects.catalogue import catalogue
from projects.intake.comparing import differences
from projects.intake.facts import IntakeFacts, read_facts
from projects.intake.shape import IntakeItem
from projects.models import MODEL_OF_KIND, DockedRecord, Project, StageRecord
from projects.policy import is_on_display, the_same
from projects.queries import records_of, scope_rules
from projects.queries.intake import codes_of, docked_as, earlier_of, project_of, require_not_numbered_here, unit_of
from projects.queries.twins import Twin, sketch_of_facts, twins_on_display
from projects.rules.dictionaries import DataSource, Origin, Sector
from projects.rules.facts import require_sound
from projects.rules.intake import Doubtful, IntakeCause
from projects.rules.judging import FAULTS
from projects.rules.kinds import RecordKind
from projects.rules.scope import require_in_scope

_TELL = ("kind", "name", "paper_number")  # by which one record of a stage is told from another


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a message.

    :param is_new: False when the record was here and says the same.
    """

    record: StageRecord
    detail: str
    is_new: bool


def take_in(item: IntakeItem, *, acting: Acting, at: datetime, another: tuple[str, User] | None = None) -> Taken:
    """Store, grade and queue what a message says. Opens no transaction; the caller gives up what is half done.

    :param another: why the project is none of those on display that look like it, and who says so.
    :raises Doubtful: for everything that a person must decide.
    :raises RuleError: of the rules that it breaks; the caller knows which doubt that is.
    """
    unit = unit_of(item)
    read = read_facts(item, codes_of(item.system), day_of(at))
    known = docked_as(item)
    if known is not None:
        return _once_more(known, item, read, unit, at)
    if item.kind is RecordKind.PROJECT:
        return _new_project(item, read.facts, unit, acting, at, another)
    return _new_stage(item, read, unit, acting, at)


def _once_more(known: DockedRecord, item: IntakeItem, read: IntakeFacts, unit: Authority, at: datetime) -> Taken:
    model: Any = MODEL_OF_KIND[item.kind]
    record = model.objects.get(row_guid=known.record_guid)
    if not record.is_confirmed or record.update_flag != "U":
        raise Doubtful(IntakeCause.CHANGED, f"“{record}”的确认已撤销，不因报文恢复")
    facts = read.facts | _references(known.project, read, records_of(known.project))
    different = differences(record, facts, day_of(at))
    if known.authority_id != unit.pk and not known.is_linked:
        different.append("审批单位")
    if different:
        raise Doubtful(IntakeCause.CHANGED, f"与已确认的“{record}”不一致：{'、'.join(different)}。已确认信息没有变更")
    known.sequence, known.synced_at = item.sequence, at
    known.save(update_fields=["sequence", "synced_at"])
    return Taken(record, "内容与已入库的一致，只更新同步时间", is_new=False)


def _new_project(
    item: IntakeItem,
    facts: dict[str, Any],
    unit: Authority,
    acting: Acting,
    at: datetime,
    another: tuple[str, User] | None,
) -> Taken:
    sector = Sector(facts["sector"])
    require_in_scope(sector, scope_rules(day_of(at)))
    _require_jurisdiction(unit, Division.objects.get(code=facts["division"]))
    project = Project(origin=Origin.DOCKING, project_class=sector.project_class, **_columns(at))
    require_not_numbered_here(item)
    require_filed_once(facts, apart_from=project)
    twins = twins_on_display(sketch_of_facts(facts))
    _require_judged(twins, another)
    with context(acting, action="confirmation.take_in", subject=str(project.row_guid)):
        _write(project, facts, sector, at)
        if another is not None:
            keep_differences(project, twins, {twin.project.row_guid: another[0] for twin in twins}, another[1], at)
        _dock(project, project, item, unit, at)
    return Taken(project, f"已定为{project.grade}级，项目编号 {project.number}", is_new=True)


def _require_judged(twins: Sequence[Twin], another: tuple[str, User] | None) -> None:
    if twins and another is None:
        names = "、".join(f"“{twin.project.name}”（{twin.project.number}）" for twin in twins)
        raise Doubtful(IntakeCause.LOOKS_ALIKE, f"与已展示的项目相似：{names}")


def _new_stage(item: IntakeItem, read: IntakeFacts, unit: Authority, acting: Acting, at: datetime) -> Taken:
    # Held like a decision holds it, so that the message to the national platform tells both.
    project = _held(project_of(item))
    if not is_on_display(project):
        raise Doubtful(IntakeCause.NO_PROJECT, "项目的确认刚被撤销")
    _require_jurisdiction(unit, project.division)
    records = records_of(project)
    facts = read.facts | _references(project, read, records)
    record = MODEL_OF_KIND[item.kind](**_columns(at), **{"project": project})
    with context(acting, action="confirmation.take_in", subject=str(project.row_guid)):
        _write(record, facts, Sector(project.sector), at)
        _require_new(record, confirmed_of(records))
        _dock(record, project, item, unit, at)
    return Taken(record, f"已定为{record.grade}级，编号 {record.number}", is_new=True)


def _held(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).select_related("division").get(pk=project.pk)


def _columns(at: datetime) -> dict[str, Any]:
    return {"data_source": DataSource.SHARED, "created_at": at, "sealed_at": at}


def _require_jurisdiction(unit: Authority, division: Division) -> None:
    if not unit.covers(division):
        raise Doubtful(IntakeCause.UNIT_ELSEWHERE, f"{unit.name}不管辖项目所在地{division.name}")


def _references(project: Project, read: IntakeFacts, records: Sequence[StageRecord]) -> dict[str, StageRecord]:
    confirmed = confirmed_of(records)
    return {name: earlier_of(project, kind, number, confirmed) for name, (kind, number) in read.references.items()}


def _write(record: StageRecord, facts: dict[str, Any], sector: Sector, at: datetime) -> None:
    fields = catalogue().fields_on(record.record_kind, day_of(at))
    require_sound(FAULTS[record.record_kind](facts, sector, day_of(at)) + code_faults(facts, fields))
    write_facts(record, facts, fields, at)


def _require_new(record: StageRecord, confirmed: Sequence[StageRecord]) -> None:
    there = _there(record, confirmed)
    if there is not None:
        raise Doubtful(IntakeCause.DUPLICATE, f"与该项目已确认的“{there}”为同一标段或同一单体")


def _there(record: StageRecord, confirmed: Sequence[StageRecord]) -> StageRecord | None:
    if record.record_kind is RecordKind.UNIT:
        units = (other for other in confirmed if other.record_kind is RecordKind.UNIT)
        return next((other for other in units if str(other) == str(record)), None)
    return the_same(record, confirmed)


def held_against_confirmed(item: IntakeItem, at: datetime) -> tuple[StageRecord, list[str]] | None:
    """The confirmed record of the same stage or building, and the labels of the fields in which the message differs.

    Changes nothing. None when there is no such record of that kind.

    :raises Doubtful: when the message cannot be read, or leads to no project on display.
    """
    read = read_facts(item, codes_of(item.system), day_of(at))
    project = _held(project_of(item))
    records = records_of(project)
    model: Any = MODEL_OF_KIND[item.kind]
    record = model(project=project, **{name: read.facts[name] for name in _TELL if name in read.facts})
    there = _there(record, confirmed_of(records))
    if there is None or there.record_kind is not item.kind:
        return None
    return there, differences(there, read.facts | _references(project, read, records), day_of(at))


def _dock(record: StageRecord, project: Project, item: IntakeItem, unit: Authority, at: datetime) -> None:
    dock(item, project, record.row_guid, at=at, authority=unit)
    provincial = project.number or issue_project_number(project=project, on=day_of(at))
    delivery = delivery_of(str(project.row_guid))
    grade_docked(record=record, number=number_for(record, provincial, delivery.assigned_number), at=at)
    tell_national(project_to_tell(project.pk), delivery, windows_on(day_of(at)), at)
