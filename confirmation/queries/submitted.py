"""What a snapshot says, read back as records: for cases that went back, and for what changed between two."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist

from accounts.models import Division, Person
from confirmation.queries.answers import facts_of
from projects.models import MODEL_OF_KIND, STAGE_MODELS, Project, StageRecord
from projects.rules.dictionaries import AttachmentKind
from projects.rules.kinds import RecordKind

_PERSON_COLUMNS = {f"{name}_id" for model in STAGE_MODELS for name in model.person_fields()}


@dataclass(frozen=True, slots=True)
class Submitted:
    """The records of one snapshot, as unsaved rows with what they refer to, and the papers by record: kind and name."""

    records: list[StageRecord]
    papers: dict[UUID, list[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs between two submissions; an empty text where there was nothing."""

    record: str
    field: str
    before: str
    after: str


def read_snapshots(snapshots: Sequence[str]) -> list[Submitted]:
    """Snapshots as records. Two queries, however many there are."""
    contents = [json.loads(snapshot)["records"] for snapshot in snapshots]
    every = [entry["columns"] for content in contents for entry in content]
    divisions = Division.objects.in_bulk([columns["division_id"] for columns in every if "division_id" in columns])
    wanted = {columns[name] for columns in every for name in _PERSON_COLUMNS if columns.get(name)}
    persons = Person.objects.select_related("identity").in_bulk(wanted)
    return [_submitted(content, divisions, persons) for content in contents]


def changes_between(before: Submitted, after: Submitted) -> list[Change]:
    """Facts and papers that differ, record by record in the order of the rail. No query."""
    old, new = _by_guid(before), _by_guid(after)
    found: list[Change] = []
    for guid in [*old, *(guid for guid in new if guid not in old)]:
        found += _record_changes(guid, old.get(guid), new.get(guid), before, after)
    return found


def _record_changes(
    guid: UUID, old: StageRecord | None, new: StageRecord | None, before: Submitted, after: Submitted
) -> list[Change]:
    record = new or old
    assert record is not None
    title = f"{record.stage.label}：{record}"
    if old is None or new is None:
        return [Change(title, "整条记录", "已填报" if old else "", "已填报" if new else "")]
    # By label: between two submissions the field list may have changed.
    was, now = dict(facts_of(old, with_numbers=True)), dict(facts_of(new, with_numbers=True))
    labels = [*was, *(label for label in now if label not in was)]
    facts = [
        Change(title, label, was.get(label, ""), now.get(label, ""))
        for label in labels
        if was.get(label, "") != now.get(label, "")
    ]
    papers = _paper_changes(title, before.papers.get(guid, []), after.papers.get(guid, []))
    return facts + papers


def _paper_changes(title: str, before: list[str], after: list[str]) -> list[Change]:
    removed = [Change(title, "附件", paper, "") for paper in before if paper not in after]
    return removed + [Change(title, "附件", "", paper) for paper in after if paper not in before]


def _by_guid(submitted: Submitted) -> dict[UUID, StageRecord]:
    return {record.row_guid: record for record in submitted.records}


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
        record.row_guid: [_paper(paper) for paper in entry["papers"]]
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


def _paper(paper: dict[str, str]) -> str:
    return f"{AttachmentKind(paper['kind']).label} {paper['filename']}（{paper['sha256'][:12]}）"
