"""What an enterprise still has to fill in for a project, record by record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import Enterprise
from projects.models import Attachment, LegacyRecord, Project, StageRecord
from projects.queries.legacy import still_to_continue
from projects.rules.dictionaries import Origin
from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening

Papers = Mapping[UUID, list[Attachment]]

# What a filing offers to add, in the order of the rail: when it is filled in, and what must be there before.
_HINTS: dict[RecordKind, str] = {
    RecordKind.UNIT: "有多个单体的逐个填报",
    RecordKind.TENDER: "有中标通知书的填报",
    RecordKind.CONTRACT: "有合同的填报",
    RecordKind.DRAWING_REVIEW: "有审查合格书的填报",
    RecordKind.PERMIT: "",
    RecordKind.COMPLETION: "尚未竣工的项目可不填",
    RecordKind.EXEMPTION: "没有施工图审查，或房建、市政以外没有竣工验收备案的，声明并附证明",
    RecordKind.PARTICIPANT: "参建单位及其负责人",
    RecordKind.INDICATORS: "作为代表工程业绩申报资质的须填报（一（六）1）",
    RecordKind.PERSONAL: "与企业业绩技术指标同时填报（一（六）3）",
}
NEEDS: dict[RecordKind, tuple[RecordKind, ...]] = {
    RecordKind.COMPLETION: (RecordKind.PERMIT,),
    RecordKind.PARTICIPANT: (RecordKind.PERMIT, RecordKind.DRAWING_REVIEW, RecordKind.COMPLETION),
    RecordKind.PERSONAL: (RecordKind.INDICATORS,),
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


def task_of(
    project: Project,
    record: StageRecord,
    papers: Papers,
    lacking: Mapping[UUID, str],
    openings: Mapping[UUID, Opening] | None = None,
) -> Task:
    """A record that is there: whether it is complete, lies with an authority or is confirmed.

    :param lacking: the required paper that a record has not got, by its guid.
    :param openings: what is open of records that came back with marks.
    """
    title = f"{record.record_kind.label}：{record}"
    count = f"附件{len(papers.get(record.row_guid, []))}份" if record.stands_alone else "附件随所属环节"
    if not record.is_open:
        state, tone = ("已确认", "success") if record.is_confirmed else ("待确认", "progress")
        return Task(title, count, "", tone, state, record.grade)
    opening = (openings or {}).get(record.row_guid)
    if opening is not None:
        return _returned(title, project, record, opening)
    paper = lacking.get(record.row_guid)
    hint = f"缺少附件：{paper}" if paper else count
    state, tone = ("填写中", "attention") if paper else ("已完成", "neutral")
    return Task(title, hint, edit_url(project, record), tone, state, "")


def _returned(title: str, project: Project, record: StageRecord, opening: Opening) -> Task:
    if opening.is_empty:
        return Task(title, "没有被退回，保持原样", "", "neutral", "不需修改", "")
    url = edit_url(project, record)
    if not opening.fields:
        url = reverse("record-papers", args=[project.row_guid, record.row_guid])
    count = len(opening.fields) + len(opening.papers or opening.paper_kinds)
    return Task(title, f"退回{count}处，只能修改标出的内容", url, "attention", "需修改", "")


def offers_of(
    project: Project, records: Sequence[StageRecord], only: Collection[RecordKind] | None = None
) -> list[Task]:
    """What can be added to a filing that is still open. No query.

    :param only: the kinds for want of which it came back; None when nothing narrows it.
    """
    present = {record.record_kind for record in records}
    return [_offer(kind, present, project.row_guid) for kind in _HINTS if only is None or kind in only]


def _offer(kind: RecordKind, present: set[RecordKind], guid: UUID) -> Task:
    title = f"添加{kind.label}{'（可填多个）' if kind in present else ''}"
    if waits := waits_for(kind, present):
        return Task(title, waits, "", "neutral", "尚不能开始", "")
    is_wanted = kind is RecordKind.PERMIT and kind not in present
    tone, state = ("attention", "未开始") if is_wanted else ("neutral", "选填")
    return Task(title, _HINTS[kind], reverse("record-new", args=[guid, kind.slug]), tone, state, "")


def old_offers(project: Project, enterprise: Enterprise, records: Sequence[StageRecord]) -> list[Task]:
    """Old D records that go on in this project (二（二）1). A query for projects of before the notice, else none."""
    if project.origin != Origin.LEGACY:
        return []
    present = {record.record_kind for record in records}
    return [_old_offer(row, present) for row in still_to_continue(project, enterprise, records)]


def _old_offer(legacy: LegacyRecord, present: set[RecordKind]) -> Task:
    title = f"从历史信息继续填写：{legacy}"
    if waits := waits_for(RecordKind(legacy.record_kind), present):
        return Task(title, waits, "", "neutral", "尚不能开始", "")
    url = reverse("legacy-resume", args=[legacy.row_guid])
    return Task(title, "原内容显示在新表单旁", url, "attention", "未重新申报", "")


def waits_for(kind: RecordKind, present: set[RecordKind]) -> str:
    """What must be filled in before a record of this kind; empty when it can start."""
    needs = NEEDS.get(kind, ())
    if not needs or present & set(needs):
        return ""
    return f"填好{'或'.join(need.label for need in needs)}后可以开始"


def edit_url(project: Project, record: StageRecord) -> str:
    """Where a record is changed."""
    if record.record_kind is RecordKind.PROJECT:
        return reverse("project-edit", args=[project.row_guid])
    return reverse("record-edit", args=[project.row_guid, record.record_kind.slug, record.row_guid])
