"""Copies of rows in bulk, past Django: projects, and what belongs to each."""

import contextlib

from django.db import connection

from tests.fixtures.database import acting_as_owner
from tests.load.crowd import triggers_off


def columns_of(cursor, table):
    """What a copy has in common with its original."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    return [name for (name,) in cursor.fetchall() if name not in ("id", "row_guid")]


def copies(cursor, table, pk, count):
    """So many more rows like one, each with a number of its own."""
    names = columns_of(cursor, table)
    changed = {"number": "'22' || lpad(n::text, 14, '0')", "national_number": "''", "investment_code": "''"}
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    cursor.execute(
        f"INSERT INTO {table} (row_guid, {', '.join(names)}) SELECT gen_random_uuid(), {values}"
        f" FROM {table} t, generate_series(1, %s) n WHERE t.id = %s",
        [count, pk],
    )


def children(cursor, table, changes, pk):
    """A copy of a table's first row for every project but one; ``changes`` tie it to its project, ``p``."""
    changed = dict(change.split(" = ", 1) for change in changes.split(", "))
    names = columns_of(cursor, table)
    guid = table.startswith("projects_")
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({'row_guid, ' if guid else ''}{', '.join(names)})"
        f" SELECT {'gen_random_uuid(), ' if guid else ''}{values}"
        f" FROM projects_project p, (SELECT * FROM {table} ORDER BY id LIMIT 1) t WHERE p.id <> %s",
        [pk],
    )


def copy_projects(pk, tables, count):
    """So many more projects as one, with their rows of some tables; without history, as the owner.

    :param tables: for each table, what its rows differ in, as of :func:`children`.
    """
    with acting_as_owner(), connection.cursor() as cursor:
        with contextlib.ExitStack() as quiet:
            for table in ("projects_project", *tables):
                quiet.enter_context(triggers_off(cursor, table))
            copies(cursor, "projects_project", pk, count)
            for table, changes in tables.items():
                children(cursor, table, changes, pk)
        cursor.execute(f"VACUUM ANALYZE projects_project, {', '.join(tables)}")
