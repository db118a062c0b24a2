"""Code lists and field lists in force, read from their dated rows and kept for a minute in each process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any, ClassVar

from django.core.validators import BaseValidator
from django.db import models

from accounts.models import Division, Person
from common.divisions import divisions
from projects.models import MODEL_OF_KIND, FormVersion, StageRecord
from projects.models.several import SeveralCodes, SeveralNames
from projects.rules.code_lists import Term
from projects.rules.described import Described, FieldList
from projects.rules.fields import Entry, read_sections
from projects.rules.kinds import RecordKind
from projects.rules.values import Limits, ValueType
from projects.terms import KEPT_SECONDS, forget_terms, label_on, terms


@dataclass
class Catalogue:
    """All code lists and field lists."""

    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    lists: dict[RecordKind, tuple[FieldList, ...]] = field(default_factory=dict)
    _kept: ClassVar["tuple[float, Catalogue] | None"] = None

    def fields_on(self, kind: RecordKind, day: date) -> FieldList:
        """The field list in force on a day; before the first one, the first."""
        current = [version for version in self.lists[kind] if version.starts_on <= day]
        return current[-1] if current else self.lists[kind][0]

    def fields_of(self, record: StageRecord) -> FieldList:
        """The field list by which a record was filled in."""
        versions = self.lists[record.record_kind]
        return next((version for version in versions if version.code == record.form_version), versions[0])

    def choices(self, described: Described, day: date, current: str = "") -> dict[str, str]:
        """Label by code of those offered on a day, and the one that the record has."""
        if described.type is ValueType.DIVISION:
            return PLACES
        terms = self.terms.get(described.dictionary, ())
        offered = {term.code: term.label for term in terms if term.holds_on(day)}
        if current and current not in offered and any(term.code == current for term in terms):
            offered[current] = self.label(described.dictionary, current, day)
        return offered

    def label(self, dictionary: str, code: str, day: date) -> str:
        """What a code was called on a day; the code itself when the list never had it."""
        return label_on(dictionary, code, day)


# Where a project can lie: counties, and zones and 管委会 without counties of their own.
PLACES: dict[str, str] = {
    code: data.name
    for code, data in sorted(divisions().items(), key=lambda item: (item[1].city_code, item[0]))
    if data.level in ("county", "zone")
}


def catalogue() -> Catalogue:
    """The lists in force. Two queries at the most once a minute."""
    kept = Catalogue._kept
    if kept is None or monotonic() - kept[0] > KEPT_SECONDS:
        kept = Catalogue._kept = (monotonic(), _read())
    return kept[1]


def forget_catalogue() -> None:
    """Read the lists anew at the next question; called when one has changed."""
    Catalogue._kept = None
    forget_terms()


def _read() -> Catalogue:
    lists: dict[RecordKind, list[FieldList]] = {}
    for version in FormVersion.objects.order_by("record_kind", "starts_on", "pk"):
        lists.setdefault(RecordKind(version.record_kind), []).append(field_list_of(version))
    return Catalogue(terms(), {kind: tuple(rows) for kind, rows in lists.items()})


def field_list_of(version: FormVersion) -> FieldList:
    """The field list that a version describes, stored or not."""
    kind = RecordKind(version.record_kind)
    return FieldList(
        kind=kind,
        code=version.code,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        is_provisional=version.is_provisional,
        sections=tuple(
            (section.title, tuple(describe(kind, entry) for entry in section.entries))
            for section in read_sections(version.sections)
        ),
    )


def describe(kind: RecordKind, entry: Entry) -> Described:
    """An entry of a field list together with what its column says.

    :raises django.core.exceptions.FieldDoesNotExist: when the entry names no column and is no added field.
    """
    if entry.is_extra:
        assert entry.type is not None
        return Described(
            name=entry.name,
            label=entry.label or entry.name,
            type=entry.type,
            required=bool(entry.required),
            limits=Limits(max_length=entry.max_length or 500, digits=18, places=4),
            dictionary=entry.dictionary,
            unit=entry.unit,
            help=entry.help,
            wire=entry.wire,
            rows=entry.rows,
            is_extra=True,
        )
    column = MODEL_OF_KIND[kind]._meta.get_field(entry.name)
    assert isinstance(column, models.Field)
    is_optional = column.blank or column.null
    return Described(
        name=entry.name,
        label=entry.label or str(column.verbose_name),
        type=_TYPE_OF_SEVERAL.get(type(column)) or entry.type or _type_of(column),
        required=(not is_optional and not isinstance(column, models.BooleanField)) or bool(entry.required),
        limits=_limits_of(column),
        dictionary=entry.dictionary,
        unit=entry.unit,
        help=entry.help,
        wire=entry.wire,
        rows=entry.rows,
        refers_to=_kind_of(column),
    )


def _type_of(column: "models.Field[Any, Any]") -> ValueType:
    if isinstance(column, models.ForeignKey):
        return {Person: ValueType.PERSON, Division: ValueType.DIVISION}.get(column.related_model, ValueType.RECORD)
    if isinstance(column, models.BooleanField):
        return ValueType.YES_NO
    if column.choices:
        return ValueType.CHOICE
    return next(kind for model, kind in _TYPES if isinstance(column, model))


# A column of several tells it whatever a list says, which may be older than the column.
_TYPE_OF_SEVERAL: Mapping[type[Any], ValueType] = {
    SeveralNames: ValueType.NAMES,
    SeveralCodes: ValueType.CREDIT_CODES,
}
# TextField is no CharField and DateTimeField no column of a form; the order matters for nothing else.
_TYPES: tuple[tuple[type["models.Field[Any, Any]"], ValueType], ...] = (
    (models.DateField, ValueType.DATE),
    (models.DecimalField, ValueType.DECIMAL),
    (models.IntegerField, ValueType.INTEGER),
    (models.TextField, ValueType.LONG_TEXT),
    (models.CharField, ValueType.TEXT),
)


def _limits_of(column: "models.Field[Any, Any]") -> Limits:
    bounds = {rule.code: rule.limit_value for rule in column.validators if isinstance(rule, BaseValidator)}
    if isinstance(column, models.DecimalField):
        return Limits(
            digits=column.max_digits,
            places=column.decimal_places or 0,
            minimum=bounds.get("min_value"),
            maximum=bounds.get("max_value"),
        )
    if isinstance(column, models.IntegerField):
        return Limits(minimum=bounds.get("min_value"), maximum=bounds.get("max_value"))
    return Limits(max_length=getattr(column, "max_length", None))


def _kind_of(column: "models.Field[Any, Any]") -> RecordKind | None:
    target = column.related_model
    if isinstance(target, type) and issubclass(target, StageRecord):
        return target.record_kind
    return None
