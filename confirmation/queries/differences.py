"""What differs between two submissions, record by record, in the words of the forms (X03)."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from confirmation.queries.answers import facts_of
from confirmation.queries.submitted import PaperSeen, Submitted
from projects.models import EnterpriseIndicators, Participant, PersonalTrackRecord, StageRecord, UnitProject
from projects.rules.indicators import indicators_of
from projects.rules.qualifications import QUALIFICATIONS

ADDED, REMOVED, CHANGED, SAME = "新增", "删除", "有变化", "未变"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact or paper that differs; an empty text where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """One record in two submissions.

    :param state: one of the four words above.
    :param same: label and value of what did not change.
    """

    title: str
    state: str
    lines: list[Line]
    same: list[tuple[str, str]]


# By what rows of a kind are told apart when one was removed and entered anew.
_KEYS: dict[type[StageRecord], Callable[[Any], Hashable]] = {
    UnitProject: lambda row: row.name,
    Participant: lambda row: (row.role, row.code),
    PersonalTrackRecord: lambda row: (row.person_id, row.duty),
}


def differences(before: Submitted, after: Submitted) -> list[RecordDifference]:
    """Every record of both submissions in the order of the rail, the unchanged ones too. No query.

    The same record is found by its guid, an entry made anew by its key: a unit's name, a participant's role and code, a
    person and his duty, else the number of its paper.
    """
    return [_difference(old, new, before, after) for old, new in _pairs(before.records, after.records)]


def _pairs(
    before: Iterable[StageRecord], after: Iterable[StageRecord]
) -> list[tuple[StageRecord | None, StageRecord | None]]:
    new = {record.row_guid: record for record in after}
    pairs = [(record, new.pop(record.row_guid, None)) for record in before]
    again = {_key(record): record for record in new.values()}
    found: list[tuple[StageRecord | None, StageRecord | None]] = []
    for old, same in pairs:
        entered_anew = again.pop(_key(old), None) if same is None else None
        if entered_anew is not None:
            del new[entered_anew.row_guid]
        found.append((old, same or entered_anew))
    return found + [(None, record) for record in new.values()]


def _key(record: StageRecord) -> Hashable:
    own = _KEYS.get(type(record))
    number = getattr(record, "paper_number", "") or record.row_guid
    return record.record_kind, own(record) if own else number


def _difference(
    old: StageRecord | None, new: StageRecord | None, before: Submitted, after: Submitted
) -> RecordDifference:
    record = new or old
    assert record is not None
    was, now = _facts(old), _facts(new)
    # By label: between two submissions the field list may have changed.
    labels = [*was, *(label for label in now if label not in was)]
    lines = [
        Line(label, was.get(label, ""), now.get(label, ""))
        for label in labels
        if was.get(label, "") != now.get(label, "")
    ]
    same = [(label, now[label]) for label in labels if now.get(label) and was.get(label) == now[label]]
    papers, kept = _papers(
        before.papers.get(old.row_guid, []) if old else [], after.papers.get(new.row_guid, []) if new else []
    )
    lines += papers
    state = ADDED if old is None else REMOVED if new is None else CHANGED if lines else SAME
    return RecordDifference(f"{record.stage.label}：{record}", state, lines, same + kept)


def _facts(record: StageRecord | None) -> dict[str, str]:
    if record is None:
        return {}
    facts = dict(facts_of(record, with_numbers=True))
    if isinstance(record, EnterpriseIndicators) and record.category in QUALIFICATIONS:
        del facts["技术指标"]
        labels = {row.code: (row.label, row.unit) for row in indicators_of(QUALIFICATIONS[record.category])}
        for figure in record.indicators:
            label, unit = labels.get(figure["code"], (figure["code"], ""))
            facts[f"技术指标：{label}"] = f"{figure['value']} {unit}".strip()
    return facts


def _papers(before: list[PaperSeen], after: list[PaperSeen]) -> tuple[list[Line], list[tuple[str, str]]]:
    """Papers by their bytes: a renamed file is the same, another file of one name is not."""
    left, lines, kept = list(before), list[Line](), list[tuple[str, str]]()
    fresh = []
    for paper in after:
        same = next((old for old in left if (old.kind, old.sha256) == (paper.kind, paper.sha256)), None)
        if same is None:
            fresh.append(paper)
            continue
        left.remove(same)
        if same.name == paper.name:
            kept.append((f"附件：{paper.label}", str(paper)))
        else:
            lines.append(Line(f"附件：{paper.label}（内容相同，改名）", same.name, paper.name))
    for paper in fresh:
        replaced = next((old for old in left if old.kind == paper.kind), None)
        if replaced is not None:
            left.remove(replaced)
        lines.append(Line(f"附件：{paper.label}", str(replaced or ""), str(paper)))
    return lines + [Line(f"附件：{old.label}", str(old), "") for old in left], kept
