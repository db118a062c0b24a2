"""What a snapshot says, read back as records."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist

from accounts.models import Division, Person
from projects.models import MODEL_OF_KIND, STAGE_MODELS, Project, StageRecord
from projects.rules.dictionaries import AttachmentKind
from projects.rules.kinds import RecordKind

_PERSON_COLUMNS = {f"{name}_id" for model in STAGE_MODELS for name in model.person_fields()}


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """One paper of a snapshot."""

    kind: str
    name: str
    sha256: str

    @property
    def label(self) -> str:
        """What kind of paper it is."""
        return AttachmentKind(self.kind).label

    def __str__(self) -> str:
        return f"{self.name}（{self.sha256[:12]}）"


@dataclass(frozen=True, slots=True)
class Submitted:
    """The records of one snapshot, as unsaved rows with what they refer to, and the papers by record."""

    records: list[StageRecord]
    papers: dict[UUID, list[PaperSeen]]


def read_snapshots(snapshots: Sequence[str]) -> list[Submitted]:
    """Snapshots as records. Two queries, however many there are."""
    contents = [json.loads(snapshot)["records"] for snapshot in snapshots]
    every = [entry["columns"] for content in contents for entry in content]
    divisions = Division.objects.in_bulk([columns["division_id"] for columns in every if "division_id" in columns])
    wanted = {columns[name] for columns in every for name in _PERSON_COLUMNS if columns.get(name)}
    persons = Person.objects.select_related("identity").in_bulk(wanted)
    return [_submitted(content, divisions, persons) for content in contents]


def _submitted(content: list[Any], divisions: dict[str, Division], persons: dict[int, Person]) -> Submitted:
    records = [_record(entry) for entry in content]
    by_id = {(type(record), record.pk): record for record in records}
    for record in records:
        for name in record.person_fields():
            setattr(record, name, persons.get(getattr(record, f"{name}_id")))
        if isinstance(record, Project):
            record.division = divisions[record.division_id]
        for name, model in _references(type(record)):
            named = by_id.get((model, getattr(record, f"{name}_id")))
            if named is not None:  # else it is an earlier record that was not part of this submission
                setattr(record, name, named)
    papers = {
        record.row_guid: [PaperSeen(paper["kind"], paper["filename"], paper["sha256"]) for paper in entry["papers"]]
        for record, entry in zip(records, content, strict=True)
    }
    return Submitted(records, papers)


def _references(model: type[StageRecord]) -> list[tuple[str, type[StageRecord]]]:
    return [
        (field.name, field.related_model)
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type)
        and issubclass(field.related_model, StageRecord)
        and field.name != "project"
    ]


def _record(entry: dict[str, Any]) -> StageRecord:
    model = MODEL_OF_KIND[RecordKind(entry["kind"])]
    columns = {field.attname: field for field in model._meta.concrete_fields}
    missing = entry["columns"].keys() - columns.keys()
    if missing:
        raise FieldDoesNotExist(f"a snapshot names columns that {model.__name__} no longer has: {sorted(missing)}")
    return model(**{name: columns[name].to_python(value) for name, value in entry["columns"].items()})
