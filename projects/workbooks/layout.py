"""How a workbook is laid out: one sheet per kind of record, its columns made from the field list of the day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from accounts.rules import IdentityDocument
from common.text import compatible
from projects.catalogue import catalogue
from projects.rules.described import Described, FieldList
from projects.rules.kinds import RecordKind
from projects.rules.values import Limits, ValueType

# In the order in which they are read: what is named stands before what names it.
KINDS = (
    RecordKind.PROJECT,
    RecordKind.UNIT,
    RecordKind.TENDER,
    RecordKind.CONTRACT,
    RecordKind.DRAWING_REVIEW,
    RecordKind.PERMIT,
    RecordKind.COMPLETION,
    RecordKind.PARTICIPANT,
    RecordKind.EXEMPTION,
)
VERSION_SHEET = "模板版本"
LIST_SHEET = "选项"
ERROR_SHEET = "错误清单"
HELP_MARK = "说明："
PROJECT_LABEL = "项目代码或项目名称"
_NAME, _NUMBER = Limits(max_length=50), Limits(max_length=30)


class Part(StrEnum):
    """What a column holds of its field: all of it, or one of the three things said of a person."""

    VALUE = "VALUE"
    PROJECT = "PROJECT"
    NAME = "name"
    DOCUMENT = "document"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    :ivar key: the fact that it fills; empty for the column that names the project.
    :ivar choices: label by code where one is chosen.
    """

    key: str
    label: str
    part: Part
    described: Described
    choices: Mapping[str, str]

    @property
    def required(self) -> bool:
        """Whether every row fills it."""
        return self.described.required

    @cached_property
    def header(self) -> str:
        """The head of the column, such as ``总投资（万元）*``."""
        unit = f"（{self.described.unit}）" if self.described.unit else ""
        return f"{self.label}{unit}{'*' if self.required else ''}"

    @property
    def is_text(self) -> bool:
        """Whether the spreadsheet program must keep what is typed as it is, zeros and long digits included."""
        return self.described.type not in (ValueType.DECIMAL, ValueType.INTEGER)


@dataclass(frozen=True)
class SheetLayout:
    """The sheet of one kind of record."""

    kind: RecordKind
    field_list: FieldList
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """The sheet's name."""
        return self.kind.label

    @cached_property
    def by_head(self) -> Mapping[str, Column]:
        """The columns by what :func:`bare` makes of their heads."""
        return {bare(column.header): column for column in self.columns}


def layouts_on(day: date) -> tuple[SheetLayout, ...]:
    """All sheets of the template of a day, in the order in which they are read."""
    return tuple(_layout(kind, day) for kind in KINDS)


def bare(head: str) -> str:
    """A head of a column without its mark and spaces, so that a small change by hand does no harm."""
    return re.sub(r"\s", "", compatible(str(head))).strip("*")


def letter(index: int) -> str:
    """The spreadsheet's letter of the column with this index, from 0."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _layout(kind: RecordKind, day: date) -> SheetLayout:
    field_list = catalogue().fields_on(kind, day)
    columns = [] if kind is RecordKind.PROJECT else [_project_column()]
    for described in field_list.fields:
        columns += _person(described) if described.type is ValueType.PERSON else [_column(described, day)]
    return SheetLayout(kind, field_list, tuple(columns))


def _column(described: Described, day: date) -> Column:
    choices = catalogue().choices(described, day)
    return Column(described.name, described.label, Part.VALUE, described, choices)


def _project_column() -> Column:
    described = Described(
        name="project",
        label=PROJECT_LABEL,
        type=ValueType.TEXT,
        required=True,
        limits=Limits(max_length=200),
        help="本工作簿“项目基本信息”表中的项目，或本企业填写中的项目",
    )
    return Column("", PROJECT_LABEL, Part.PROJECT, described, {})


def _person(described: Described) -> list[Column]:
    """Name, document and number of a person; the keys are those of the form's fields."""
    documents = dict(IdentityDocument.choices)

    def part(part: Part, said: str, limits: Limits, choices: Mapping[str, str], help: str) -> Column:
        name = f"{described.name}_{part.value}"
        kind = ValueType.CHOICE if choices else ValueType.TEXT
        required = described.required and part is not Part.DOCUMENT
        own = Described(name, described.label + said, kind, required, limits, help=help)
        return Column(name, own.label, part, own, choices)

    return [
        part(Part.NAME, "姓名", _NAME, {}, described.help),
        part(Part.DOCUMENT, "证件类型", Limits(), documents, "没有填写的按居民身份证"),
        part(Part.NUMBER, "证件号码", _NUMBER, {}, "加密保存；请设为文本格式后填写"),
    ]
