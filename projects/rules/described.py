"""A field list read together with its columns: all that a page, a workbook, a check or a message needs of a field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from projects.rules.kinds import RecordKind
from projects.rules.values import EMPTY_WORDS, READERS, Limits, ValueIsRefused, ValueType, is_empty, read_choice


@dataclass(frozen=True)
class Described:
    """One field with everything that a page, a workbook, a check or a message needs to know of it.

    :param refers_to: the kind of record that a RECORD field names.
    """

    name: str
    label: str
    type: ValueType
    required: bool
    limits: Limits = field(default_factory=Limits)
    dictionary: str = ""
    unit: str = ""
    help: str = ""
    wire: tuple[str, ...] = ()
    rows: int = 2
    refers_to: RecordKind | None = None
    is_extra: bool = False

    def read(self, raw: Any, choices: Mapping[str, str]) -> Any:
        """The value of what was typed or stands in a cell; None, or the empty text, where nothing was given.

        :param choices: code and label of those offered, for CHOICE and DIVISION.
        :raises ValueIsRefused: with the fault and the remedy.
        """
        if is_empty(raw):
            if self.required:
                raise ValueIsRefused(self.missing)
            return self.nothing
        if self.type in (ValueType.CHOICE, ValueType.DIVISION):
            return read_choice(raw, choices)
        value = READERS[self.type](raw, self.limits)
        if self.required and (value is None or (isinstance(value, str) and value in EMPTY_WORDS)):
            raise ValueIsRefused(f"“{raw}”不能作为有效内容，请如实填写")
        return value

    @property
    def missing(self) -> str:
        """What is said when a required value is not given."""
        chosen = self.type in (ValueType.CHOICE, ValueType.DIVISION, ValueType.RECORD)
        return f"请{'选择' if chosen else '填写'}{self.label}"

    @cached_property
    def nothing(self) -> Any:
        """What is stored when nothing was given."""
        return "" if self.type in _TEXTS and not self.is_extra else None


_TEXTS = (
    ValueType.TEXT,
    ValueType.LONG_TEXT,
    ValueType.CREDIT_CODE,
    ValueType.NAMES,
    ValueType.CREDIT_CODES,
    ValueType.INVESTMENT_CODE,
    ValueType.CHOICE,
)


@dataclass(frozen=True)
class FieldList:
    """The fields of one kind of record by section, in one version."""

    kind: RecordKind
    code: str
    starts_on: date
    ends_on: date | None
    is_provisional: bool
    sections: tuple[tuple[str, tuple[Described, ...]], ...]

    @cached_property
    def fields(self) -> tuple[Described, ...]:
        """All fields in the order of the form."""
        return tuple(described for _, part in self.sections for described in part)

    @cached_property
    def by_name(self) -> Mapping[str, Described]:
        """The fields by name."""
        return {described.name: described for described in self.fields}
