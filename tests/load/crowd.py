"""A crowd of published projects, put straight into the tables: what is measured is how they are found."""

import contextlib
import time

from django.db import connection

from projects.models import Project
from tests.fixtures.database import acting_as_owner

CHUNK = 10_000
FILL = """
INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
  SELECT p.id, projects_plain(p.name), projects_plain(p.owner_name), projects_grams(p.name),
    projects_grams(p.owner_name), projects_keys(p) FROM projects_project p
  ON CONFLICT (project_id) DO NOTHING
"""
_TOLD = {
    "name": "text",
    "division_id": "text",
    "owner_name": "text",
    "owner_code": "text",
    "total_investment": "numeric",
    "approval_number": "text",
    "approved_on": "date",
    "investment_code": "text",
}


def settle(template, sketches):
    """Copy a published project for each sketch; returns what filling the search rows took, in seconds."""
    sketches = list(sketches)
    with acting_as_owner(), connection.cursor() as cursor, triggers_off(cursor, "projects_project"):
        for begin in range(0, len(sketches), CHUNK):
            _insert(cursor, template, begin, sketches[begin : begin + CHUNK])
        began = time.perf_counter()
        cursor.execute(FILL)
        took = time.perf_counter() - began
        cursor.execute("VACUUM ANALYZE projects_project, projects_projectsearch")
    return took


def _insert(cursor, template, begin, sketches):
    copied = [field.column for field in Project._meta.concrete_fields if field.column not in ("id", "row_guid")]
    changed = {
        **{column: f"told.{column}" for column in _TOLD},
        "number": "'22' || lpad(told.place::text, 14, '0')",
        "national_number": "''",
        "confirmed_at": "template.confirmed_at + told.place * interval '1 second'",
    }
    columns = ", ".join(copied)
    values = ", ".join(changed.get(column, f"template.{column}") for column in copied)
    arrays = ", ".join(f"%s::{kind}[]" for kind in _TOLD.values())
    cursor.execute(
        f"INSERT INTO projects_project (row_guid, {columns}) SELECT gen_random_uuid(), {values}"
        f" FROM projects_project template, unnest(%s::int[], {arrays}) AS told(place, {', '.join(_TOLD)})"
        " WHERE template.id = %s",
        [
            [begin + number for number in range(len(sketches))],
            *([getattr(row, _attribute(column)) for row in sketches] for column in _TOLD),
            template.pk,
        ],
    )


def _attribute(column):
    return "county" if column == "division_id" else column


@contextlib.contextmanager
def triggers_off(cursor, table):
    """Rows put into the table inside are not recorded and not judged."""
    cursor.execute(
        "SELECT quote_ident(tgname), tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        " AND tgenabled <> 'D'",
        [table],
    )
    found = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for name, mode in found:
        cursor.execute(f"ALTER TABLE {table} ENABLE {'ALWAYS' if mode == 'A' else ''} TRIGGER {name}")
