"""Values of different records that should fit each other (X13): what blocks, what needs a reason, what is a hint.

Pure: records in, findings out. Blocking is what no honest paper can show; all else happens, and is asked about.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from projects.rules.declared import declared_away
from projects.rules.findings import Finding, Level
from projects.rules.kinds import RecordKind
from projects.rules.record_codes import TrackRecordKind
from projects.rules.values import apart

_A_YEAR = 366
_AREAS, _COSTS, _PRICES = Decimal("0.10"), Decimal("0.30"), Decimal("0.05")


def findings_among(records: Sequence[Any]) -> list[Finding]:
    """Everything that does not fit within one project, blocking ones first.

    :param records: stage records with the columns of their kinds.
    """
    by_kind = {kind: [record for record in records if record.record_kind == kind] for kind in RecordKind}
    found = [finding for check in _CHECKS for finding in check(by_kind)]
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


_Records = dict[RecordKind, list[Any]]
_Check = Callable[[_Records], Iterable[Finding]]


def _finding(code: str, level: Level, text: str, remedy: str, *sides: tuple[Any, str, Any]) -> Finding:
    return Finding(
        code,
        level,
        text,
        remedy,
        tuple(str(record.row_guid) for record, _, _ in sides),
        tuple((f"{record.record_kind.label}“{record}”{label}", _shown(value)) for record, label, value in sides),
    )


def _shown(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _apart(one: Decimal | None, other: Decimal | None, share: Decimal) -> bool:
    """Whether two amounts differ by more than a share of the larger."""
    return bool(one and other) and abs(one - other) > share * max(one, other)  # type: ignore[operator,type-var]


def _completions(records: _Records) -> Iterator[Finding]:
    for completion in records[RecordKind.COMPLETION]:
        permit = completion.permit
        if completion.finished_on < permit.released_on:
            yield _finding(
                "COMPLETED_BEFORE_PERMIT", Level.BLOCK, "竣工日期早于施工许可（开工报告）的发证日期",
                "请对照许可证和竣工文件核对两个日期",
                (permit, "发证日期", permit.released_on), (completion, "竣工日期", completion.finished_on),
            )  # fmt: skip
        elif completion.started_on < permit.released_on:
            yield _finding(
                "BEGUN_BEFORE_PERMIT", Level.HINT, "实际开工日期早于发证日期", "如与文件一致，无需处理",
                (permit, "发证日期", permit.released_on), (completion, "实际开工日期", completion.started_on),
            )  # fmt: skip
        elif (completion.started_on - permit.released_on).days > _A_YEAR:
            yield _finding(
                "BEGUN_LONG_AFTER_PERMIT", Level.HINT, "实际开工日期晚于发证日期一年以上", "如与文件一致，无需处理",
                (permit, "发证日期", permit.released_on), (completion, "实际开工日期", completion.started_on),
            )  # fmt: skip
        if _apart(completion.actual_area, permit.area, _AREAS):
            yield _finding(
                "AREA_CHANGED", Level.REASON, "实际面积与许可面积相差超过10%", "请核对；确有变更的说明原因",
                (permit, "面积", permit.area), (completion, "实际面积", completion.actual_area),
            )  # fmt: skip
        if _apart(completion.actual_cost, permit.contract_amount, _COSTS):
            yield _finding(
                "COST_CHANGED", Level.REASON, "实际造价与合同金额相差超过30%", "请核对单位（万元）；确有变更的说明原因",
                (permit, "合同金额", permit.contract_amount), (completion, "实际造价", completion.actual_cost),
            )  # fmt: skip


def _tendered_contracts(records: _Records) -> Iterator[Finding]:
    for contract in records[RecordKind.CONTRACT]:
        tender = contract.tender
        if tender is None:
            continue
        if _apart(tender.award_amount, contract.contract_amount, _PRICES):
            yield _finding(
                "CONTRACT_UNLIKE_AWARD", Level.REASON, "合同金额与中标金额相差超过5%",
 "请核对；确有不同的说明原因",
                (tender, "中标金额", tender.award_amount), (contract, "合同金额", contract.contract_amount),
            )  # fmt: skip
        if tender.winner_code not in (contract.contractor_code, *apart(contract.partner_code)):
            yield _finding(
                "CONTRACTOR_IS_NOT_THE_WINNER", Level.REASON, "承包单位不是中标单位", "请核对；确有不同的说明原因",
                (tender, "中标单位", tender.winner_name), (contract, "承包单位", contract.contractor_name),
            )  # fmt: skip
        if contract.signed_on < tender.awarded_on:
            yield _finding(
                "SIGNED_BEFORE_AWARD", Level.HINT, "合同签订日期早于中标日期", "如与文件一致，无需处理",
                (tender, "中标日期", tender.awarded_on), (contract, "签订日期", contract.signed_on),
            )  # fmt: skip


def _permits_and_contracts(records: _Records) -> Iterator[Finding]:
    contracts = [row for row in records[RecordKind.CONTRACT] if row.kind in ("301", "600")]
    for permit in records[RecordKind.PERMIT]:
        own = [row for row in contracts if row.contractor_code == permit.contractor_code]
        if contracts and not own:
            yield _finding(
                "CONTRACTORS_DIFFER", Level.REASON, "施工许可的施工单位与施工总承包合同的承包单位不一致",
                "请核对；确有不同的说明原因",
                (permit, "施工单位", permit.contractor_name),
                (contracts[0], "承包单位", contracts[0].contractor_name),
            )  # fmt: skip
        if len(own) == 1 and _apart(permit.contract_amount, own[0].contract_amount, _PRICES):
            yield _finding(
                "PERMIT_UNLIKE_CONTRACT", Level.REASON, "施工许可的合同金额与合同登记的金额相差超过5%",
                "请核对；许可只覆盖部分标段的请说明",
                (own[0], "合同金额", own[0].contract_amount), (permit, "合同金额", permit.contract_amount),
            )  # fmt: skip
        for contract in own:
            if contract.signed_on > permit.released_on:
                yield _finding(
                    "PERMIT_BEFORE_CONTRACT", Level.HINT, "施工许可的发证日期早于合同签订日期",
                    "如与文件一致，无需处理",
                    (contract, "签订日期", contract.signed_on), (permit, "发证日期", permit.released_on),
                )  # fmt: skip


def _permits_and_reviews(records: _Records) -> Iterator[Finding]:
    for permit in records[RecordKind.PERMIT]:
        for review in records[RecordKind.DRAWING_REVIEW]:
            for role, label in (("surveyor", "勘察单位"), ("designer", "设计单位")):
                if getattr(permit, f"{role}_code") != getattr(review, f"{role}_code"):
                    yield _finding(
                        f"{role.upper()}S_DIFFER", Level.REASON, f"施工图审查与施工许可的{label}不一致",
                        "请核对；确有不同的说明原因",
                        (review, label, getattr(review, f"{role}_name")),
                        (permit, label, getattr(permit, f"{role}_name")),
                    )  # fmt: skip


def _managers(records: _Records) -> Iterator[Finding]:
    for tender in records[RecordKind.TENDER]:
        for permit in records[RecordKind.PERMIT]:
            if tender.kind != "003" or tender.winner_code != permit.contractor_code:
                continue
            if tender.manager_id and tender.manager_id != permit.project_manager_id:
                yield _finding(
                    "MANAGER_CHANGED", Level.REASON, "中标的项目经理与施工许可的项目经理不是同一人",
                    "请核对；经批准变更的说明变更情况",
                    (tender, "项目经理", tender.manager.name), (permit, "项目经理", permit.project_manager.name),
                )  # fmt: skip


def _areas(records: _Records) -> Iterator[Finding]:
    for project in records[RecordKind.PROJECT]:
        permitted = sum((permit.area or Decimal(0) for permit in records[RecordKind.PERMIT]), Decimal(0))
        if project.total_area and permitted > project.total_area * (1 + _PRICES):
            yield _finding(
                "PERMITS_EXCEED_PROJECT", Level.REASON, "各施工许可面积之和大于项目总面积",
 "请核对；确有不同的说明原因",
                (project, "总面积", project.total_area), (records[RecordKind.PERMIT][0], "等许可面积之和", permitted),
            )  # fmt: skip
        units = sum((unit.area or Decimal(0) for unit in records[RecordKind.UNIT]), Decimal(0))
        if project.total_area and units > project.total_area * (1 + _PRICES):
            yield _finding(
                "UNITS_EXCEED_PROJECT", Level.REASON, "各单位工程面积之和大于项目总面积",
 "请核对；确有不同的说明原因",
                (project, "总面积", project.total_area), (records[RecordKind.UNIT][0], "等单体面积之和", units),
            )  # fmt: skip
        contracted = sum((permit.contract_amount for permit in records[RecordKind.PERMIT]), Decimal(0))
        if contracted > project.total_investment:
            yield _finding(
                "CONTRACTS_EXCEED_INVESTMENT", Level.HINT, "各施工许可的合同金额之和大于总投资", "请核对单位（万元）",
                (project, "总投资", project.total_investment),
                (records[RecordKind.PERMIT][0], "等合同金额之和", contracted),
            )  # fmt: skip


def _indicators(records: _Records) -> Iterator[Finding]:
    for row in records[RecordKind.INDICATORS]:
        if row.kind in (TrackRecordKind.CONSTRUCTION, TrackRecordKind.SUPERVISION) and records[RecordKind.COMPLETION]:
            yield from _spans(row, records[RecordKind.COMPLETION])
        figures = {figure["code"]: figure["value"] for figure in row.indicators}
        floors = [unit for unit in records[RecordKind.UNIT] if unit.floors_above]
        if floors and "floors" in figures:
            tallest = max(floors, key=lambda unit: unit.floors_above)
            if Decimal(figures["floors"]) > tallest.floors_above:
                yield _finding(
                    "FLOORS_EXCEED_UNITS", Level.REASON, "业绩指标的地上层数大于各单位工程的层数",
 "请核对；确有不同的说明原因",
                    (tallest, "地上层数", tallest.floors_above), (row, "地上层数", figures["floors"]),
                )  # fmt: skip
        contracts = [contract for contract in records[RecordKind.CONTRACT] if contract.filed_by_id == row.filed_by_id]
        if contracts and "contract_amount" in figures:
            largest = max(contracts, key=lambda contract: contract.contract_amount)
            if Decimal(figures["contract_amount"]) > largest.contract_amount:
                yield _finding(
                    "AMOUNT_EXCEEDS_CONTRACT", Level.REASON, "业绩指标的合同额大于已登记的合同金额",
 "请核对；确有不同的说明原因",
                    (largest, "合同金额", largest.contract_amount),
                    (row, "单项合同额", Decimal(figures["contract_amount"])),
                )  # fmt: skip


def _spans(row: Any, completions: Sequence[Any]) -> Iterator[Finding]:
    spans: set[tuple[date, date]] = {(completion.started_on, completion.finished_on) for completion in completions}
    if (row.started_on, row.ended_on) not in spans:
        completion = completions[0]
        yield _finding(
            "SPAN_UNLIKE_COMPLETION", Level.REASON, "业绩的起止日期与竣工信息的开工、竣工日期不一致",
            "施工、监理业绩应与竣工信息一致；确有不同的说明原因",
            (completion, "开工至竣工", f"{completion.started_on} 至 {completion.finished_on}"),
            (row, "起止日期", f"{row.started_on} 至 {row.ended_on}"),
        )  # fmt: skip


_CHECKS: tuple[_Check, ...] = (
    _completions,
    _tendered_contracts,
    _permits_and_contracts,
    _permits_and_reviews,
    _managers,
    _areas,
    _indicators,
    declared_away,
)
