"""Two firms, one stage: what others filed of the same stage, beside a case's records (X17, decisions 21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from confirmation.models import Case, CaseItem
from confirmation.queries.answers import facts_of
from confirmation.rules.states import Status
from projects.models import StageRecord
from projects.policy import lot_of
from projects.rules.dictionaries import Stage
from projects.rules.lines import same_lot


@dataclass(frozen=True, slots=True)
class FactPair:
    """One fact of the case's record and of the other one."""

    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.ours != self.theirs


@dataclass(frozen=True, slots=True)
class Rival:
    """Another enterprise's record of the same stage and class.

    :param is_same_lot: about the same 标段: then only one of the two can be confirmed.
    :param state: where it stands, with its case number when it has one.
    """

    title: str
    enterprise: str
    state: str
    grade: str
    is_same_lot: bool
    facts: list[FactPair]

    @property
    def differences(self) -> int:
        """How many facts differ."""
        return sum(fact.differs for fact in self.facts)


def rival_records(record: StageRecord, others: Iterable[StageRecord]) -> list[StageRecord]:
    """Records of other enterprises of the same stage and class. No query.

    Indicators are each enterprise's own, the basic information is one: they have none.
    """
    if not record.stands_alone or record.stage in (Stage.PROJECT, Stage.INDICATORS):
        return []
    return [
        other
        for other in others
        if other.record_kind == record.record_kind
        and other.filed_by_id != record.filed_by_id
        and lot_of(other).code == lot_of(record).code
    ]


def rivals_of(records: Sequence[StageRecord], others: Sequence[StageRecord]) -> dict[UUID, list[Rival]]:
    """What others filed of the same stages, by the case's record: submitted or confirmed, never drafts.

    One query when there is any, else none.

    :param others: the project's live records that are not in the case.
    """
    closed = [other for other in others if not other.is_open]
    found = {record.row_guid: rival_records(record, closed) for record in records}
    guids = {rival.row_guid for rivals in found.values() for rival in rivals}
    cases = _latest_cases(guids) if guids else {}
    return {
        record.row_guid: [_rival(record, rival, cases.get(rival.row_guid)) for rival in found[record.row_guid]]
        for record in records
        if found[record.row_guid]
    }


def rival_cases(records: Sequence[StageRecord], others: Sequence[StageRecord]) -> list[Case]:
    """Other enterprises' latest cases with an unconfirmed record of the same stage and 标段, however they stand.

    :param others: the project's live records that are not in the case.
    """
    rivals = {
        other.row_guid
        for record in records
        for other in rival_records(record, others)
        if not other.is_confirmed and same_lot(lot_of(record), lot_of(other))
    }
    found = {row.pk: row for row in _latest_cases(rivals).values()} if rivals else {}
    return [found[pk] for pk in sorted(found)]


def _latest_cases(guids: Iterable[UUID]) -> dict[UUID, Case]:
    items = CaseItem.objects.filter(record_guid__in=list(guids), case__number__isnull=False)
    rows = items.select_related("case__enterprise", "case__project").order_by("case_id")
    return {row.record_guid: row.case for row in rows}


def _rival(record: StageRecord, other: StageRecord, case: Case | None) -> Rival:
    pairs = zip(facts_of(record, with_numbers=True), facts_of(other, with_numbers=True), strict=True)
    return Rival(
        title=f"{other.stage.label}：{other}",
        enterprise=case.enterprise.name if case else str(other.filed_by or ""),
        state=_state(other, case),
        grade=other.grade,
        is_same_lot=same_lot(lot_of(record), lot_of(other)),
        facts=[FactPair(label, ours, theirs) for (label, ours), (_, theirs) in pairs],
    )


def _state(record: StageRecord, case: Case | None) -> str:
    word = Status.CONFIRMED.label if record.is_confirmed else case.get_status_display() if case else ""
    return f"{word}（办件 {case.number}）" if case else word
