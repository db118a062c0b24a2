"""Copies of rows in bulk, past Django: projects, and what belongs to each."""


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
