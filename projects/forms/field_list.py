"""Editing a field list: its sections, its fields, and fields that are added (A07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from accounts.forms.fields import TextField, WrittenDate
from projects.catalogue import describe
from projects.forms.lists import dictionary_choices, reason_field
from projects.rules.described import Described, FieldList
from projects.rules.fields import Entry, Section
from projects.rules.fields.entry import EXTRA_TYPES
from projects.rules.values import ValueType

_SMALL = {"data-size": "s"}
_NEW = 3
TYPE_LABELS = {
    ValueType.TEXT: "文字", ValueType.LONG_TEXT: "多行文字", ValueType.DECIMAL: "数值", ValueType.INTEGER: "整数",
    ValueType.DATE: "日期", ValueType.CHOICE: "选择（字典）", ValueType.YES_NO: "是或否",
    ValueType.CREDIT_CODE: "统一社会信用代码", ValueType.INVESTMENT_CODE: "项目代码", ValueType.DIVISION: "行政区划",
    ValueType.NAMES: "多个名称", ValueType.CREDIT_CODES: "多个统一社会信用代码",
    ValueType.PERSON: "人员", ValueType.RECORD: "关联环节",
}  # fmt: skip


class VersionForm(forms.Form):
    """From when on, and on what the new list rests."""

    starts_on = WrittenDate(label="自", help_text="从该日起新填报的信息按新版填写，最早为明天；此前的信息按原版显示")
    is_provisional = forms.BooleanField(label="暂定：通知附件“项目信息构成表”未见", required=False)
    reason = reason_field()


class SectionForm(forms.Form):
    """A section and its place."""

    title = TextField(label="分组名称", max_length=40)
    place = forms.IntegerField(label="次序", min_value=1, max_value=99, widget=forms.NumberInput(attrs=_SMALL))


class FieldForm(forms.Form):
    """A field that the list has: its wording, place, and whether it is asked for."""

    name = forms.CharField(widget=forms.HiddenInput)
    label = TextField(label="名称", max_length=60)
    help = TextField(label="填写说明", max_length=200, required=False)
    section = forms.IntegerField(label="分组", min_value=1, max_value=99, widget=forms.NumberInput(attrs=_SMALL))
    place = forms.IntegerField(label="次序", min_value=1, max_value=999, widget=forms.NumberInput(attrs=_SMALL))
    required = forms.BooleanField(label="必填", required=False)
    kept = forms.BooleanField(label="保留", required=False)


class ExtraForm(forms.Form):
    """A field that is added; it is optional, and its value stands beside the columns."""

    name = forms.CharField(label="字段代码", max_length=32, help_text="x_ 加小写字母、数字，例如 x_bim")
    label = TextField(label="名称", max_length=60)
    type = forms.ChoiceField(
        label="类型",
        choices=[(kind.value, TYPE_LABELS[kind]) for kind in TYPE_LABELS if kind in EXTRA_TYPES],
        initial=ValueType.TEXT.value,
    )
    dictionary = forms.ChoiceField(label="字典", required=False, choices=dictionary_choices)
    unit = TextField(label="单位", max_length=10, required=False, widget=forms.TextInput(attrs=_SMALL))
    max_length = forms.IntegerField(label="最大字数", required=False, min_value=1, max_value=2000)
    wire = forms.CharField(label="全国平台字段名", max_length=60, required=False)
    help = TextField(label="填写说明", max_length=200, required=False)
    section = forms.IntegerField(label="分组", min_value=1, max_value=99, widget=forms.NumberInput(attrs=_SMALL))
    place = forms.IntegerField(label="次序", min_value=1, max_value=999, widget=forms.NumberInput(attrs=_SMALL))


SectionFormSet = formset_factory(SectionForm, extra=1, max_num=30)
FieldFormSet = formset_factory(FieldForm, extra=0, max_num=200)
ExtraFormSet = formset_factory(ExtraForm, extra=_NEW, max_num=_NEW)


class FieldListEditor:
    """All forms of the page, and the list that they describe.

    :param entries: the fields of the list that is changed, by name.
    :param always: names that cannot be left out.
    """

    def __init__(self, data: Any, current: FieldList, entries: Mapping[str, Entry], always: frozenset[str]) -> None:
        self.kind, self.entries, self.always = current.kind, entries, always
        self.labels = {described.name: described.label for described in current.fields}
        self.version = VersionForm(data, initial={"is_provisional": current.is_provisional}, prefix="version")
        self.sections: BaseFormSet[SectionForm] = SectionFormSet(data, initial=_sections(current), prefix="sections")
        self.fields: BaseFormSet[FieldForm] = FieldFormSet(data, initial=_fields(current), prefix="fields")
        self.extras: BaseFormSet[ExtraForm] = ExtraFormSet(data, prefix="extras")
        for form in self.fields:
            self._settle(form)
        for number, section in enumerate(self.sections, start=1):
            _name_controls(section, f"分组{number}")

    def _settle(self, form: FieldForm) -> None:
        """What the table or a rule insists on is shown and not to be switched off."""
        name = str(form["name"].value() or "")
        _name_controls(form, name)
        if name in self.always:
            form.fields["kept"].disabled, form.initial["kept"] = True, True
        if name in self.entries and self._own(name).required:
            form.fields["required"].disabled, form.initial["required"] = True, True

    def _own(self, name: str) -> Described:
        return describe(self.kind, replace(self.entries[name], label="", required=None))

    def is_valid(self) -> bool:
        """Whether all of it was typed well; fields that the list does not have are refused."""
        parts = [self.version.is_valid(), self.sections.is_valid(), self.fields.is_valid(), self.extras.is_valid()]
        for form in self.fields:
            if form.is_bound and not form.errors and form.cleaned_data["name"] not in self.entries:
                form.add_error("label", "该字段不在现行版本中")
        return all(parts) and not any(form.errors for form in self.fields)

    def described(self) -> tuple[Section, ...]:
        """The list in the order of the places given; sections without a field are left out."""
        placed: dict[int, list[tuple[int, Entry]]] = {}
        for form in self.fields:
            row = form.cleaned_data
            if row["kept"]:
                placed.setdefault(row["section"], []).append((row["place"], self._reworded(row)))
        for extra in _filled(self.extras):
            placed.setdefault(extra["section"], []).append((extra["place"], _added(extra)))
        titles = {number: row for number, row in enumerate(_filled(self.sections), start=1)}
        ordered = sorted(placed, key=lambda number: titles[number]["place"] if number in titles else 99)
        return tuple(
            Section(
                titles[number]["title"] if number in titles else "",
                tuple(entry for _, entry in sorted(placed[number], key=lambda pair: pair[0])),
            )
            for number in ordered
        )

    def _reworded(self, row: Mapping[str, Any]) -> Entry:
        entry = self.entries[row["name"]]
        own = self._own(entry.name)
        label = row["label"] if entry.is_extra or row["label"] != own.label else ""
        required = True if row["required"] and not own.required else None
        return replace(entry, label=label, help=row["help"], required=required)


def _name_controls(form: forms.Form, whose: str) -> None:
    """In a table the heads name the columns; each control says for itself what it is."""
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = f"{whose} {field.label}"


def entries_of(sections: Iterable[Section]) -> dict[str, Entry]:
    """The entries of a list by name."""
    return {entry.name: entry for section in sections for entry in section.entries}


def _filled(forms_: "BaseFormSet[Any]") -> Sequence[Mapping[str, Any]]:
    return [form.cleaned_data for form in forms_ if form.cleaned_data]


def _added(row: Mapping[str, Any]) -> Entry:
    return Entry(
        name=row["name"],
        wire=(row["wire"],) if row["wire"] else (),
        help=row["help"],
        unit=row["unit"],
        type=ValueType(row["type"]),
        dictionary=row["dictionary"],
        label=row["label"],
        max_length=row["max_length"],
    )


def _sections(current: FieldList) -> list[dict[str, Any]]:
    return [{"title": title, "place": number} for number, (title, _) in enumerate(current.sections, start=1)]


def _fields(current: FieldList) -> list[dict[str, Any]]:
    return [
        {
            "name": described.name,
            "label": described.label,
            "help": described.help,
            "section": section,
            "place": place * 10,
            "required": described.required,
            "kept": True,
        }
        for section, (_, fields) in enumerate(current.sections, start=1)
        for place, described in enumerate(fields, start=1)
    ]
