"""What saving any stage record has in common: whose project, which row, who is named in it. Verbs of other verbs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from accounts import vault
from accounts.models import Enterprise, Person, User
from accounts.policy import require_member
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.models import Completion, ConstructionPermit, Contract, DrawingReview, Project, StageRecord, Tender
from projects.rules.facts import Fault, credit_code_fault

Record = TypeVar("Record", Tender, Contract, DrawingReview, ConstructionPermit, Completion)


class RecordIsClosed(RuleError):
    """The record lies with an authority or is confirmed; the enterprise cannot change it."""


def require_open(record: StageRecord) -> None:
    """Let pass a record whose facts the enterprise may change.

    :raises RecordIsClosed: when it is submitted or confirmed.
    """
    if record.is_confirmed:
        raise RecordIsClosed(
            "经审核确认入库的信息不得随意变更；如确有错误，请向主管部门提出勘误",
            clause=of_notice("三、四（三）"),
        )
    if not record.is_open:
        raise RecordIsClosed("该信息已提交主管部门，审核期间不能修改；如需修改请先撤回办件")


def own_project(by: User, enterprise: Enterprise, project_id: int, at: datetime) -> Project:
    """The enterprise's own project, its row held until the transaction ends."""
    require_member(by, enterprise, day_of(at))
    return Project.objects.select_for_update().get(pk=project_id, filed_by=enterprise)


def open_record(
    model: type[Record], project: Project, record_id: int | None, enterprise: Enterprise, at: datetime
) -> Record:
    """A stage record of the project that may be written: the row with this id, or a new one.

    :raises RecordIsClosed: when the record, or for a new one the project, is submitted or confirmed.
    """
    if record_id is None:
        require_open(project)
        return model(project=project, filed_by=enterprise, created_at=at)
    record = model.objects.select_for_update().get(pk=record_id, project=project)
    require_open(record)
    return record


def code_faults(facts: Mapping[str, Any], fields: tuple[str, ...]) -> list[Fault]:
    """Faults of the credit codes in some fields; an empty one has none."""
    return [fault for field in fields for fault in credit_code_fault(field, facts[field])]


def fill(record: StageRecord, facts: Mapping[str, Any], at: datetime, people: tuple[str, ...] = ()) -> None:
    """Write the facts into the record and save it.

    :param people: roles that stand in the facts as ``<role>_name``, ``_document`` and ``_number``. An empty number
        with an unchanged name keeps the person.
    """
    for role in people:
        setattr(record, role, _person(record, facts, role, at))
    for name, value in facts.items():
        if not (people and name.startswith(people)):
            setattr(record, name, value)
    record.updated_at = at
    record.save()


def _person(record: StageRecord, facts: Mapping[str, Any], role: str, at: datetime) -> Person | None:
    name, number = facts[f"{role}_name"], facts[f"{role}_number"]
    if not name:
        return None
    known: Person | None = getattr(record, role) if getattr(record, f"{role}_id") else None
    if not number and known is not None and known.name == name:
        return known
    return vault.keep(name=name, document_kind=facts[f"{role}_document"], number=number, at=at)
