"""Whether the guards of the history still stand: what the owner or a superuser could take down without leaving a trace.

What must be there is read out of the migrations, so nothing has to be kept in step by hand: the triggers of every table
under the ledger, the text of the functions behind them, the owner, and columns that may not be empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from audit.operations import AppendOnly, Ledgered, LedgeredInBulk

OWNER = "portal_owner"
_OF_OPERATION: dict[type, set[str]] = {
    Ledgered: {"ledger", "no_truncate"},
    LedgeredInBulk: {"ledger_inserts"},
    AppendOnly: {"append_only", "no_truncate_append_only"},
}
# Of the Merkle log's tables, where no other trigger may stand.
_OF_LOG = {
    "audit_event": set[str](),
    "audit_pending": {"taken_with_its_leaf", "no_update", "no_truncate"},
    "audit_leaf": {"next_leaves"},
    "audit_tile": {"tile_grows", "no_delete", "no_truncate"},
    "audit_sm3tile": {"tile_grows", "no_delete", "no_truncate"},
    "audit_checkpoint": set[str](),
    "audit_cosignature": set[str](),
}
_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\([^$;]*?AS \$\$(.*?)\$\$", re.DOTALL)
_TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER \"?(\w+)")


@dataclass
class Expected:
    """What the migrations made.

    :param triggers: of each guarded table, those that must be on whatever the session's settings are.
    :param functions: the text of each function, as the last migration left it.
    :param names: of all triggers that any migration makes.
    """

    triggers: dict[str, set[str]] = field(
        default_factory=lambda: {table: set(names) for table, names in _OF_LOG.items()}
    )
    functions: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def fallen() -> list[str]:
    """What of the guards is not as the migrations made it, in words; empty when all stand. Four queries."""
    expected = _expected()
    return [*_tables(expected), *_triggers(expected), *_functions(expected), *_columns(expected)]


@cache
def _expected() -> Expected:
    found = Expected()
    for migration in _migrations():
        for operation in migration.operations:
            if isinstance(operation, Ledgered | AppendOnly):
                model = _model(migration.app_label, operation.model_name)
                if model:
                    found.triggers.setdefault(model._meta.db_table, set()).update(_OF_OPERATION[type(operation)])
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                found.functions.update(_FUNCTION.findall(operation.sql))
                found.names.update(_TRIGGER.findall(operation.sql))
    found.names.update(*found.triggers.values())
    return found


def _migrations() -> Iterator[Migration]:
    graph, seen = MigrationLoader(None).graph, set[tuple[str, str]]()
    for leaf in graph.leaf_nodes():
        for key in graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield graph.nodes[key]


def _model(app_label: str, name: str) -> type[Model] | None:
    app, _, model = name.rpartition(".")
    try:
        return apps.get_model(app or app_label, model)
    except LookupError:
        return None  # a later migration took it away


def _rows(query: str, names: list[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [names])
        return list(cursor.fetchall())


def _tables(expected: Expected) -> Iterator[str]:
    there = {
        table: facts
        for table, *facts in _rows(
            "SELECT relname, pg_get_userbyid(relowner), relrowsecurity, relhasrules FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)",
            list(expected.triggers),
        )
    }
    for table in sorted(expected.triggers):
        owner, closed, rules = there.get(table, ("", False, False))
        if owner != OWNER:
            yield f"{table} belongs to {owner}" if owner else f"{table} is not there"
        if closed or rules:
            yield f"{table} has a {'policy' if closed else 'rule'} that no migration made"


def _triggers(expected: Expected) -> Iterator[str]:
    rows = _rows(
        "SELECT relname, tgname, tgenabled FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname = ANY(%s)",
        list(expected.triggers),
    )
    standing = {(table, name) for table, name, enabled in rows if enabled == "A"}
    for table, names in sorted(expected.triggers.items()):
        yield from (f"{name} on {table} is off" for name in sorted(names) if (table, name) not in standing)
    for table, name, _ in rows:
        known = expected.triggers[table] if table in _OF_LOG else expected.names
        if name not in known and not (name.startswith("pgtrigger_") and table not in _OF_LOG):
            yield f"{name} on {table} is of no migration"


def _functions(expected: Expected) -> Iterator[str]:
    rows = _rows(
        "SELECT proname, prosrc, pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND proname = ANY(%s) ORDER BY 1",
        list(expected.functions),
    )
    for name, text, owner in rows:
        if text != expected.functions[name] or owner != OWNER:
            yield f"function {name} is not that of the migrations"


def _columns(expected: Expected) -> Iterator[str]:
    rows = _rows(
        "SELECT relname, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE attnum > 0 AND attnotnull AND relname = ANY(%s)",
        list(expected.triggers),
    )
    filled = {(table, column) for table, column in rows}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for one in model._meta.concrete_fields if table in expected.triggers else ():
            if one.column and not one.null and (table, one.column) not in filled:
                yield f"{table}.{one.column} may be empty"
