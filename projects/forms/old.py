"""Old values in a form: what can be read stands in the inputs, and all of it beside them (E21)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.html import format_html

from accounts.rules import IdentityDocument
from projects.catalogue import catalogue
from projects.forms.record import RecordForm
from projects.legacy.facts import FIGURE, names_of
from projects.models import StageRecord
from projects.rules.described import Described
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueIsRefused, ValueType

_UNREAD = "（不符合现行填写要求，请按现行要求填写）"


def prefilled(
    kind: RecordKind, values: Mapping[str, str], day: date, records: Iterable[StageRecord] = ()
) -> dict[str, Any]:
    """What a new form starts with: each old value that today's field list reads. A number is always typed anew.

    :param records: of the project, among which an old reference is found.
    """
    there = list(records)
    found: dict[str, Any] = {}
    for described in catalogue().fields_on(kind, day).fields:
        if described.type is ValueType.PERSON:
            found |= _person(described, values)
        elif described.type is ValueType.RECORD:
            found |= _reference(described, values.get(described.name, ""), there)
        else:
            found |= _value(described, values.get(described.name, ""), day)
    return found | {name: value for name, value in values.items() if name.startswith(FIGURE)}


def show_old(form: RecordForm, values: Mapping[str, str]) -> None:
    """Put the old value beside each input, also where it could not be read; what has no input goes to the remark."""
    if not values:
        return
    told = set()
    for described in form.field_list.fields:
        for name in names_of(described):
            text = _shown(described, name, values.get(name, ""), form.day)
            told.add(name)
            _tell(form, name, text)
    for name, text in values.items():
        if name.startswith(FIGURE):
            told.add(name)
            _tell(form, name, text)
    rest = [text for name, text in values.items() if name not in told or name not in form.fields]
    if rest:
        _tell(form, "remark", "；".join([values.get("remark", ""), *rest]).strip("；"))


def _tell(form: RecordForm, name: str, text: str) -> None:
    field = form.fields.get(name)
    if field is not None and text:
        field.help_text = format_html(
            '{}<span class="field-old"><span class="field-old-mark">原内容</span>{}</span>', field.help_text, text
        )


def _shown(described: Described, name: str, text: str, day: date) -> str:
    if not text or described.type is ValueType.RECORD:
        return text
    if described.type is ValueType.PERSON:
        return IdentityDocument(text).label if name.endswith("_document") and text in IdentityDocument.values else text
    if described.type in (ValueType.CHOICE, ValueType.DIVISION):
        offered = catalogue().choices(described, day)
        code = _value(described, text, day).get(described.name)
        if code is None:
            return f"{catalogue().label(described.dictionary, text, day)}{_UNREAD}"
        return offered.get(str(code), text)
    return text if _value(described, text, day) else f"{text}{_UNREAD}"


def _value(described: Described, text: str, day: date) -> dict[str, Any]:
    if not text:
        return {}
    try:
        return {described.name: described.read(text, catalogue().choices(described, day))}
    except ValueIsRefused:
        return {}


def _person(described: Described, values: Mapping[str, str]) -> dict[str, str]:
    name, document, _ = names_of(described)
    kept = {name: values[name]} if values.get(name) else {}
    return kept | ({document: values[document]} if values.get(document) in IdentityDocument.values else {})


def _reference(described: Described, text: str, records: list[StageRecord]) -> dict[str, StageRecord]:
    same = [record for record in records if record.record_kind is described.refers_to]
    named = [row for row in same if text and text in (str(row.row_guid), getattr(row, "paper_number", ""))]
    return {described.name: named[0]} if len(named) == 1 else {}
