"""Whose project, which row, and whether it may be written. Verbs of other verbs."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Manager, OuterRef, Q

from accounts.models import Enterprise, User
from accounts.policy import require_member
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.actions.openings import require_kind_is_open
from projects.models import OpenedFiling, Project, StageRecord
from projects.policy import is_on_display, require_may_add
from projects.queries.openings import IS_NARROWED

Record = TypeVar("Record", bound=StageRecord)


class RecordIsClosed(RuleError):
    """The record lies with an authority or is confirmed; the enterprise cannot change it."""


def require_open(record: StageRecord) -> None:
    """Let pass a record whose facts the enterprise may change.

    :raises RecordIsClosed: when it is submitted or confirmed, or the basic information of a project on display.
    """
    if isinstance(record, Project) and record.shown and not record.is_confirmed:
        raise RecordIsClosed("该项目已在省平台展示，项目基本信息不得重复添加", clause=of_notice("一（六）2"))
    if record.is_confirmed:
        raise RecordIsClosed(
            "经审核确认入库的信息不得随意变更；如确有错误，请向主管部门提出勘误",
            clause=of_notice("三、四（三）"),
        )
    if not record.is_open:
        raise RecordIsClosed("该信息已提交主管部门，审核期间不能修改；如需修改请先撤回办件")


def own_project(by: User, enterprise: Enterprise, project_id: int, at: datetime) -> Project:
    """A project that the enterprise filed, or one on display, its row held until the transaction ends.

    What may be added to one on display is judged by :func:`open_record`.

    :raises Project.DoesNotExist: for another enterprise's project that is not on display.
    """
    require_member(by, enterprise, day_of(at))
    known = Q(filed_by=enterprise) | Q(shown=True) | Q(published=True)
    return (
        Project.objects.select_for_update()
        .annotate(
            is_narrowed=IS_NARROWED,
            takes_less=Exists(OpenedFiling.objects.filter(project=OuterRef("pk"), enterprise=enterprise)),
        )
        .get(known, pk=project_id)
    )


def open_record(
    model: type[Record], project: Project, record_id: int | None, enterprise: Enterprise, at: datetime
) -> Record:
    """A stage record of the project that may be written: the enterprise's row with this id, or a new one.

    :raises RecordIsClosed: when the record, or for a new one the unshown project, is submitted or confirmed.
    :raises OnlyMarkedPartsAreOpen: for a new record of a filing that came back for other things.
    :raises NotAParty, StageIsOfAnotherLine, StageIsThereAlready, BasicInformationIsNotAddedTwice: for a new record of a
        project on display (业绩环节补录, 一（六）2).
    """
    if record_id is None:
        if is_on_display(project):
            require_may_add(project, enterprise, model.record_kind)
        else:
            require_open(project)
        require_kind_is_open(project, enterprise, model.record_kind)
        columns: dict[str, Any] = {"project": project, "filed_by": enterprise, "created_at": at}
        return model(**columns)
    manager: Manager[Any] = model._default_manager
    locked = manager.select_for_update(of=("self",)).select_related(*model.person_fields())
    record: Record = locked.annotate(is_narrowed=IS_NARROWED).get(pk=record_id, project=project, filed_by=enterprise)
    record.filed_by = enterprise
    require_open(record)
    return record
