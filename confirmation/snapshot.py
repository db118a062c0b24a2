"""The full picture of what is submitted: canonical JSON and its digest (the sixth thing that can't be added later)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.canonical import canonical_json, sha256_hex
from projects.models import BOOKKEEPING_COLUMNS, Attachment, StageRecord

FORMAT = "jl-snapshot/1"


def snapshot_of(records: list[StageRecord], papers: dict[UUID, list[Attachment]]) -> tuple[str, str]:
    """Canonical JSON of records with their papers, and its SHA-256.

    Persons stand in it by id and files by digest; bookkeeping is not part of what an enterprise submits.
    """
    facts = {"format": FORMAT, "records": [_record(record, papers.get(record.row_guid, [])) for record in records]}
    data = canonical_json(facts)
    return data.decode(), sha256_hex(data)


def _record(record: StageRecord, papers: list[Attachment]) -> dict[str, Any]:
    columns = {
        field.attname: _plain(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.attname not in BOOKKEEPING_COLUMNS and field.attname != "sealed_at"
    }
    return {
        "kind": record.record_kind.value,
        "columns": columns,
        "papers": [{"kind": paper.kind, "filename": paper.filename, "sha256": paper.file_id} for paper in papers],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value
