"""Which kind of enterprise adds which stage of a shown project, and when two records are one (一（六）2, E10, A-07)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.rules import EnterpriseKind
from common.errors import RuleError
from common.notice import of_notice
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind
from projects.rules.record_codes import TrackRecordKind
from projects.rules.tender_codes import ContractType, TenderClass

CLAUSE = of_notice("一（六）2")


class StageIsOfAnotherLine(RuleError):
    """The stage, or the class of tender or contract, is that of another kind of enterprise."""


class StageIsThereAlready(RuleError):
    """The stage of this 标段 is confirmed, or the enterprise has its own record of it."""


class BasicInformationIsNotAddedTwice(RuleError):
    """A shown project's basic information is there."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of enterprise adds: tenders and contracts of its classes, other stages as a whole."""

    tenders: frozenset[TenderClass]
    contracts: frozenset[ContractType]
    stages: frozenset[Stage]
    track_record: TrackRecordKind


# The classes that are no single line's work: any party adds them.
ANY_TENDERS = frozenset({TenderClass.PROJECT_MANAGEMENT, TenderClass.WHOLE_PROCESS, TenderClass.OTHER})
ANY_CONTRACTS = frozenset({ContractType.PROJECT_MANAGEMENT, ContractType.WHOLE_PROCESS, ContractType.OTHER})
_DRAWINGS = frozenset({Stage.DRAWING_REVIEW, Stage.INDICATORS})
_BUILDING = frozenset({Stage.PERMIT, Stage.COMPLETION, Stage.INDICATORS})

LINES: dict[EnterpriseKind, Line] = {
    EnterpriseKind.SURVEY: Line(
        frozenset({TenderClass.SURVEY}), frozenset({ContractType.SURVEY}), _DRAWINGS, TrackRecordKind.SURVEY
    ),
    EnterpriseKind.DESIGN: Line(
        frozenset({TenderClass.DESIGN, TenderClass.DESIGN_BUILD, TenderClass.GENERAL_CONTRACTING}),
        frozenset({ContractType.DESIGN, ContractType.DESIGN_BUILD, ContractType.GENERAL_CONTRACTING}),
        _DRAWINGS,
        TrackRecordKind.DESIGN,
    ),
    EnterpriseKind.CONSTRUCTION: Line(
        frozenset({TenderClass.CONSTRUCTION, TenderClass.DESIGN_BUILD, TenderClass.GENERAL_CONTRACTING}),
        frozenset(
            {
                ContractType.MAIN_CONTRACT,
                ContractType.SUBCONTRACT,
                ContractType.LABOUR,
                ContractType.DESIGN_BUILD,
                ContractType.GENERAL_CONTRACTING,
            }
        ),
        _BUILDING,
        TrackRecordKind.CONSTRUCTION,
    ),
    EnterpriseKind.SUPERVISION: Line(
        frozenset({TenderClass.SUPERVISION}),
        frozenset({ContractType.SUPERVISION}),
        _BUILDING,
        TrackRecordKind.SUPERVISION,
    ),
}


def codes_of_line(stage: Stage, kinds: Iterable[str]) -> frozenset[str]:
    """The codes of a stage's records that enterprises of these kinds add; for stages without codes, see the table.

    Tenders and contracts go by their class and type, indicators by the kind of track record.
    """
    lines = [LINES[EnterpriseKind(kind)] for kind in kinds]
    by_stage: dict[Stage, set[str]] = {
        Stage.TENDER: set(ANY_TENDERS).union(*(line.tenders for line in lines)),
        Stage.CONTRACT: set(ANY_CONTRACTS).union(*(line.contracts for line in lines)),
        Stage.INDICATORS: {line.track_record for line in lines},
    }
    return frozenset(by_stage.get(stage, set()))


def own_codes_of_line(stage: Stage, kinds: Iterable[str]) -> frozenset[str]:
    """The same without the classes that any party adds: what an enterprise of these kinds should have of its own."""
    return codes_of_line(stage, kinds) - ANY_TENDERS - ANY_CONTRACTS


