"""Whose turn it is for what a use still lacks, and the one thing to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import Enterprise
from accounts.rules import BusinessLine, EnterpriseKind
from confirmation.models import Case
from confirmation.queries.records import liftable_of
from confirmation.queries.standings import part_of
from confirmation.rules.states import BACKFILLS, UNFINISHED, WITH_AUTHORITY, Status
from grading.rules.grades import Grade, GradesAreGivenTierByTier, lowest, next_grade, require_upgrade_possible
from grading.rules.push import GateAnswer
from grading.rules.uses import Lack, Lacking, Part
from national.queries import DeliveryStatus
from projects.models import Project, StageRecord
from projects.policy import is_on_display
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind
from projects.rules.lines import adds_stage

FIRM, NATIONAL, SUPPORT, NOBODY = "本企业", "全国平台", "技术支持单位", ""
_KINDS: dict[Part, RecordKind] = {
    Part.TENDER: RecordKind.TENDER,
    Part.CONTRACT: RecordKind.CONTRACT,
    Part.DRAWING_REVIEW: RecordKind.DRAWING_REVIEW,
    Part.PERMIT: RecordKind.PERMIT,
    Part.COMPLETION: RecordKind.COMPLETION,
    Part.COMPLETION_FILING: RecordKind.COMPLETION,
    Part.INDICATORS: RecordKind.INDICATORS,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a use lacks, who moves next and what he does.

    :param whose: the firm, a unit, the national platform; empty where nobody can do anything.
    :param url: where the firm does it; empty for everybody else, and where it is not the firm's turn.
    """

    code: str
    text: str
    whose: str
    doing: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """An unfinished case of the enterprise about the project, and the guids of its records."""

    case: Case
    guids: frozenset[UUID]

    @property
    def is_with_authority(self) -> bool:
        """Whether an authority decides next."""
        return self.case.status in WITH_AUTHORITY

    @property
    def unit(self) -> str:
        """The department with which it lies."""
        name = self.case.authority.name if self.case.authority else ""
        line = f"{BusinessLine(self.case.business_line).label}业务部门" if self.case.business_line else ""
        return f"{name}{line}"


