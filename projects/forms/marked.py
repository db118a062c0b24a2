"""The form of a record that came back with marks: the marked fields open, the others shown as they are (E19)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from projects.rules.openings import Opening

if TYPE_CHECKING:
    from projects.forms.record import RecordForm

FIGURE = "figure_"
_PERSON = ("_name", "_document", "_number")


def close_all_but(form: "RecordForm", opening: Opening, stored: Mapping[str, Any]) -> None:
    """Close the fields that were not marked, and say at the others why they were.

    :param stored: the record's own values by input; a draft or an old record says nothing about closed fields.
    """
    open_inputs = _open_inputs(form, opening)
    for name, field in form.fields.items():
        if name in open_inputs:
            why = f"退回意见：{open_inputs[name]}"
            field.help_text = f"{field.help_text}　{why}" if field.help_text else why
            continue
        field.disabled, field.required = True, False
        form.initial[name] = stored.get(name)


def _open_inputs(form: "RecordForm", opening: Opening) -> dict[str, str]:
    found: dict[str, str] = {}
    for described in form.field_list.fields:
        why = opening.why(described)
        if why:
            found |= dict.fromkeys(_inputs(described.name, form.fields), why)
    if "indicators" in opening.fields:
        figures = [name for name in form.fields if name.startswith(FIGURE)]
        found |= dict.fromkeys(figures, opening.fields["indicators"])
    return found


def _inputs(name: str, fields: Iterable[str]) -> list[str]:
    """The inputs of a field: its own, those of a person, and those of the further rows of a list."""
    own = {name, *(f"{name}{part}" for part in _PERSON)}
    return [field for field in fields if field in own or field.removeprefix(f"{name}_").isdigit()]
