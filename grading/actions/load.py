"""Grades of before the notice: loaded by the schema's owner, undone batch by batch (docs/adr/0009)."""

import json
from datetime import date, datetime

from django.db import connection

from accounts.models import Authority
from grading.actions.grant import GrantNeedsATransaction
from projects.models import StageRecord


def load_grade(
    *,
    record: StageRecord,
    authority: Authority,
    confirmed_on: date,
    number: str,
    national_number: str,
    batch: str,
) -> None:
    """Give a record that has none the grade that its authority gave it before the notice, and publish it.

    The database derives the grade from the authority's tier. Opens no transaction. The record is reloaded.

    :param number: the record's number; ``national_number`` is the project's own and empty for others.
    :raises GrantNeedsATransaction: outside a transaction.
    :raises django.db.ProgrammingError: to anybody but the schema's owner, and for what is no old record.
    """
    entry = {
        "table": record._meta.db_table,
        "record_id": record.pk,
        "stage": record.stage.value,
        "authority_id": authority.pk,
        "confirmed_on": confirmed_on.isoformat(),
        "number": number,
        "national_number": national_number,
        "batch": batch,
    }
    _call("SELECT grading_load(%s)", json.dumps(entry))
    record.refresh_from_db()


def unload_grades(*, batch: str, at: datetime) -> int:
    """Take the grades of a batch back and withdraw its records; how many there were. Opens no transaction.

    Whether anything was built on the batch, the caller has judged. Raises as :func:`load_grade`.
    """
    return int(_call("SELECT grading_unload(%s, %s)", batch, at))


def _call(statement: str, *parameters: str | datetime) -> int:
    if not connection.in_atomic_block:
        raise GrantNeedsATransaction
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return int(row[0] or 0)
