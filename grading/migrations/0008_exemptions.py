"""Declarations that something is not needed are graded and frozen like every stage record (A-05, A-06).

They stand at the stop of what they stand for: the papers' guard looks for them there too.
"""

from importlib import import_module

from django.db import migrations

first = import_module("grading.migrations.0003_preparation")
units = import_module("grading.migrations.0004_units_and_track_records")
loaded = import_module("grading.migrations.0005_loaded_grades")
plain = import_module("grading.migrations.0006_plain_new_rows")
taken_back = import_module("grading.migrations.0007_grades_taken_back")

TABLE = "projects_exemption"
BEFORE = {**units.BEFORE, **units.ADDED}
LAST = "'projects_personaltrackrecord'"


def replaced(statements: str, tables: str) -> str:
    """Functions of earlier migrations once more, with other tables."""
    named = statements.replace(LAST, tables)
    return named.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


IS_CLOSED = units.IS_CLOSED.replace(
    "ARRAY['projects_drawingreview']", f"ARRAY['projects_drawingreview', '{TABLE}']"
).replace("ARRAY['projects_completion']", f"ARRAY['projects_completion', '{TABLE}']")
GUARD = f"""
CREATE TRIGGER guard_record BEFORE INSERT OR UPDATE OR DELETE ON {TABLE}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER guard_record;
""" + plain.apart(TABLE)
FORWARDS = (
    first.functions({**BEFORE, "EXEMPTION": TABLE})
    + IS_CLOSED
    + replaced(loaded.FUNCTIONS + taken_back.REVOKE, f"{LAST}, '{TABLE}'")
    + GUARD
)
BACKWARDS = (
    f"DROP TRIGGER guard_new_record ON {TABLE}; DROP TRIGGER guard_record ON {TABLE};"
    + first.functions(BEFORE)
    + units.IS_CLOSED
    + replaced(loaded.FUNCTIONS + taken_back.REVOKE, LAST)
)


class Migration(migrations.Migration):
    dependencies = [("grading", "0007_grades_taken_back"), ("projects", "0017_exemptions")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
