"""Fields and the form that put right what people type: full-width digits, stray spaces, written dates."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.db import models

from common.identifiers import explain_credit_code
from projects.rules.facts import EMPTY_WORDS, FactsAreFaulty
from projects.rules.tender_codes import RETIRED_CODES

AMOUNT, AREA, LENGTH = "万元", "㎡", "m"


class NormalisedField(forms.CharField):
    """A text without stray spaces, its full-width letters and digits made plain. Chinese punctuation is left alone."""

    def to_python(self, value: Any) -> str | None:
        """The text, folded."""
        text = super().to_python(value)
        return folded(text) if isinstance(text, str) else text


class NormalisedDecimal(forms.DecimalField):
    """An amount; full-width digits and thousands separators are put right."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["invalid"] = "请填写数字，例如 35600.5；没有的请留空"

    def prepare_value(self, value: Any) -> Any:
        """A stored amount without needless zeros."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """The amount, folded."""
        return super().to_python(compatible(value).replace(",", "") if isinstance(value, str) else value)


class WrittenDate(forms.DateField):
    """A date as people write it from a paper: 2023-09-20, 2023/9/20, 2023.9.20 or 2023年9月20日."""

    def __init__(self, **options: Any) -> None:
        formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
        super().__init__(input_formats=formats, **options)
        self.error_messages["invalid"] = "请按 2023-09-20 的样子填写有效的日期"

    def to_python(self, value: Any) -> Any:
        """The date, folded."""
        return super().to_python(compatible(value).replace(" ", "") if isinstance(value, str) else value)


# A name must equal its approval paper (四（二）), so "（", "，" and their like stay as the paper has them.
_PLAIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def folded(text: str) -> str:
    """Full-width letters, digits and spaces made plain; no space at the ends."""
    return text.translate(_PLAIN | {0x3000: " "}).strip()


def compatible(text: str) -> str:
    """NFKC without spaces at the ends: for codes, amounts and dates, where no Chinese punctuation belongs."""
    return unicodedata.normalize("NFKC", text).strip()


_FIELDS: Mapping[Any, type[forms.Field]] = {
    models.DateField: WrittenDate,
    models.DecimalField: NormalisedDecimal,
    models.CharField: NormalisedField,
    models.TextField: NormalisedField,
}


def form_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a model field, in its normalising kind."""
    kind = None if field.choices else _FIELDS.get(type(field))
    made: forms.Field | None = field.formfield(**(options | {"form_class": kind} if kind else options))
    return made


class NormalisedForm(forms.ModelForm[Any]):
    """Full-width digits and stray spaces are put right before anything is judged; words for "nothing" are refused."""

    # Fields by heading, in the order of the page; every field stands in exactly one.
    sections: ClassVar[tuple[tuple[str, str], ...]] = ()
    units: ClassVar[Mapping[str, str]] = {}
    codes: ClassVar[tuple[str, ...]] = ()

    class Meta:
        formfield_callback = form_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _dress(field, self.units.get(name, ""))

    def clean(self) -> dict[str, Any]:
        """Refuse words that mean nothing in fields that must say something, and codes with a wrong check character."""
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str):
                self._clean_text(name, value)
        return self.cleaned_data

    def offer_no_retired_code(self, name: str) -> None:
        """Take retired codes out of a choice, but for the one that the record has."""
        field, current = self.fields[name], getattr(self.instance, name)
        assert isinstance(field, forms.ChoiceField)
        offered = cast("list[tuple[Any, Any]]", field.choices)
        field.choices = [choice for choice in offered if choice[0] == current or choice[0] not in RETIRED_CODES]

    def validate_constraints(self) -> None:
        """Left to the rules, which name the field, the fault and the remedy."""

    def _clean_text(self, name: str, value: str) -> None:
        if self.fields[name].required and value in EMPTY_WORDS:
            self.add_error(name, f"“{value}”不能作为有效内容，请如实填写")
        if name in self.codes and value:
            code = compatible(value).upper()
            self.cleaned_data[name] = code
            reason = explain_credit_code(code)
            if reason:
                self.add_error(name, reason)

    def add_refusal(self, error: FactsAreFaulty) -> None:
        """Show the faults that the rules found at their fields."""
        for fault in error.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


def _dress(field: forms.Field, unit: str) -> None:
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD", "data-size": "s"})
    elif isinstance(field, forms.DecimalField | forms.IntegerField):
        field.widget = forms.TextInput(attrs={"inputmode": "decimal", "data-size": "s"})
    elif isinstance(field, forms.ModelChoiceField):
        field.empty_label = "请选择"
    elif isinstance(field, forms.ChoiceField):
        offered = [
            (value, label if value else "请选择") for value, label in cast("list[tuple[Any, Any]]", field.choices)
        ]
        field.choices = offered
    if unit:
        field.widget.attrs["data-unit"] = unit
