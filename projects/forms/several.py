"""Rows of name and credit code, as many as are needed: two inputs a row, one more at a press, also without script.

The first row's inputs have the names of the fields, the others a number behind: ``partner_name``, ``partner_name_2``.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from projects.forms.controls import ValueField
from projects.rules.described import Described, FieldList
from projects.rules.values import NAME_AT_MOST, SEVERAL_AT_MOST, Limits, ValueType, apart, together

MORE = "more"  # what the button sends as ``redraw``
_NAME, _CODE = Limits(max_length=NAME_AT_MOST), Limits(max_length=18)


def names_in(field_list: FieldList) -> Described | None:
    """The list of names of a kind's field list, if it has one."""
    return next((described for described in field_list.fields if described.type is ValueType.NAMES), None)


def codes_beside(names: Described, field_list: FieldList) -> Described:
    """The list of codes that belongs to a list of names."""
    return field_list.by_name[names.name.removesuffix("_name") + "_code"]


def input_name(described: Described, row: int) -> str:
    """The name of an input; rows count from 1."""
    return described.name if row == 1 else f"{described.name}_{row}"


def spread(initial: Mapping[str, Any], field_list: FieldList) -> dict[str, Any]:
    """Values by input: each stored list in its rows. What somebody typed in a row stays."""
    values = dict(initial)
    for described in field_list.fields:
        if described.type not in (ValueType.NAMES, ValueType.CREDIT_CODES):
            continue
        for row, item in enumerate(apart(str(values.pop(described.name, None) or "")), 1):
            values.setdefault(input_name(described, row), item)
    return values


def rows_wanted(names: Described, field_list: FieldList, values: Mapping[str, Any]) -> int:
    """How many rows a page has: as many as something stands in, at least one, and one more when it is asked for."""
    both = (names, codes_beside(names, field_list))
    filled = [
        row
        for row in range(1, SEVERAL_AT_MOST + 1)
        if any(str(values.get(input_name(one, row)) or "").strip() for one in both)
    ]
    return min(max([1, *filled]) + (values.get("redraw") == MORE), SEVERAL_AT_MOST)


def several_fields(names: Described, field_list: FieldList, rows: int) -> dict[str, forms.Field]:
    """Name and code of each row."""
    codes = codes_beside(names, field_list)
    made: dict[str, forms.Field] = {}
    for row in range(1, rows + 1):
        for one, kind, limits in ((names, ValueType.TEXT, _NAME), (codes, ValueType.CREDIT_CODE, _CODE)):
            own = replace(
                one,
                name=input_name(one, row),
                label=one.label if rows == 1 else f"{one.label}（{row}）",
                type=kind,
                limits=limits,
                required=one.required and row == 1,
                help=one.help if row == 1 else "",
            )
            made[own.name] = ValueField(own, {})
    return made


def gathered(form: forms.Form, names: Described, field_list: FieldList, rows: int) -> dict[str, str]:
    """Both lists from what the form has cleaned; a row with one of the two alone is told at its other input."""
    codes, cleaned = codes_beside(names, field_list), form.cleaned_data
    found: list[tuple[str, str]] = []
    for row in range(1, rows + 1):
        name_input, code_input = input_name(names, row), input_name(codes, row)
        name, code = cleaned.pop(name_input, "") or "", cleaned.pop(code_input, "") or ""
        if name and not code and code_input not in form.errors:
            form.add_error(code_input, f"须填写{names.label}的统一社会信用代码，请对照其营业执照填写")
        elif code and not name and name_input not in form.errors:
            form.add_error(name_input, f"填写了{names.label}代码的，须填写其名称；不是联合体的请都留空")
        elif name or code:
            found.append((name, code))
    return {
        names.name: together(name for name, _ in found),
        codes.name: together(code for _, code in found),
    }
