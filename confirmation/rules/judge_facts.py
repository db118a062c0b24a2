"""Reading the facts of one line for ``manage.py judge``: plain JSON in, typed facts or the fault out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from accounts.rules import EnterpriseKind
from common.errors import RuleError
from grading.rules.grades import Grade
from grading.rules.uses import MAY_BE_EXEMPT, Exempt, Part, Standing
from projects.rules.dictionaries import Origin, Sector
from projects.rules.qualifications import Qualification, qualification_named
from projects.rules.record_codes import Duty

Read = TypeVar("Read")

# The words of the exchange format, beside the names of this code base.
KINDS = {
    "SURVEYOR": EnterpriseKind.SURVEY,
    "DESIGNER": EnterpriseKind.DESIGN,
    "CONTRACTOR": EnterpriseKind.CONSTRUCTION,
    "SUPERVISOR": EnterpriseKind.SUPERVISION,
}
ORIGINS = {"BACKFILL": Origin.BACKFILL, "DOCKED": Origin.DOCKING}


class FactsCannotBeRead(RuleError):
    """A line is no object, lacks a key, or a value is none of those that the key takes."""


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """What one line says.

    :param filed_by: None for an applicant that 一（一） does not name.
    :param grades: of the parts that were asked about; None: no record.
    """

    id: Any
    filed_by: EnterpriseKind | None
    sector: Sector
    qualification: Qualification | None
    division: str
    shown: bool
    origin: Origin
    completed_on: date | None
    permitted_on: date | None
    confirmed_on: date | None
    today: date
    grades: Mapping[Part, Standing]
    national_shown: bool
    purpose: str
    role: Duty | None


def facts_from(row: object) -> JudgeFacts:
    """The facts of one line.

    :raises FactsCannotBeRead: naming the key, what is wrong with its value and what it takes.
    """
    if not isinstance(row, dict):
        raise FactsCannotBeRead("该行不是JSON对象；请每行写一个 {…}")
    reader = _Reader(row)
    return JudgeFacts(
        id=reader.raw("id"),
        filed_by=reader.read("filed_by", _kind),
        sector=reader.read("sector", _sector),
        qualification=reader.read("qualification", _or_none(_qualification)),
        division=reader.read("division", _division),
        shown=reader.read("shown", _flag),
        origin=reader.read("origin", _origin) if "origin" in row else Origin.BACKFILL,
        completed_on=reader.read("completed_on", _or_none(_day)),
        permitted_on=reader.read("permitted_on", _or_none(_day)),
        confirmed_on=reader.read("confirmed_on", _or_none(_day)),
        today=reader.read("today", _day),
        grades=reader.read("grades", _grades),
        national_shown=reader.read("national_shown", _flag),
        purpose=reader.read("purpose", _or_none(_text)) or "",
        role=reader.read("role", _or_none(_role)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    row: Mapping[str, Any]

    def raw(self, key: str) -> Any:
        if key not in self.row:
            raise FactsCannotBeRead(f"缺少 {key}；请补上该键，没有值的写 null", field=key)
        return self.row[key]

    def read(self, key: str, convert: Callable[[Any], Read]) -> Read:
        value = self.raw(key)
        try:
            return convert(value)
        except (KeyError, ValueError, TypeError) as error:
            wanted = convert.__doc__
            raise FactsCannotBeRead(f"{key} 的值 {value!r} 不正确：{wanted}", field=key) from error


def _or_none(convert: Callable[[Any], Read]) -> Callable[[Any], Read | None]:
    def either(value: Any) -> Read | None:
        return None if value is None else convert(value)

    either.__doc__ = f"{convert.__doc__}，或 null"
    return either


def _text(value: Any) -> str:
    """应为文字"""
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    """应为 true 或 false"""
    if not isinstance(value, bool):
        raise TypeError
    return value


def _kind(value: Any) -> EnterpriseKind | None:
    """应为 SURVEYOR、DESIGNER、CONTRACTOR、SUPERVISOR 或其他单位的名称"""
    return KINDS.get(_text(value))


def _origin(value: Any) -> Origin:
    """应为 BACKFILL 或 DOCKED"""
    return ORIGINS[_text(value)]


def _sector(value: Any) -> Sector:
    """应为4.2工程类别的两位代码，如 01"""
    return Sector(_text(value))


def _qualification(value: Any) -> Qualification | None:
    """应为4.16资质类别的名称，如 钢结构"""
    return qualification_named(_text(value))


def _division(value: Any) -> str:
    """应为六位数字的行政区划代码，如 220102"""
    if len(_text(value)) != 6 or not (value.isascii() and value.isdigit()):
        raise ValueError
    return str(value)


def _day(value: Any) -> date:
    """应为存在的日期，如 2024-12-31"""
    if len(_text(value)) != 10:
        raise ValueError
    return date.fromisoformat(value)


def _role(value: Any) -> Duty:
    """应为4.15的1至6"""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return Duty(str(value))


def _grades(value: Any) -> dict[Part, Standing]:
    """应为各环节的等级：A、B、C、D或null；drawing_review 和 completion_filing 还可为 NA"""
    if not isinstance(value, dict):
        raise TypeError
    return {part: _standing(part, value[part]) for part in Part if part in value} | _unknown(value)


def _standing(part: Part, value: Any) -> Standing:
    if value == Exempt.NOT_NEEDED and part in MAY_BE_EXEMPT:
        return Exempt.NOT_NEEDED
    return None if value is None else Grade(_text(value))


def _unknown(value: Mapping[str, Any]) -> dict[Part, Standing]:
    # A misspelt part would silently count as not asked.
    for key in value:
        Part(key)
    return {}
