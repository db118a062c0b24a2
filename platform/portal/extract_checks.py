"""Counting that an extract's public address was opened: one row for an extract and day, however often (U08).

It never fails the page, waits for no lock, and writes nothing that tells who asked (docs/adr/0019).
"""

import hashlib
import hmac
import ipaddress
import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction

from common.clock import day_of

logger = logging.getLogger(__name__)

COUNTED_AT_MOST = 9_999  # a day; beyond it nothing is written
KEPT_DAYS = 730
_WAITS_AT_MOST = "200ms"
_BITS = 64

# A count that is full is not even locked, which a condition on the update alone would do: a flood costs reads.
_COUNT = """
INSERT INTO portal_extractcheck AS old (project_id, enterprise_id, made_on, checked_on, checks, places, last_at)
SELECT p.id, e.id, %(made_on)s, %(day)s, 1, %(place)s, %(at)s FROM projects_project p, accounts_enterprise e
WHERE p.row_guid = %(project)s AND e.id = %(enterprise)s AND NOT EXISTS (
  SELECT FROM portal_extractcheck full_one
  WHERE (full_one.project_id, full_one.enterprise_id, full_one.made_on, full_one.checked_on)
    = (p.id, e.id, %(made_on)s, %(day)s) AND full_one.checks >= %(most)s)
ON CONFLICT (project_id, enterprise_id, made_on, checked_on) DO UPDATE
  SET checks = old.checks + 1, places = old.places | excluded.places, last_at = greatest(old.last_at, excluded.last_at)
  WHERE old.checks < %(most)s
RETURNING checks, project_id
"""
_END_OLD = """
DELETE FROM portal_extractcheck
WHERE project_id = %(id)s AND enterprise_id = %(enterprise)s AND made_on = %(made_on)s AND checked_on < %(oldest)s
"""


def count_check(*, project_guid: UUID, enterprise_id: int, made_on: date, address: str | None, at: datetime) -> None:
    """Count one opening of an extract that was made here. Three statements at most; a fault is logged and not raised.

    :param made_on: the day of which the extract speaks.
    :param address: the visitor's; None where it is not known.
    """
    day = day_of(at)
    values: dict[str, UUID | int | date | datetime] = {
        "project": project_guid,
        "enterprise": enterprise_id,
        "made_on": made_on,
        "day": day,
        "place": place_of(address, f"{project_guid}|{enterprise_id}|{made_on}|{day}"),
        "at": at,
        "most": COUNTED_AT_MOST,
        "oldest": day - timedelta(days=KEPT_DAYS),
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_WAITS_AT_MOST])
            cursor.execute(_COUNT, values)
            checks, project_id = cursor.fetchone() or (0, 0)
            if checks == 1:  # the first of a day makes room
                cursor.execute(_END_OLD, values | {"id": project_id})
    except Error:
        logger.exception("the check of an extract of project %s was not counted", project_guid)


def place_of(address: str | None, of: str) -> int:
    """The bit of a visitor's network, as a signed number of 64 bits; none without an address that can be read.

    :param of: what the bit is about: another extract or day sets another bit for the same network.
    """
    try:
        ip = ipaddress.ip_address(address or "")
        network = ipaddress.ip_network((int(ip), 24 if ip.version == 4 else 48), strict=False)
    except ValueError:
        return 0
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"extract-check|{of}|{network}".encode(), hashlib.sha256)
    bit = 1 << digest[0] % _BITS
    return bit - (1 << _BITS) if bit == 1 << _BITS - 1 else bit
