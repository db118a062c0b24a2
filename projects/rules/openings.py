"""What may be changed of a record that came back with marks (X04): the marked parts, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from projects.rules.described import Described
from projects.rules.values import ValueType


@dataclass(frozen=True)
class Opening:
    """The parts of one record that are open, each with why.

    :param fields: by field name; ``indicators`` stands for the figures of a track record.
    :param papers: by the guid of a paper that may be replaced or removed.
    :param paper_kinds: by the kind of which papers may be added.
    :param opened_at: when the filing came back; None while that is not kept yet.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    paper_kinds: Mapping[str, str] = field(default_factory=dict)
    opened_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the record may change."""
        return not (self.fields or self.papers or self.paper_kinds)

    @property
    def takes_papers(self) -> bool:
        """Whether the page of its papers can change anything."""
        return bool(self.papers or self.paper_kinds)

    def why(self, described: Described) -> str:
        """Why a field is open; empty when it is not. Names and codes of several units are one thing."""
        if described.name in self.fields:
            return self.fields[described.name]
        beside = {ValueType.NAMES: ("_name", "_code"), ValueType.CREDIT_CODES: ("_code", "_name")}.get(described.type)
        return self.fields.get(described.name.removesuffix(beside[0]) + beside[1], "") if beside else ""

    def takes_paper(self, kind: str) -> bool:
        """Whether a paper of this kind may be added."""
        return kind in self.paper_kinds

    def lets_go(self, guid: str, uploaded_at: datetime) -> bool:
        """Whether a paper may be replaced or removed: a marked one, or one that came since the record was opened."""
        return guid in self.papers or (self.opened_at is not None and uploaded_at > self.opened_at)
