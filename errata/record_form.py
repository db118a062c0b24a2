"""The form on which a confirmed record is corrected: the record's own, with what cannot be corrected closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from errata.changes import with_items
from errata.models import ErratumItem
from errata.rules.fields import is_correctable
from projects.catalogue import catalogue
from projects.forms import RecordForm
from projects.models import EnterpriseIndicators, Project, StageRecord
from projects.rules.described import Described, FieldList
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.values import ValueType


class CorrectionForm(RecordForm):
    """A record as it would be with the erratum so far.

    What an old record lacks is not asked for: an erratum corrects, it does not complete.

    :param items: what the erratum asks for the record so far.
    """

    def __init__(self, data: Any, *, record: StageRecord, day: date, items: Sequence[ErratumItem]) -> None:
        fields = _not_asking_for_more(record)
        project = record.of_project
        super().__init__(
            data,
            kind=record.record_kind,
            day=day,
            record=with_items(record, items),
            project=None if isinstance(record, Project) else project,
            field_list=fields,
        )
        for described in fields.fields:
            if not is_correctable(described) and described.name in self.fields:
                self.fields[described.name].disabled = True
                self.fields[described.name].help_text = ""

    def _category(self) -> str:
        # The category is closed, and a browser sends nothing of a closed field.
        found = getattr(self.record, "category", "")
        return str(found) if found in QUALIFICATIONS else ""

    def clean(self) -> dict[str, Any]:
        """As the record's own form; figures of a category that is no more stay as they are."""
        super().clean()
        if isinstance(self.record, EnterpriseIndicators):
            self.cleaned_data.setdefault("indicators", self.record.indicators)
        return self.cleaned_data

    @property
    def closed(self) -> list[str]:
        """The labels of what cannot be corrected."""
        return [str(field.label) for field in self.fields.values() if field.disabled]


def _not_asking_for_more(record: StageRecord) -> FieldList:
    fields = catalogue().fields_of(record)
    sections = tuple(
        (title, tuple(replace(row, required=row.required and not _is_empty(record, row)) for row in part))
        for title, part in fields.sections
    )
    return replace(fields, sections=sections)


def _is_empty(record: StageRecord, described: Described) -> bool:
    if described.is_extra:
        return record.extra.get(described.name) in (None, "")
    attname = f"{described.name}_id" if described.type in (ValueType.PERSON, ValueType.RECORD) else described.name
    if described.type is ValueType.DIVISION:
        return False
    return getattr(record, attname) in (None, "")
