"""The inputs with which an official marks fields, papers and records; read as marks (X04)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from confirmation.queries.answers import named_facts_of
from confirmation.rules.defects import Mark, Spot, Target
from projects.models import Attachment, StageRecord
from projects.rules.kinds import RecordKind
from projects.rules.papers import kinds_of

Choices = tuple[tuple[str, str], ...]
IsLate = Callable[[Spot, str], bool]


@dataclass(frozen=True)
class Control:
    """One place that can be marked, with what was chosen and typed there.

    :param value: what stands there, with persons' masked numbers.
    :param choices: where the mark also names which kind of paper is missing; ``chosen`` is the one that was named.
    :param asks_late: the place could have been marked in the round before, so that a mark says why it was not.
    """

    spot: Spot
    label: str
    value: str = ""
    code: str = ""
    text: str = ""
    late: str = ""
    asks_late: bool = False
    choices: Choices = ()
    chosen: str = ""

    @property
    def key(self) -> str:
        """What the names of its inputs end with."""
        return self.spot.key

    @property
    def is_open(self) -> bool:
        """Whether something was typed, so that it stays in sight."""
        return bool(self.code or self.text or self.late)

    @property
    def mark(self) -> Mark | None:
        """The mark; None when no reason was chosen."""
        if not self.code:
            return None
        spot = Spot(self.spot.target, self.spot.guid, self.chosen) if self.choices else self.spot
        return Mark(spot, self.code, self.text, self.late)


@dataclass(frozen=True)
class RecordControls:
    """The places of one record."""

    whole: Control
    facts: list[Control]
    papers: list[Control]

    @property
    def every(self) -> list[Control]:
        """All of them."""
        return [self.whole, *self.facts, *self.papers]


@dataclass(frozen=True)
class Controls:
    """The places of a case: by record, and the stages that it has not."""

    records: dict[UUID, RecordControls]
    missing: list[Control]

    @property
    def every(self) -> list[Control]:
        """All of them."""
        return [control for record in self.records.values() for control in record.every] + self.missing


def controls_of(
    records: Sequence[StageRecord],
    papers: Mapping[UUID, Sequence[Attachment]],
    data: Mapping[str, Any],
    is_late: IsLate,
) -> Controls:
    """Every place of a case that can be marked, filled in with what was sent. No query.

    :param records: the case's own.
    :param data: the form as it was sent; empty for a page that is opened.
    """
    made = _Maker(data, is_late)
    present = {record.record_kind for record in records}
    missing = [kind for kind in RecordKind if kind not in present and kind is not RecordKind.PROJECT]
    return Controls(
        records={record.row_guid: made.record(record, papers.get(record.row_guid, [])) for record in records},
        missing=[made.control(Spot(Target.STAGE, None, kind.value), f"缺少{kind.label}") for kind in missing],
    )


@dataclass(frozen=True)
class _Maker:
    data: Mapping[str, Any]
    is_late: IsLate

    def record(self, record: StageRecord, papers: Iterable[Attachment]) -> RecordControls:
        guid = record.row_guid
        facts = [
            self.control(Spot(Target.FIELD, guid, fact.name), fact.label, fact.value)
            for fact in named_facts_of(record, with_numbers=True)
        ]
        marked = [
            self.control(
                Spot(Target.PAPER, guid, str(paper.guid)), paper.get_kind_display(), paper.filename, paper.file_id
            )
            for paper in papers
        ]
        if record.stands_alone:
            kinds = tuple((kind.value, kind.label) for kind in kinds_of(record.stage))
            marked.append(self.control(Spot(Target.PAPER_KIND, guid), "缺少附件", choices=kinds))
        return RecordControls(self.control(Spot(Target.RECORD, guid), "整条信息"), facts, marked)

    def control(self, spot: Spot, label: str, value: str = "", digest: str = "", *, choices: Choices = ()) -> Control:
        chosen = self._typed("name", spot)
        named = Spot(spot.target, spot.guid, chosen) if choices else spot
        return Control(
            spot=spot,
            label=label,
            value=value,
            code=self._typed("mark", spot),
            text=self._typed("text", spot),
            late=self._typed("late", spot),
            asks_late=self.is_late(named, digest),
            choices=choices,
            chosen=chosen,
        )

    def _typed(self, name: str, spot: Spot) -> str:
        return str(self.data.get(f"{name}_{spot.key}", "")).replace("\0", "").strip()[:500]
