"""Enterprises, people and authorities on two axes of time: as known at a moment, as in force on a day (X09)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import (
    Appointment,
    Authority,
    AuthorityLine,
    Enterprise,
    HandlingPeriod,
    LeadDepartment,
    Membership,
    Person,
    Qualification,
    Registration,
    ResponsiblePerson,
)
from audit.as_of import children_at, instance_of, rows_at, with_references
from confirmation.queries.answers import plain
from projects.models import PersonalTrackRecord

_NEVER_SHOWN = ("id", "created_at")


@dataclass(frozen=True, slots=True)
class Dated:
    """One dated row in words.

    :param holds: whether it was in force on the day.
    """

    words: tuple[str, ...]
    since: date | None
    until: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of dated rows."""

    title: str
    heads: tuple[str, ...]
    rows: list[Dated]

    @property
    def lines(self) -> list[tuple[list[tuple[str, str]], Dated]]:
        """Each row with its words under their heads."""
        return [(list(zip(self.heads, row.words, strict=True)), row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class UnitAt:
    """Whatever is no project, as it was known."""

    name: str
    facts: list[tuple[str, str]]
    parts: list[Part]


def enterprise_at(pk: int, at: datetime, day: date) -> UnitAt | None:
    """An enterprise with staff, qualifications and registered people. Fourteen queries at most.

    :param at: as known then.
    :param day: which of its dated rows were in force.
    """
    found = _one(Enterprise, pk, at)
    if found is None:
        return None
    staff = _children(Membership, "enterprise_id", pk, at)
    certificates = [row for row in _children(Qualification, "enterprise_id", pk, at) if row.removed_at is None]
    people = [row for row in _children(Registration, "enterprise_id", pk, at) if row.removed_at is None]
    return UnitAt(
        found.name,
        _facts(found),
        [
            Part(
                "企业人员", ("姓名", "角色"), [_dated(row, day, row.user.name, row.get_role_display()) for row in staff]
            ),
            Part("企业资质", ("资质", "证书编号"), [_certificate(row, day) for row in certificates]),
            Part("注册人员", ("姓名", "注册类别", "专业"), [_registered(row, day, row.person.name) for row in people]),
        ],
    )


def person_at(pk: int, at: datetime, day: date) -> UnitAt | None:
    """A person whom records name, with employments and track records; no identity number. Ten queries at most."""
    found = _one(Person, pk, at)
    if found is None:
        return None
    employed = [row for row in _children(Registration, "person_id", pk, at) if row.removed_at is None]
    records = [row for row in _children(PersonalTrackRecord, "person_id", pk, at) if row.update_flag == "U"]
    own = [
        Dated(
            (str(row.project), row.get_duty_display(), row.grade),
            row.started_on,
            row.ended_on,
            _holds(row.started_on, row.ended_on, day),
        )
        for row in records
    ]
    return UnitAt(
        found.name,
        [("证件类型", found.get_document_kind_display())],
        [
            Part(
                "任职企业",
                ("企业", "注册类别", "专业"),
                [_registered(row, day, row.enterprise.name) for row in employed],
            ),
            Part("个人业绩", ("项目", "作用", "数据等级"), own),
        ],
    )


def authority_at(pk: int, at: datetime, day: date) -> UnitAt | None:
    """An authority with who is appointed to what, and how its work is divided. Twenty-two queries at most."""
    found = _one(Authority, pk, at)
    if found is None:
        return None
    parts = [
        Part("任职", ("人员", "职责", "业务条线"), [
            _dated(row, day, row.user.name, row.get_role_display(), row.get_business_line_display())
            for row in _children(Appointment, "authority_id", pk, at)
        ]),
        Part("专人", ("姓名", "职责"), [
            _dated(row, day, row.name, row.duty) for row in _children(ResponsiblePerson, "authority_id", pk, at)
        ]),
        Part("牵头部门", ("牵头部门", "权限划分"), [
            _dated(row, day, row.name, row.division_of_rights)
            for row in _children(LeadDepartment, "authority_id", pk, at)
        ]),
        Part("业务条线", ("企业类别", "条线"), [
            _dated(row, day, row.get_enterprise_kind_display(), row.get_business_line_display())
            for row in _children(AuthorityLine, "authority_id", pk, at)
        ]),
        Part("办理周期", ("条线", "工作日"), [
            _dated(row, day, row.get_business_line_display() or "全部", str(row.days))
            for row in _children(HandlingPeriod, "authority_id", pk, at)
        ]),
    ]  # fmt: skip
    return UnitAt(found.name, _facts(found), parts)


def _one(model: type[Any], pk: int, at: datetime) -> Any:
    row = rows_at([(model._meta.db_table, str(pk))], at).get((model._meta.db_table, str(pk)))
    if row is None:
        return None
    found = instance_of(model, row)
    with_references([found], at)
    return found


def _children(model: type[Any], column: str, parent: int, at: datetime) -> list[Any]:
    rows = children_at(model, column, parent, at)
    with_references(rows, at)
    return rows


def _facts(one: models.Model) -> list[tuple[str, str]]:
    return [
        (str(field.verbose_name), _shown(one, field))
        for field in one._meta.concrete_fields
        if field.name not in _NEVER_SHOWN
    ]


def _shown(one: models.Model, field: Any) -> str:
    value = getattr(one, field.name)
    if field.choices:
        return str(getattr(one, f"get_{field.name}_display")())
    if isinstance(value, list):
        choices = dict(field.base_field.flatchoices)
        return "、".join(str(choices.get(item, item)) for item in value)
    return plain(str(value) if isinstance(value, models.Model) else value)


def _dated(row: Any, day: date, *words: str) -> Dated:
    return Dated(tuple(words), row.starts_on, row.ends_on, _holds(row.starts_on, row.ends_on, day))


def _registered(row: Registration, day: date, who: str) -> Dated:
    return _dated(row, day, who, row.get_category_display(), row.profession)


def _certificate(row: Qualification, day: date) -> Dated:
    return Dated((str(row), row.certificate_number), row.issued_on, row.valid_until, row.is_valid(day))


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or until >= day)
