"""A third of the trigger's time saved, an index that no query used, and system actors' entries out of another.

``object_type = TG_TABLE_NAME`` compared a text with a name, in the name's collation, so the index of versions was read
by ``object_id`` alone: once for every kind of object that the ledger knows. And a migration, which answers no request,
names its transaction instead, so that no entry is without its cause. The entries' bytes are otherwise the same.
"""

from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("audit.migrations.0007_merkle_log_guards")
_MIGRATION = """'{"actor_name": "migration", "role": "SYSTEM", "action": "migrate", "channel": "command"}'"""
_CAUSE = (
    f"{_MIGRATION};",
    f"{_MIGRATION}::jsonb\n      || jsonb_build_object('request_id', 'transaction ' || pg_current_xact_id()::text);",
)
_KIND = "  kind text := TG_TABLE_NAME; -- of the column's type and collation: else its index is of no use\n"
EACH = _BEFORE.replaced(
    _BEFORE.EACH_NOW,
    ("  key text;\n", f"  key text;\n{_KIND}"),
    ("WHERE object_type = TG_TABLE_NAME AND", "WHERE object_type = kind AND"),
    _CAUSE,
)
BULK = _BEFORE.replaced(
    _BEFORE.BULK_NOW.replace("WHERE e.object_type = TG_TABLE_NAME AND", "WHERE e.object_type = kind AND"),
    ("  comes_back boolean;\n", f"{_KIND}  comes_back boolean;\n"),
    _CAUSE,
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_merkle_log_guards")]
    operations = [
        migrations.RunSQL(EACH, _BEFORE.EACH_NOW),
        migrations.RunSQL(BULK, _BEFORE.BULK_NOW),
        migrations.RemoveIndex("event", "event_request"),
        migrations.RemoveIndex("event", "event_actor"),
        migrations.AddIndex(
            "event",
            models.Index(fields=["actor_id", "id"], name="event_actor", condition=models.Q(actor_id__isnull=False)),
        ),
    ]
