"""Keeping that a list was taken away or the history was read: part of the history itself (U06, R32)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Authority, Enterprise, Reading, ReadingKind, User
from accounts.policy import acting_for_authority, acting_for_enterprise
from accounts.rules import Role
from audit.context import context


@transaction.atomic(durable=True)
def keep_reading(
    *,
    by: User,
    unit: Authority | Enterprise,
    role: Role | None = None,
    kind: ReadingKind,
    title: str,
    asked: str = "",
    subject: str = "",
    at: datetime,
) -> Reading:
    """Keep one export or look, before it is answered; the caller has seen that the person may read it.

    :param unit, role: for whom he reads, and as what at an authority.
    :param asked: the filters in the address, at most 600 characters of them.
    :param subject: the project whose history he reads; its own timeline tells changes alone.
    """
    if isinstance(unit, Authority):
        authority, enterprise = unit, None
        acting = acting_for_authority(by, unit, role or Role.REVIEWER)
    else:
        authority, enterprise = None, unit
        acting = acting_for_enterprise(by, unit)
    with context(acting, action=f"accounts.read_{kind.value.lower()}"):
        return Reading.objects.create(
            user=by,
            authority=authority,
            enterprise=enterprise,
            kind=kind,
            title=title[:100],
            asked=asked[:600],
            subject=subject,
            read_at=at,
        )
