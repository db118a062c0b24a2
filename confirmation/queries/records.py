"""Which records a case is about: its items, or before the first submission what it would take in."""

from collections.abc import Collection, Sequence
from uuid import UUID

from accounts.models import Enterprise
from common.errors import RuleError
from confirmation.models import Case
from confirmation.rules.routing import CategoryKind, RoutingRule, city_first
from confirmation.rules.states import BACKFILLS, CaseKind
from projects.models import EnterpriseIndicators, PersonalTrackRecord, Project, StageRecord
from projects.queries import records_of
from projects.rules.dictionaries import Sector


class TheRecordsAreNotTheSubmittedOnes(RuleError):
    """A record with which the case was submitted is no longer there."""


def filing_of(records: Sequence[StageRecord], enterprise: Enterprise) -> list[StageRecord]:
    """What a backfill of the enterprise consists of: its own unconfirmed records, in the order of the rail. No query.

    :param records: of the project, all live ones.
    """
    return [record for record in records if record.filed_by_id == enterprise.pk and not record.is_confirmed]


def confirmed_of(records: Sequence[StageRecord]) -> list[StageRecord]:
    """The confirmed ones of some records: all that one enterprise may know of another's. No query."""
    return [record for record in records if record.is_confirmed]


def liftable_of(records: Sequence[StageRecord]) -> list[StageRecord]:
    """What a higher grade may be applied for: what is confirmed and was not found to be false (四（二）). No query."""
    return [record for record in confirmed_of(records) if not record.false_mark]


def records_of_filing(project: Project, enterprise: Enterprise) -> list[StageRecord]:
    """What the enterprise files, and the confirmed records beside which it will stand."""
    records = records_of(project)
    return [record for record in records if record.is_confirmed or record.filed_by_id == enterprise.pk]


def records_to_send(project: Project, enterprise: Enterprise, kind: CaseKind) -> list[StageRecord]:
    """The records that a case of this kind takes in when it is submitted.

    An upgrade concerns the confirmed records that exist, whoever filed them (decisions 22), but none found to be false.
    """
    records = records_of(project)
    return filing_of(records, enterprise) if kind in BACKFILLS else liftable_of(records)


def records_of_case(case: Case) -> list[StageRecord]:
    """The case's records among the live ones of its project, in the order of the rail."""
    return split_by_case(case, records_of(case.project))[0]


def split_by_case(case: Case, records: Sequence[StageRecord]) -> tuple[list[StageRecord], list[StageRecord]]:
    """The case's records among those of its project, and the others. One query."""
    return _split(_items_of(case), records)


def split_as_submitted(case: Case, records: Sequence[StageRecord]) -> tuple[list[StageRecord], list[StageRecord]]:
    """The same for a decision, which is on exactly the records with which the case was submitted. One query.

    :raises TheRecordsAreNotTheSubmittedOnes: when one is gone, or there is none.
    """
    items = _items_of(case)
    if not items or items - {record.row_guid for record in records}:
        raise TheRecordsAreNotTheSubmittedOnes("该办件的环节信息与提交时不一致，本次意见未生效；请退回企业重新提交")
    return _split(items, records)


def _items_of(case: Case) -> set[UUID]:
    return set(case.items.values_list("record_guid", flat=True))


def _split(items: Collection[UUID], records: Sequence[StageRecord]) -> tuple[list[StageRecord], list[StageRecord]]:
    own = [record for record in records if record.row_guid in items]
    return own, [record for record in records if record.row_guid not in items]


def qualifications_of(records: Sequence[StageRecord]) -> frozenset[str]:
    """Codes of the categories that records claim; indicators alone name one (A-09)."""
    return frozenset(record.category for record in records if isinstance(record, EnterpriseIndicators))


def is_special(record: StageRecord, rules: Sequence[RoutingRule], sector: Sector) -> bool:
    """Whether a record goes to the city while the rest of its project begins with the county (decisions 19).

    Persons go with the enterprise's row that they belong to.
    """
    indicators = record.indicators if isinstance(record, PersonalTrackRecord) else record
    if not isinstance(indicators, EnterpriseIndicators):
        return False
    rule = city_first(sector=sector, qualifications=[indicators.category], rules=rules)
    return rule is not None and rule.kind == CategoryKind.QUALIFICATION
