"""Pairs of characters are taken in a loop: the same lexemes as before, for a fraction of the time a row."""

from importlib import import_module

from django.db import migrations

FASTER = """
CREATE OR REPLACE FUNCTION projects_grams(t text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := projects_plain(t);
  pairs text[] := '{}';
BEGIN
  FOR place IN 1 .. char_length(folded) LOOP
    pairs := pairs || substr(folded, place, 2);
  END LOOP;
  RETURN array_to_tsvector(pairs); -- each lexeme once
END $$;
"""
_written = import_module("projects.migrations.0008_search").FUNCTIONS
BEFORE = (
    "CREATE OR REPLACE FUNCTION projects_grams" + _written.split("CREATE FUNCTION projects_grams")[1].split("CREATE")[0]
)


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_history_of_imports")]
    operations = [migrations.RunSQL(FASTER, BEFORE)]
