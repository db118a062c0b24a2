"""The grade of what an approval system sent (二（二）2, docs/adr/0017)."""

import json
from datetime import datetime

from django.db import connection

from grading.actions.grant import GrantNeedsATransaction
from projects.models import StageRecord


def grade_docked(*, record: StageRecord, number: str, at: datetime) -> None:
    """Give a docked record that has none the grade of the unit that approved it, and publish it.

    The database derives the grade from its ``DockedRecord``: county C, city B, province B (BR-27, A-08). Opens no
    transaction. The record is reloaded.

    :raises GrantNeedsATransaction: outside a transaction.
    :raises django.db.ProgrammingError: for a record that did not come from an approval system, or has a grade.
    """
    if not connection.in_atomic_block:
        raise GrantNeedsATransaction
    entry = {
        "table": record._meta.db_table,
        "record_id": record.pk,
        "stage": record.stage.value,
        "number": number,
        "at": at.isoformat(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT grading_dock(%s)", [json.dumps(entry)])
    record.refresh_from_db()
