"""Keeping what an official marks on a filing that goes back, and opening just that (X04). Verbs of other verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.rules import says_something
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Case, Decision, Defect
from confirmation.queries.answers import named_facts_of
from confirmation.queries.defects import RoundBefore, defects_in_order, round_before, spot_of
from confirmation.queries.reasons import reasons_on
from confirmation.rules.defects import Mark, Picture, Spot, Target, openings_of
from confirmation.rules.reasons import OTHER, OtherNeedsWords, ReasonFor, require_codes
from confirmation.rules.states import BACKFILLS, Action
from projects.actions import narrow
from projects.models import Attachment, StageRecord
from projects.queries import attachments_of
from projects.rules.dictionaries import AttachmentKind
from projects.rules.kinds import RecordKind
from projects.rules.papers import kinds_of

_CLAUSE = of_notice("四（二）")
Papers = Mapping[UUID, Sequence[Attachment]]


class TheMarkIsNowhere(RuleError):
    """A mark names a record, field or paper that the case does not have."""


class ALateMarkSaysWhy(RuleError):
    """A part that neither changed nor was marked in the round before is marked now (X04)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A marked spot in words."""

    record: str
    label: str
    value: str
    digest: str = ""


def defects_from(case: Case, marks: Sequence[Mark], records: Sequence[StageRecord], at: datetime) -> list[Defect]:
    """The defects that the marks make, without their decision and not yet kept.

    :param records: the case's own.
    :raises TheMarkIsNowhere: when a mark names what is not there.
    :raises TheCodeIsUnknown, OtherNeedsWords: what a mark must say.
    :raises ALateMarkSaysWhy: when it could have been made in the round before and does not say why it was not.
    """
    if not marks:
        return []
    reasons = {row.code: row.text for row in reasons_on(case.authority, day_of(at))[ReasonFor.RETURN]}
    by_guid, papers = {record.row_guid: record for record in records}, attachments_of(case.project)
    last = round_before(case)
    return [_defect(mark, _found(mark.spot, by_guid, papers), reasons, last) for mark in marks]


def _defect(mark: Mark, found: _Found, reasons: Mapping[str, str], last: RoundBefore | None) -> Defect:
    (code,) = require_codes([mark.code], reasons)
    where, field = f"{found.record} {found.label}".strip(), f"mark_{mark.spot.key}"
    if code == OTHER and not mark.text.strip():
        raise OtherNeedsWords(f"“{where}”选择了“其他”，请写明问题", clause=_CLAUSE, field=field)
    is_late = last is not None and last.could_have_marked(mark.spot, found.digest)
    if is_late and not says_something(mark.late):
        raise ALateMarkSaysWhy(
            f"“{where}”上次退回时未提出，企业也未改动；现在提出的，请写明上次未提出的原因（不少于5个字），并计入统计",
            clause=of_notice("四（三）"),
            field=field,
        )
    return Defect(
        target=mark.spot.target,
        record_guid=mark.spot.guid,
        name=mark.spot.name,
        digest=found.digest,
        record_label=found.record[:300],
        label=found.label[:300],
        value=found.value,
        code=code,
        reason=reasons[code],
        text=mark.text.strip()[:500],
        is_late=is_late,
        late=mark.late.strip()[:500] if is_late else "",
    )


def _found(spot: Spot, records: Mapping[UUID, StageRecord], papers: Papers) -> _Found:
    if spot.target is Target.STAGE and spot.name in RecordKind:
        return _Found(RecordKind(spot.name).label, "缺少该环节", "")
    record = records.get(spot.guid) if spot.guid else None
    found = _in_record(spot, record, papers.get(record.row_guid, [])) if record else None
    if found is None:
        raise TheMarkIsNowhere("所标的环节、字段或附件不在该办件中，请刷新页面后重新标记", clause=_CLAUSE)
    return found


def _in_record(spot: Spot, record: StageRecord, papers: Sequence[Attachment]) -> _Found | None:
    title = f"{record.stage.label}：{record}"
    if spot.target is Target.RECORD:
        return _Found(title, "整条信息", "")
    if spot.target is Target.FIELD:
        facts = {fact.name: fact for fact in named_facts_of(record)}
        return _Found(title, facts[spot.name].label, facts[spot.name].value) if spot.name in facts else None
    if spot.target is Target.PAPER_KIND:
        fits = spot.name in AttachmentKind and AttachmentKind(spot.name) in kinds_of(record.stage)
        return _Found(title, f"缺少附件：{AttachmentKind(spot.name).label}", "") if fits else None
    paper = next((paper for paper in papers if str(paper.guid) == spot.name), None)
    if paper is None:
        return None
    return _Found(title, f"附件：{paper.get_kind_display()}", paper.filename, paper.file_id)


def open_marked(case: Case, decision: Decision | None, records: Sequence[StageRecord]) -> None:
    """Leave open of a filing that came back what its return marked; all of it after a return without marks.

    Opens no transaction and needs a ledger context. A record that was added since is open in whole.

    :param decision: see ``sent_back``; what was marked with a refusal narrows nothing.
    :param records: the case's own.
    """
    defects = defects_in_order(decision) if decision is not None and decision.action == Action.RETURN else []
    if decision is None or not defects or case.kind not in BACKFILLS:
        return
    marks = [(spot_of(defect), f"{defect.reason} {defect.text}".strip()) for defect in defects]
    guids = [defect.name for defect in defects if defect.target == Target.PAPER]
    kinds = {str(guid): kind for guid, kind in Attachment.objects.filter(guid__in=guids).values_list("guid", "kind")}
    came_back = Picture.of(decision.submission.snapshot).records
    own = [record.row_guid for record in records if record.row_guid in came_back]
    openings, to_add = openings_of(marks, own, kinds)
    narrow(
        project=case.project,
        enterprise=case.enterprise,
        openings=openings,
        kinds=to_add,
        at=decision.decided_at,
    )
