"""What a check across records found, and what it asks for (X13)."""

from dataclasses import dataclass
from enum import StrEnum

from common.canonical import canonical_json, sha256_hex
from common.notice import of_notice

CLAUSE = of_notice("四（二）")


class Level(StrEnum):
    """What a finding asks for before submission."""

    BLOCK = "BLOCK"
    REASON = "REASON"
    HINT = "HINT"

    @property
    def label(self) -> str:
        """The level's word."""
        return {Level.BLOCK: "须修改", Level.REASON: "须说明", Level.HINT: "提示"}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """Two values that do not fit, or one that stands alone where it should not.

    :param code: the check that found it.
    :param records: guids of the records concerned, as text.
    :param values: each with what it is: ``("合同金额", "21800 万元")``.
    """

    code: str
    level: Level
    text: str
    remedy: str
    records: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    clause: str = CLAUSE

    @property
    def key(self) -> str:
        """Names the finding with its values: when one of them changes, it is another finding."""
        return sha256_hex(
            canonical_json(
                {"code": self.code, "records": list(self.records), "values": [list(pair) for pair in self.values]}
            )
        )
