"""Which enterprise may add which records to a project that is on display (一（六）2, E10)."""

from collections.abc import Iterable, Sequence

from accounts.models import Enterprise
from accounts.policy import ActsForNobody
from projects.models import Exemption, Project, StageRecord
from projects.queries.records import records_of
from projects.rules.dictionaries import CompletionKind, Stage
from projects.rules.exemptions import ExemptRecord
from projects.rules.kinds import RecordKind
from projects.rules.lines import CLAUSE, Lot, StageIsThereAlready, require_line, same_lot
from projects.rules.values import apart

# The columns in which a record names participants: the permit's four, the tender's winner, the contract's contractor
# and its partners, the drawing review's two, a participant's own. Owners, clients, agencies and reviewers are none.
_PARTY_COLUMNS = (
    "surveyor_code",
    "designer_code",
    "contractor_code",
    "supervisor_code",
    "winner_code",
    "partner_code",
    "code",
)


class NotAParty(ActsForNobody):
    """The enterprise is named in no confirmed record of the project and did not file it."""


def is_on_display(project: Project) -> bool:
    """Whether stages are added to the project, and its basic information is not filed again (一（一）)."""
    return project.shown or project.published


def named_codes(records: Iterable[StageRecord]) -> set[str]:
    """Credit codes of the participants that confirmed records name. No query."""
    confirmed = [record for record in records if record.is_confirmed]
    return {code for record in confirmed for column in _PARTY_COLUMNS for code in apart(getattr(record, column, ""))}


def is_party(project: Project, enterprise: Enterprise, records: Iterable[StageRecord]) -> bool:
    """Whether the enterprise takes part in the project: it filed it, or a confirmed record names it. No query."""
    return project.filed_by_id == enterprise.pk or enterprise.credit_code in named_codes(records)


def require_party(project: Project, enterprise: Enterprise, records: Iterable[StageRecord]) -> None:
    """Let pass a participant.

    :raises NotAParty: otherwise, with the way to become one.
    """
    if not is_party(project, enterprise, records):
        raise NotAParty(
            f"{enterprise.name}不在该项目已确认信息所列的参建单位中，不能补录其环节；"
            "请向建设单位或填报企业申请列为参建单位并附证明，经主管部门确认后再补录",
            clause=CLAUSE,
        )


def require_may_add(
    project: Project,
    enterprise: Enterprise,
    record_kind: RecordKind,
    code: str | None = None,
    *,
    records: Sequence[StageRecord] | None = None,
) -> None:
    """Let pass a participant of a shown project that adds a record of its own line of work.

    :param code: the tender's class, the contract's type or the track record's kind; None while it is not known.
    :param records: all live records of the project, when the caller has them.
    :raises Project.DoesNotExist: when the project is not on display: nobody but its filer knows of it.
    :raises NotAParty: for an enterprise that takes no part.
    :raises BasicInformationIsNotAddedTwice, StageIsOfAnotherLine: for what is not its own to add.
    :raises StageIsThereAlready: when the enterprise has its indicators already.
    """
    if not is_on_display(project):
        raise Project.DoesNotExist
    records = records_of(project) if records is None else records
    require_party(project, enterprise, records)
    require_line(record_kind, code, enterprise.kinds)
    if record_kind == RecordKind.INDICATORS:
        _require_no_own_indicators(enterprise, code, records)


def _require_no_own_indicators(enterprise: Enterprise, code: str | None, records: Sequence[StageRecord]) -> None:
    own = [
        record
        for record in records
        if record.record_kind == RecordKind.INDICATORS and record.filed_by_id == enterprise.pk
    ]
    # An enterprise of two kinds has a track record of each.
    if any((code is None and len(enterprise.kinds) == 1) or lot_of(record).code == code for record in own):
        raise StageIsThereAlready("本企业在该项目的业绩技术指标已填报或已确认，不重复添加", clause=CLAUSE)


# The code of the record that a declaration stands for, as that record's lot has it.
_EXEMPTED = {ExemptRecord.DRAWING_REVIEW: "", ExemptRecord.COMPLETION_FILING: CompletionKind.FILING.value}


def lot_of(record: StageRecord) -> Lot:
    """What tells the record from others of its stage."""
    if isinstance(record, Exemption):
        return Lot(record.stage, _EXEMPTED[ExemptRecord(record.stands_for)], "", str(record), is_exemption=True)
    is_own = record.record_kind == RecordKind.INDICATORS
    return Lot(
        stage=record.stage,
        code=getattr(record, "kind", ""),
        paper_number=getattr(record, "paper_number", ""),
        name=getattr(record, "name", ""),
        owner=(record.filed_by_id or 0) if is_own else 0,
    )


def the_same(record: StageRecord, others: Iterable[StageRecord]) -> StageRecord | None:
    """The first of some other records that is about the same stage of the same 标段. No query.

    What belongs to another record, a participant or a personal track record, is never the same as another.
    """
    if not record.stands_alone or record.stage == Stage.PROJECT:
        return None
    lot = lot_of(record)
    alone = (other for other in others if other.stands_alone and other.row_guid != record.row_guid)
    return next((other for other in alone if same_lot(lot, lot_of(other))), None)


def require_may_keep(project: Project, enterprise: Enterprise, added: Sequence[StageRecord]) -> None:
    """Let pass the records that a participant added to a shown project, before they are submitted.

    :raises Project.DoesNotExist, NotAParty, BasicInformationIsNotAddedTwice, StageIsOfAnotherLine: as for adding.
    :raises StageIsThereAlready: when a confirmed or another added record is about the same stage of the same 标段.
    """
    if not is_on_display(project):
        raise Project.DoesNotExist
    records = records_of(project)
    require_party(project, enterprise, records)
    confirmed = [record for record in records if record.is_confirmed]
    for number, record in enumerate(added):
        require_line(record.record_kind, getattr(record, "kind", None), enterprise.kinds)
        there = the_same(record, [*confirmed, *added[:number]])
        if there is not None:
            raise StageIsThereAlready(
                f"{record.record_kind.label}“{record}”与该项目已有的“{there}”为同一标段，不重复添加；如已确认的信息有误，请申请勘误",
                clause=CLAUSE,
            )
