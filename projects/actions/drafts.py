"""Keeping what somebody types before it is saved (E12). A draft is no filing: nothing is judged, nothing ledgered."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import vault
from accounts.models import Enterprise, User
from accounts.policy import require_member
from common.clock import day_of
from common.errors import RuleError
from projects.models import Draft
from projects.queries.drafts import key_of
from projects.rules.kinds import RecordKind

VALUES_AT_MOST = 300
CHARACTERS_AT_MOST = 200_000


class DraftIsTooLarge(RuleError):
    """More was typed than any form holds."""


class AColleagueIsTyping(RuleError):
    """Somebody else has kept a newer draft of the same form.

    :ivar draft: theirs.
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"同事{draft.saved_by.name}正在填写同一页，请先核对")
        self.draft = draft


@transaction.atomic(durable=True)
def keep_draft(
    *, by: User, enterprise: Enterprise, key: str, version: int, values: Mapping[str, str], at: datetime
) -> Draft:
    """Keep what is typed in a form.

    :param key: which form, see ``projects.queries.drafts.key_of``.
    :param version: of the draft as the page last knew it; 0 when it knew none.
    :raises AColleagueIsTyping: when somebody else has kept a newer one.
    :raises DraftIsTooLarge: beyond 300 values or 200,000 characters.
    """
    require_member(by, enterprise, day_of(at))
    text = json.dumps(dict(values), ensure_ascii=False)
    if len(values) > VALUES_AT_MOST or len(text) > CHARACTERS_AT_MOST:
        raise DraftIsTooLarge("填写的内容超出表单所能容纳的长度，未能自动保存，请精简")
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("saved_by")
        .filter(enterprise=enterprise, key=key)
        .first()
    )
    if draft is None:
        draft, _ = Draft.objects.get_or_create(
            enterprise=enterprise, key=key, defaults={"sealed": b"", "version": 0, "saved_by": by, "saved_at": at}
        )
    if draft.saved_by != by and draft.version != version:
        raise AColleagueIsTyping(draft)
    draft.sealed, draft.version, draft.saved_by, draft.saved_at = vault.seal(text), draft.version + 1, by, at
    draft.save()
    return draft


@transaction.atomic(durable=True)
def drop_draft(*, by: User, enterprise: Enterprise, key: str, at: datetime) -> None:
    """End the draft of a form whose values are not wanted any more."""
    require_member(by, enterprise, day_of(at))
    Draft.objects.filter(enterprise=enterprise, key=key).delete()


def end_draft(enterprise: Enterprise, kind: RecordKind, project: UUID | None, record: UUID | None) -> None:
    """End the draft of a form that is being saved. Opens no transaction."""
    Draft.objects.filter(enterprise=enterprise, key=key_of(kind, project, record)).delete()


@transaction.atomic(durable=True)
def drop_old_drafts(*, before: datetime) -> int:
    """End the drafts that nobody has touched since; returns how many there were."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]
