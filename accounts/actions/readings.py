"""Keeping that a list or paper was taken away or the history was read: part of the history itself (U06, U08, R32)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Authority, Enterprise, Reading, ReadingKind, User
from accounts.policy import acting_for_authority, acting_for_enterprise
from accounts.rules import Role
from audit.context import context

AGAIN_AFTER = timedelta(hours=1)  # a page shows its papers in itself: each look at the page asks for all their bytes


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
    sha256: str = "",
    address: str | None,
    at: datetime,
) -> Reading:
    """Keep one export or look, before it is answered; the caller has seen that the person may read it.

    :param unit, role: for whom he reads, and as what at an authority.
    :param asked: the filters in the address, at most 600 characters of them.
    :param subject: the project whose history he reads; its own timeline tells changes alone.
    :param sha256: of the file that he takes, where it is signed.
    :param address: from where.
    """
    row = Reading(user=by, kind=kind, title=title[:100], asked=asked[:600], subject=subject, address=address)
    row.sha256 = sha256
    return _kept(row, unit, role, at)


@transaction.atomic(durable=True)
def keep_download(
    *,
    by: User,
    unit: Authority | Enterprise,
    role: Role | None = None,
    title: str,
    subject: str = "",
    paper_guid: UUID | None = None,
    address: str | None,
    at: datetime,
) -> Reading | None:
    """Keep that a paper is taken away, before its bytes go; the same again within ``AGAIN_AFTER`` is one taking.

    :param title: what kind of paper it is.
    :param subject: its project; empty for none.
    :param paper_guid: which; None for what the portal makes itself, such as a receipt.
    :returns: the row; None when there is one already.
    """
    row = Reading(user=by, title=title[:100], subject=subject, paper_guid=paper_guid, address=address)
    row.kind = ReadingKind.DOWNLOAD
    before = Reading.objects.filter(
        user=by, kind=row.kind, title=row.title, subject=subject, paper_guid=paper_guid, address=address
    )
    if before.filter(read_at__gt=at - AGAIN_AFTER, **_columns(unit)).exists():
        return None
    return _kept(row, unit, role, at)


def _kept(row: Reading, unit: Authority | Enterprise, role: Role | None, at: datetime) -> Reading:
    if isinstance(unit, Authority):
        acting = acting_for_authority(row.user, unit, role or Role.REVIEWER)
    else:
        acting = acting_for_enterprise(row.user, unit)
    for column, value in _columns(unit).items():
        setattr(row, column, value)
    row.read_at = at
    with context(acting, action=f"accounts.read_{row.kind.lower()}"):
        row.save(force_insert=True)
    return row


def _columns(unit: Authority | Enterprise) -> dict[str, Authority | Enterprise | None]:
    is_authority = isinstance(unit, Authority)
    return {"authority": unit if is_authority else None, "enterprise": None if is_authority else unit}
