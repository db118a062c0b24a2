"""The only doors to bookkeeping columns: the owner's functions that give and take back grades (decisions 4)."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import Authority, User
from projects.models import Project, StageRecord


class GrantNeedsATransaction(Exception):
    """Grades change only as part of a decision's transaction."""


def grant(
    *,
    record: StageRecord,
    project: Project,
    authority: Authority,
    by: User,
    case_number: str,
    rule_version: str,
    number: str,
    national_number: str,
    at: datetime,
) -> None:
    """Give a record the grade of the authority's tier, publish it and enter it in the ledger of grades.

    The grade is not an argument: the database derives it from the authority (二（一）, BR-24) and refuses one that is
    not the next, or the first one for the tier that starts. Opens no transaction. The record in hand stays as it is:
    whoever goes on with it reads it again, once for all that were granted.

    :param number: the record's number, kept if it has one already.
    :param national_number: what the national platform calls the project; empty before its first receipt.
    :raises GrantNeedsATransaction: outside a transaction.
    :raises django.db.ProgrammingError: when the database refuses the grade.
    """
    entry = _entry(record, project, authority, by, case_number, rule_version, at)
    _call("grading_grant", entry | {"number": number, "national_number": national_number})


def revoke(
    *,
    record: StageRecord,
    project: Project,
    authority: Authority,
    by: User,
    case_number: str,
    rule_version: str,
    at: datetime,
) -> None:
    """Take back the grade that an authority gave a record: it falls to the one that it had before (R15).

    As with a grant the database derives the grade: from the ledger. A record that falls to D is shown no more and keeps
    its number. Opens no transaction. The record is reloaded.

    :raises GrantNeedsATransaction: outside a transaction.
    :raises django.db.ProgrammingError: when the grade that the record has is not of this authority's tier.
    """
    _call("grading_revoke", _entry(record, project, authority, by, case_number, rule_version, at))
    record.refresh_from_db()


def _entry(
    record: StageRecord,
    project: Project,
    authority: Authority,
    by: User,
    case_number: str,
    rule_version: str,
    at: datetime,
) -> dict[str, Any]:
    return {
        "table": record._meta.db_table,
        "record_id": record.pk,
        "stage": record.stage.value,
        "project_guid": str(project.row_guid),
        "authority_id": authority.pk,
        "person_id": by.pk,
        "case_number": case_number,
        "rule_version": rule_version,
        "at": at.isoformat(),
    }


def mark_false(
    *,
    record: StageRecord,
    is_false: bool,
    number: str,
    problem: str,
    enterprise_name: str,
    authority: Authority,
    by: User,
    at: datetime,
) -> None:
    """Enter a finding about a confirmed record, or that it was taken back (四（二）).

    The record is marked, and serves no use, as long as one finding stands.

    The grade stays as it was given. Opens no transaction. The record is reloaded.

    :raises GrantNeedsATransaction: outside a transaction.
    :raises django.db.ProgrammingError: when the database refuses the person or the record.
    """
    entry = {
        "table": record._meta.db_table,
        "record_id": record.pk,
        "is_false": is_false,
        "number": number,
        "problem": problem,
        "enterprise_name": enterprise_name,
        "authority_id": authority.pk,
        "person_id": by.pk,
        "at": at.isoformat(),
    }
    _call("grading_mark_false", entry)
    record.refresh_from_db()


def _call(function: str, entry: dict[str, Any]) -> None:
    if not connection.in_atomic_block:
        raise GrantNeedsATransaction
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [json.dumps(entry)])