def pending_of(project: Project, enterprise: Enterprise) -> tuple[Pending, ...]:
    """The enterprise's unfinished cases about a project; another's are not told (A-18). Two queries at the most."""
    cases = project.cases.filter(enterprise=enterprise, status__in=sorted(UNFINISHED)).select_related("authority")
    return tuple(
        Pending(case, frozenset(item.record_guid for item in case.items.all()))
        for case in cases.prefetch_related("items").order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides whose turn it is.

    :param records: the confirmed ones of the project and the enterprise's own.
    :param links: whether the reader is the enterprise, so that steps lead to its pages.
    """

    project: Project
    enterprise: Enterprise
    records: Sequence[StageRecord]
    pending: tuple[Pending, ...]
    delivery: DeliveryStatus
    gate: GateAnswer
    links: bool

    @property
    def upgrade(self) -> tuple[Grade | None, str]:
        """The next grade of what may be lifted, and why it cannot be applied for; the reason is empty if it can."""
        grades = [Grade(record.grade) for record in liftable_of(self.records)]
        target = next_grade(lowest(grades))
        if self.project.filed_by_id != self.enterprise.pk:
            return target, "由填报该项目的企业申请更高等级"
        try:
            require_upgrade_possible(
                grades=grades,
                target=target or Grade.A,
                published=self.project.published,
                national_shown=self.delivery.national_shown,
                purpose="待填",  # asked for on the application page itself
                is_false=self.project.false_mark,
            )
        except GradesAreGivenTierByTier as refusal:
            return target, str(refusal)
        return target, ""

    def url(self, name: str, *arguments: object) -> str:
        """A page of the enterprise; empty for another reader."""
        return reverse(name, args=[self.project.row_guid, *arguments]) if self.links else ""


def step_for(lack: Lack, seen: Situation) -> Step:
    """Who moves next about one thing that is missing. No query."""
    if isinstance(lack.code, Part):
        return _of_part(lack, lack.code, seen)
    if lack.code is Lacking.NATIONAL:
        return _of_national(lack, seen)
    return Step(lack.code.value, lack.reason, NOBODY, "该用途不适用，无需办理")


def _of_part(lack: Lack, part: Part, seen: Situation) -> Step:
    code, text = part.value, lack.reason
    there = [record for record in seen.records if _concerns(record, part, seen.enterprise)]
    own = [record for record in there if not record.false_mark]
    for pending in seen.pending:
        if any(record.row_guid in pending.guids for record in own):
            return _of_pending(code, text, pending, seen)
    if not own:
        return _of_false(code, there[0], part, seen) if there else _to_add(code, text, part, seen)
    if any(not record.is_confirmed for record in own):
        return _to_submit(code, text, seen)
    if any(pending.is_with_authority for pending in seen.pending):
        return Step(code, text, seen.pending[-1].unit, f"等待办件 {seen.pending[-1].case.number} 办结")
    target, refusal = seen.upgrade
    if refusal:
        whose = FIRM if seen.project.filed_by_id == seen.enterprise.pk else "填报企业"
        return Step(code, text, whose, refusal)
    return Step(code, text, FIRM, f"逐级申请{target}级", seen.url("upgrade"))


def _concerns(record: StageRecord, part: Part, enterprise: Enterprise) -> bool:
    is_own = part != Part.INDICATORS or record.filed_by_id == enterprise.pk
    return part_of(record) == part and is_own


def _of_false(code: str, record: StageRecord, part: Part, seen: Situation) -> Step:
    """It was confirmed, was found to be false and serves nothing while that stands (四（二）)."""
    text = f"{part.label}已被认定为虚假，不能用于申报"
    doing = "对认定有异议的，请在虚假信息案中申诉，撤销认定后方可使用"
    if record.filed_by_id != seen.enterprise.pk:
        return Step(code, text, "填报企业", doing)
    return Step(code, text, FIRM, doing, reverse("own-findings") if seen.links else "")


def _of_pending(code: str, text: str, pending: Pending, seen: Situation) -> Step:
    if pending.is_with_authority:
        return Step(code, text, pending.unit, f"等待办件 {pending.case.number} 办结")
    if pending.case.status == Status.RETURNED:
        return Step(code, text, FIRM, "按退回意见修改后重新提交", seen.url("task-list"))
    return _to_submit(code, text, seen)


def _to_submit(code: str, text: str, seen: Situation) -> Step:
    page = "check-answers" if seen.project.is_open else "stage-backfill"
    if not seen.project.is_open and not is_on_display(seen.project):
        page = "task-list"
    return Step(code, text, FIRM, "核对并提交，由主管部门确认", seen.url(page))


def _to_add(code: str, text: str, part: Part, seen: Situation) -> Step:
    if part == Part.PROJECT:
        return Step(code, text, FIRM, "核对并提交，由主管部门确认", seen.url("task-list"))
    kind = _KINDS[part]
    doing = f"填报{part.label}"
    if seen.project.is_open and seen.project.filed_by_id == seen.enterprise.pk:
        return Step(code, text, FIRM, doing, _form(kind, seen))
    if not adds_stage(kind.stage, seen.enterprise.kinds):
        return Step(code, text, _whose(kind.stage), f"补录{part.label}")
    if any(pending.is_with_authority and pending.case.kind in BACKFILLS for pending in seen.pending):
        return Step(code, text, FIRM, f"待办件办结后补录{part.label}")
    if is_on_display(seen.project):
        return Step(code, text, FIRM, f"补录{part.label}", seen.url("stage-backfill"))
    return Step(code, text, FIRM, doing, seen.url("task-list"))


def _form(kind: RecordKind, seen: Situation) -> str:
    # A completion names its permit: without one its form has nothing to offer.
    has_permit = any(record.stage == Stage.PERMIT for record in seen.records)
    if kind is RecordKind.COMPLETION and not has_permit:
        kind = RecordKind.PERMIT
    return seen.url("record-new", kind.slug)


def _whose(stage: Stage) -> str:
    return "、".join(kind.label for kind in EnterpriseKind if adds_stage(stage, [kind]))


def _of_national(lack: Lack, seen: Situation) -> Step:
    code, text = lack.code.value, lack.reason
    if seen.delivery.parked:
        return Step(code, text, SUPPORT, "全国平台未接收，由技术支持单位处理后重新推送")
    if seen.delivery.pending:
        return Step(code, text, NATIONAL, "已推送，等待全国平台回执")
    if not seen.gate.is_open:
        return Step(code, text, NOBODY, f"{seen.gate.reason}（{seen.gate.clause}）")
    if not seen.project.published:
        return Step(code, text, "主管部门", f"确认后推送：{seen.gate.reason}（{seen.gate.clause}）")
    return Step(code, text, SUPPORT, f"等待推送：{seen.gate.reason}（{seen.gate.clause}）")