def adds_stage(stage: Stage, kinds: Iterable[str]) -> bool:
    """Whether enterprises of these kinds add records of a stage at all. Everybody has tenders and contracts."""
    coded = stage in (Stage.TENDER, Stage.CONTRACT)
    return coded or any(stage in LINES[EnterpriseKind(kind)].stages for kind in kinds)


def require_line(kind: RecordKind, code: str | None, kinds: Collection[str]) -> None:
    """Let pass a kind of record, and where it is known its class, that is of the enterprise's own line of work.

    :param code: the tender's class, the contract's type, or the track record's kind; None while it is not known.
    :param kinds: of the enterprise.
    :raises BasicInformationIsNotAddedTwice: for the basic information and its unit projects.
    :raises StageIsOfAnotherLine: naming whose stage it is.
    """
    if kind in (RecordKind.PROJECT, RecordKind.UNIT):
        raise BasicInformationIsNotAddedTwice(
            "该项目已在省平台展示，项目基本信息不得重复添加；可补录招投标、合同、施工图审查、施工许可、竣工、业绩指标等缺失的环节",
            clause=CLAUSE,
        )
    stages = _BELONGS_TO.get(kind, (kind.stage,))
    if not any(adds_stage(stage, kinds) for stage in stages):
        raise StageIsOfAnotherLine(
            f"{kind.label}由{_whose(kind.stage)}补录，本企业（{_names(kinds)}）补录本专业的环节", clause=CLAUSE
        )
    if code is not None and code not in codes_of_line(kind.stage, kinds) and kind in _CODED:
        raise StageIsOfAnotherLine(
            f"“{_CODED[kind](code).label}”类的{kind.label}不属于本企业（{_names(kinds)}）的专业，请由对应的企业补录",
            clause=CLAUSE,
            field="kind",
        )


# A participant row goes with the permit, the drawing review or the completion that it is tied to.
_BELONGS_TO: dict[RecordKind, tuple[Stage, ...]] = {
    RecordKind.PARTICIPANT: (Stage.DRAWING_REVIEW, Stage.PERMIT, Stage.COMPLETION),
    RecordKind.EXEMPTION: (Stage.DRAWING_REVIEW, Stage.COMPLETION),
}
_CODED: dict[RecordKind, type[TenderClass] | type[ContractType] | type[TrackRecordKind]] = {
    RecordKind.TENDER: TenderClass,
    RecordKind.CONTRACT: ContractType,
    RecordKind.INDICATORS: TrackRecordKind,
}


def _whose(stage: Stage) -> str:
    return "、".join(kind.label for kind in EnterpriseKind if stage in LINES[kind].stages)


def _names(kinds: Collection[str]) -> str:
    return "、".join(EnterpriseKind(kind).label for kind in kinds)


@dataclass(frozen=True, slots=True)
class Lot:
    """What tells one record of a stage from another: class, number of its paper, name of its 标段, and whose.

    :param code: class of the tender, type of contract, permit or completion; empty where the stage has none.
    :param is_exemption: a declaration that there is none; its code is that of the record that it stands for.
    :param owner: the enterprise's id for indicators, which every enterprise has of its own; else 0.
    """

    stage: Stage
    code: str
    paper_number: str
    name: str
    owner: int = 0
    is_exemption: bool = False


def same_lot(one: Lot, other: Lot) -> bool:
    """Whether two records are about the same stage of the same 标段: same paper, or same class and name (A-07)."""
    if one.stage != other.stage or one.owner != other.owner:
        return False
    if one.is_exemption or other.is_exemption:
        return one.code == other.code  # what is declared not needed is not there, in no 标段
    if one.stage == Stage.INDICATORS:
        return one.code == other.code
    same_paper = one.paper_number != "" and one.paper_number == other.paper_number
    return same_paper or (one.code == other.code and one.name == other.name)
