"""Drafts of forms: which one, and what it holds."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import vault
from accounts.models import Enterprise
from projects.models import Draft, StageRecord
from projects.rules.kinds import RecordKind


def key_of(kind: RecordKind, project: UUID | None, record: UUID | None) -> str:
    """Which form a draft belongs to: of a record, of a new one of its kind in a project, or of a new project."""
    return f"{project or 'new'}.{kind.slug}.{record or 'new'}"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as the page shows it.

    :param values: as typed, by field.
    """

    values: dict[str, str]
    version: int
    saved_by: str
    saved_at: datetime


def draft_of(enterprise: Enterprise, key: str, record: StageRecord | None) -> KeptDraft | None:
    """What was typed in a form and not saved; nothing when the record was saved later than that."""
    draft = Draft.objects.select_related("saved_by").filter(enterprise=enterprise, key=key).first()
    if draft is None or (record is not None and record.updated_at > draft.saved_at):
        return None
    values = json.loads(vault.unseal(bytes(draft.sealed)))
    return KeptDraft(values, draft.version, draft.saved_by.name, draft.saved_at)
