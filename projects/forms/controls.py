"""Form fields made from described fields: the value is read by the description, the widget fits its type."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from accounts.rules import IdentityDocument
from common.identifiers import explain_identity_number
from common.text import compatible
from projects.rules.described import Described
from projects.rules.indicators import Indicator
from projects.rules.values import Limits, ValueIsRefused, ValueType, is_empty, read_text

_NAME, _NUMBER = Limits(max_length=50), Limits(max_length=30)
# Above this length a text has a box of several lines.
_ONE_LINE = 300
_YES_NO = [("", "请选择"), ("True", "是"), ("False", "否")]


class ValueField(forms.Field):
    """A field whose value its description reads."""

    def __init__(self, described: Described, choices: Mapping[str, str]) -> None:
        self.described, self.offered = described, choices
        super().__init__(
            required=described.required,
            label=described.label,
            help_text=described.help,
            widget=_widget(described, choices),
        )

    def clean(self, value: Any) -> Any:
        """The value as the record stores it; a closed field keeps what it stores, whatever that is."""
        if self.disabled:
            return value
        try:
            return self.described.read(value, self.offered)
        except ValueIsRefused as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """A stored value as people type it."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value.isoformat() if isinstance(value, date) else value


class SwitchField(forms.BooleanField):
    """Yes, or nothing said: a column that is no when it is left alone."""

    def __init__(self, described: Described) -> None:
        super().__init__(required=False, label=described.label, help_text=described.help)


class RecordField(forms.Field):
    """An earlier record of the same project, by its id."""

    def __init__(self, described: Described, records: Iterable[models.Model]) -> None:
        self.described, self.records = described, {str(record.pk): record for record in records}
        empty = "请选择" if self.records else "本项目还没有可选的记录"
        super().__init__(
            required=described.required,
            label=described.label,
            help_text=described.help,
            widget=forms.Select(choices=[("", empty), *((pk, str(record)) for pk, record in self.records.items())]),
            initial=next(iter(self.records)) if described.required and len(self.records) == 1 else None,
        )

    def clean(self, value: Any) -> models.Model | None:
        """The record."""
        if self.disabled:
            return value if isinstance(value, models.Model) else None
        if is_empty(value):
            if self.described.required:
                raise forms.ValidationError(self.described.missing)
            return None
        found = self.records.get(str(value))
        if found is None:
            raise forms.ValidationError(f"所选{self.described.label}不属于本项目，请重新选择")
        return found

    def prepare_value(self, value: Any) -> Any:
        """The record's id."""
        return value.pk if isinstance(value, models.Model) else value


class IndicatorField(forms.Field):
    """One figure of a track record; read together with the others by the rules."""

    def __init__(self, indicator: Indicator) -> None:
        box = forms.TextInput(attrs={"data-unit": indicator.unit} if indicator.unit else {})
        if indicator.type is ValueType.DECIMAL:
            box.attrs |= {"inputmode": "decimal", "data-size": "s"}
        super().__init__(required=False, label=indicator.label, help_text=indicator.hint, widget=box)


class NameField(forms.CharField):
    """A person's name."""

    def to_python(self, value: Any) -> str:
        """The name, folded."""
        return "" if is_empty(value) else _read_text(value, _NAME)


class NumberField(forms.CharField):
    """The number of an identity document; judged together with the document's kind by :func:`number_fault`."""

    def to_python(self, value: Any) -> str:
        """The number, folded."""
        return "" if is_empty(value) else _read_text(compatible(str(value)).upper(), _NUMBER)


def _read_text(value: Any, limits: Limits) -> str:
    try:
        return read_text(value, limits)
    except ValueIsRefused as error:
        raise forms.ValidationError(str(error)) from error


def person_fields(described: Described) -> dict[str, forms.Field]:
    """Name, document and number of a person, named ``<field>_name``, ``_document`` and ``_number``."""
    name, label = described.name, described.label
    return {
        f"{name}_name": NameField(label=f"{label}姓名", required=described.required, help_text=described.help),
        f"{name}_document": forms.ChoiceField(
            label=f"{label}证件类型", choices=IdentityDocument.choices, required=described.required
        ),
        f"{name}_number": NumberField(
            label=f"{label}证件号码", required=described.required, help_text="加密保存，页面上只显示首尾"
        ),
    }


def number_fault(document: str, number: str) -> str | None:
    """Why a number is not one of its kind of document; resident identity cards are checked to the last character."""
    return explain_identity_number(number) if document == IdentityDocument.RESIDENT else None


def _widget(described: Described, choices: Mapping[str, str]) -> forms.Widget:
    match described.type:
        case ValueType.CHOICE | ValueType.DIVISION:
            return forms.Select(choices=[("", "请选择"), *choices.items()])
        case ValueType.YES_NO:
            return forms.Select(choices=_YES_NO)
        case ValueType.DATE:
            return forms.TextInput(attrs={"placeholder": "YYYY-MM-DD", "data-size": "s"})
        case ValueType.DECIMAL | ValueType.INTEGER:
            unit = {"data-unit": described.unit} if described.unit else {}
            return forms.TextInput(attrs={"inputmode": "decimal", "data-size": "s", **unit})
        case ValueType.LONG_TEXT:
            return forms.Textarea(attrs={"rows": described.rows})
    length = described.limits.max_length
    return forms.TextInput(attrs={"maxlength": length} if length and length <= _ONE_LINE else {})
