"""What loading old records would do: which come, and why a row would not (A11)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Manager, Q

from accounts import vault
from accounts.models import Authority, Enterprise
from accounts.rules import EnterpriseKind, Tier
from common.identifiers import explain_credit_code
from grading.rules.grades import GRADE_OF_TIER
from projects.legacy.facts import LegacyFacts, read_facts
from projects.models import MODEL_OF_KIND, LegacyRecord, Project
from projects.rules.kinds import RecordKind
from projects.rules.legacy import LegacyException, LegacyRow, project_faults


@dataclass(slots=True)
class LegacyProject:
    """What comes of one project of the old platform.

    :ivar shown: confirmed rows, which go on display with their grade; none, or the whole project.
    :ivar hidden: D rows, which their enterprise alone sees and may resubmit (二（二）1).
    :ivar line: its first line in the file.
    :ivar guid: of its confirmed basic information, whether that comes now or came before.
    """

    key: str
    line: int
    guid: UUID | None = None
    shown: list[LegacyFacts] = field(default_factory=list)
    hidden: list[LegacyRow] = field(default_factory=list)

    @property
    def rows(self) -> list[LegacyRow]:
        """All rows that come."""
        return [*(facts.row for facts in self.shown), *self.hidden]


@dataclass(frozen=True, slots=True)
class LegacyPlan:
    """What would be loaded of some projects.

    :param present: rows that were loaded before, by grade: a file can be loaded again.
    """

    projects: list[LegacyProject]
    present: Counter[str]
    exceptions: list[LegacyException]


@dataclass(frozen=True, slots=True)
class _Registers:
    """What is known here about the things that rows name."""

    guids: frozenset[UUID]
    numbers: frozenset[tuple[RecordKind, str]]
    investment_codes: frozenset[str]
    enterprises: frozenset[str]
    tiers: dict[str, str]
    may_create: bool


def plan_legacy(
    rows: Sequence[LegacyRow], turned_away: Iterable[LegacyException], today: date, *, may_create: bool = False
) -> LegacyPlan:
    """Judge the rows of whole projects. A fixed number of queries, however many they are.

    A project's confirmed rows come together or not at all: one that cannot come keeps the others back. D rows come as
    they are, since their enterprise completes them by the new standard.

    :param turned_away: exceptions of the reader, whose projects are kept back too.
    :param may_create: whether enterprises that are not registered here are registered by the load.
    """
    registers = _registers(rows, may_create)
    spoilt = {found.project_key for found in turned_away if found.project_key}
    told = {found.line for found in turned_away}
    plan = LegacyPlan([], Counter(), [])
    read: list[LegacyFacts] = []
    for key, project in _by_project(rows).items():
        fresh = [row for row in project if row.row_guid not in registers.guids]
        plan.present.update(row.grade for row in project if row.row_guid in registers.guids)
        facts, faults = _judge(fresh, project, registers, today)
        read += facts
        faulty = {fault.line for fault in faults} | told
        basics = (row for row in project if row.kind is RecordKind.PROJECT and row.is_confirmed)
        coming = LegacyProject(key, project[0].line, guid=next((row.row_guid for row in basics), None))
        if key not in spoilt and not any(fact.row.line in faulty for fact in facts):
            coming.shown = sorted(facts, key=lambda fact: _ORDER.index(fact.row.kind))
        coming.hidden = [row for row in fresh if not row.is_confirmed and row.line not in faulty]
        plan.exceptions.extend(faults)
        plan.projects.append(coming)
    _keep_back_other_names(plan, read)
    plan.exceptions.sort(key=lambda found: found.line)
    return plan


# Records come after those that they name: participants after the stages.
_ORDER = [
    RecordKind.PROJECT,
    RecordKind.UNIT,
    RecordKind.TENDER,
    RecordKind.CONTRACT,
    RecordKind.DRAWING_REVIEW,
    RecordKind.PERMIT,
    RecordKind.COMPLETION,
    RecordKind.PARTICIPANT,
    RecordKind.INDICATORS,
    RecordKind.PERSONAL,
]


def _judge(
    fresh: Sequence[LegacyRow], project: Sequence[LegacyRow], registers: _Registers, today: date
) -> tuple[list[LegacyFacts], list[LegacyException]]:
    faults: list[LegacyException] = []
    facts: list[LegacyFacts] = []
    known = {row.row_guid for row in project} - {row.row_guid for row in fresh}
    has_come = any(row.kind is RecordKind.PROJECT and row.is_confirmed and row.row_guid in known for row in project)
    faults += [] if has_come else project_faults(fresh)
    for row in fresh:
        faults += _told(row, _register_faults(row, project, registers))
        if not row.is_confirmed:
            continue
        read = read_facts(row, project, today)
        facts.append(read)
        faults += _told(row, read.faults)
        if has_come:
            faults += _told(row, ["该项目此前已装入，不再增补已确认的环节；缺失的环节由参建企业在“业绩环节补录”中补录"])
    return facts, faults


def _told(row: LegacyRow, faults: Iterable[str]) -> list[LegacyException]:
    return [LegacyException(row.line, fault, row.project_key) for fault in faults]


def _by_project(rows: Iterable[LegacyRow]) -> dict[str, list[LegacyRow]]:
    found: dict[str, list[LegacyRow]] = {}
    for row in rows:
        found.setdefault(row.project_key, []).append(row)
    return found


def _registers(rows: Sequence[LegacyRow], may_create: bool) -> _Registers:
    guids = [row.row_guid for row in rows]
    present: set[UUID] = set(LegacyRecord.objects.filter(row_guid__in=guids).values_list("row_guid", flat=True))
    taken: set[tuple[RecordKind, str]] = set()
    for kind, model in MODEL_OF_KIND.items():
        manager: Manager[Any] = model._default_manager
        numbers = [row.number for row in rows if row.kind is kind and row.number]
        found = manager.filter(Q(row_guid__in=guids) | Q(number__in=numbers)).values_list("row_guid", "number")
        present |= {guid for guid, _ in found}
        taken |= {(kind, number) for guid, number in found if number}
    codes = [row.values.get("investment_code", "") for row in rows if row.kind is RecordKind.PROJECT]
    filed = Project.objects.filter(investment_code__in=codes, sealed_at__isnull=False).exclude(investment_code="")
    credit_codes = {row.enterprise_code for row in rows}
    return _Registers(
        guids=frozenset(present),
        numbers=frozenset(taken),
        investment_codes=frozenset(filed.values_list("investment_code", flat=True)),
        enterprises=frozenset(
            Enterprise.objects.filter(credit_code__in=credit_codes).values_list("credit_code", flat=True)
        ),
        tiers=dict(Authority.objects.values_list("division_id", "tier")),
        may_create=may_create,
    )


def _register_faults(row: LegacyRow, project: Sequence[LegacyRow], registers: _Registers) -> list[str]:
    faults = []
    if row.enterprise_code and row.enterprise_code not in registers.enterprises:
        faults.append(_enterprise_fault(row, project, registers.may_create))
    if row.is_confirmed:
        faults.append(_authority_fault(row, registers.tiers))
        if (row.kind, row.number) in registers.numbers:
            faults.append(f"编号 {row.number} 已用于本平台的另一条记录")
        if row.kind is RecordKind.PROJECT and row.values.get("investment_code") in registers.investment_codes:
            faults.append(f"项目代码 {row.values['investment_code']} 的项目已在本平台填报")
    return [fault for fault in faults if fault]


def _enterprise_fault(row: LegacyRow, project: Sequence[LegacyRow], may_create: bool) -> str:
    if not may_create:
        return f"企业 {row.enterprise_code} 未在本平台登记"
    fault = explain_credit_code(row.enterprise_code)
    if fault:
        return fault
    if new_enterprise(row.enterprise_code, project) is None:
        return f"企业 {row.enterprise_code} 未在本平台登记；由装入登记的，须填写 enterprise_name 和 enterprise_kinds"
    return ""


def new_enterprise(credit_code: str, project: Sequence[LegacyRow]) -> tuple[str, list[str]] | None:
    """Name and kinds of an enterprise that the load registers; None while no row of the project says both well."""
    for row in project:
        if row.enterprise_code == credit_code and row.enterprise_name and row.enterprise_kinds:
            name, kinds = row.enterprise_name, sorted(set(row.enterprise_kinds))
            return (name, kinds) if set(kinds) <= set(EnterpriseKind.values) and len(name) <= 200 else None
    return None


def _authority_fault(row: LegacyRow, tiers: dict[str, str]) -> str:
    tier = tiers.get(row.authority_code)
    if tier is None:
        return f"行政区划 {row.authority_code} 没有确认部门"
    given = GRADE_OF_TIER[Tier(tier)]
    if given != row.grade:
        # 二（一）: the grade is the tier of the authority that confirmed.
        return f"{row.grade}级与确认部门不符：{Tier(tier).label}主管部门确认的为{given}级（二（一））"
    return ""


def _keep_back_other_names(plan: LegacyPlan, read: Sequence[LegacyFacts]) -> None:
    """Rows that give a document number another name than the one under which it is held."""
    people = [(facts.row, *person) for facts in read for person in _people(facts)]
    held = vault.held_names((kind, number) for _, kind, number, _ in people)
    for row, kind, number, name in people:
        if held.setdefault((kind, number), name) != name:
            plan.exceptions.extend(_told(row, [f"“{name}”的证件号码已登记在另一姓名之下"]))
            for project in plan.projects:
                if project.key == row.project_key:
                    project.shown = []


def _people(facts: LegacyFacts) -> list[tuple[str, str, str]]:
    roles = [name.removesuffix("_number") for name, value in facts.facts.items() if name.endswith("_number") and value]
    return [
        (facts.facts[f"{role}_document"], facts.facts[f"{role}_number"], facts.facts[f"{role}_name"])
        for role in roles
        if f"{role}_document" in facts.facts
    ]
