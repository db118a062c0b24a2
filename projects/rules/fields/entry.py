"""One field of a field list, and how a list is written as data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from common.errors import RuleError
from projects.rules.values import ValueType

# What an added field may be; its value stands in the record's ``extra``.
EXTRA_TYPES = frozenset(
    {
        ValueType.TEXT,
        ValueType.LONG_TEXT,
        ValueType.DECIMAL,
        ValueType.INTEGER,
        ValueType.DATE,
        ValueType.CHOICE,
        ValueType.YES_NO,
    }
)
EXTRA_PREFIX = "x_"


class FieldListIsFaulty(RuleError):
    """A field list names an unknown field, one twice, or lacks one that the table requires."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. What its column already says (label, length, digits) is not said again.

    :param name: a column, or a name that begins with ``x_`` for an added field.
    :param wire: the national name beside it; three for a person: name, document, number. Empty: not sent.
    :param required: None as the column has it; True asks for an optional one too.
    :param type: only where the column does not tell it: a credit code, or an added field.
    :param dictionary: the code list of a choice.
    :param rows: height of a long text.
    """

    name: str
    wire: tuple[str, ...] = ()
    help: str = ""
    unit: str = ""
    required: bool | None = None
    type: ValueType | None = None
    dictionary: str = ""
    label: str = ""
    max_length: int | None = None
    rows: int = 2

    @property
    def is_extra(self) -> bool:
        """Whether its value stands in ``extra`` rather than in a column."""
        return self.name.startswith(EXTRA_PREFIX)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    title: str
    entries: tuple[Entry, ...]


def entry(name: str, wire: str = "", **more: Any) -> Entry:
    """An entry; ``wire`` holds one name, or three apart by spaces."""
    return Entry(name, tuple(wire.split()), **more)


def credit_code(name: str, wire: str = "", **more: Any) -> Entry:
    """An entry of a unified social credit code."""
    return entry(name, wire, type=ValueType.CREDIT_CODE, **more)


def written_sections(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """A field list as JSON values; what has its default is left out."""
    return [{"title": section.title, "fields": [_written(item) for item in section.entries]} for section in sections]


def _written(item: Entry) -> dict[str, Any]:
    defaults = Entry(item.name)
    return {
        name: list(value) if name == "wire" else value
        for name, value in asdict(item).items()
        if name == "name" or value != getattr(defaults, name)
    }


def read_sections(written: Any) -> tuple[Section, ...]:
    """A field list from JSON values.

    :raises FieldListIsFaulty: naming the entry that cannot be read.
    """
    try:
        return tuple(Section(str(part["title"]), tuple(_read(item) for item in part["fields"])) for part in written)
    except (KeyError, TypeError, ValueError) as error:
        raise FieldListIsFaulty(f"字段表无法读取：{error}；请对照现行版本的写法修改") from error


def _read(item: dict[str, Any]) -> Entry:
    known = {field.name for field in fields(Entry)}
    if not set(item) <= known:
        raise ValueError("、".join(sorted(set(item) - known)))
    changes = dict(item)
    if "wire" in changes:
        changes["wire"] = tuple(changes["wire"])
    if changes.get("type"):
        changes["type"] = ValueType(changes["type"])
    return Entry(**changes)
