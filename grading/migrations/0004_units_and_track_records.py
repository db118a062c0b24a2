"""Unit projects, participants and track records are graded and frozen like every stage record (decisions 4).

A stop of the rail may now hold records of several tables; the papers' guard looks into each of them.
"""

from importlib import import_module

from django.db import migrations

earlier = import_module("grading.migrations.0003_preparation")

ADDED = {
    "UNIT": "projects_unitproject",
    "PARTICIPANT": "projects_participant",
    "INDICATORS": "projects_enterpriseindicators",
    "PERSONAL": "projects_personaltrackrecord",
}
BEFORE = {**earlier.EARLIER, **earlier.ADDED}

IS_CLOSED = """
-- A record that is nowhere counts as closed.
CREATE OR REPLACE FUNCTION grading_is_closed(stage text, record_guid uuid) RETURNS boolean LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_tables text[] := CASE stage
    WHEN 'PROJECT' THEN ARRAY['projects_project', 'projects_unitproject', 'projects_participant']
    WHEN 'TENDER' THEN ARRAY['projects_tender']
    WHEN 'CONTRACT' THEN ARRAY['projects_contract']
    WHEN 'DRAWING_REVIEW' THEN ARRAY['projects_drawingreview']
    WHEN 'PERMIT' THEN ARRAY['projects_constructionpermit']
    WHEN 'COMPLETION' THEN ARRAY['projects_completion']
    WHEN 'INDICATORS' THEN ARRAY['projects_enterpriseindicators', 'projects_personaltrackrecord']
  END;
  record_table text;
  closed boolean;
BEGIN
  FOREACH record_table IN ARRAY coalesce(record_tables, ARRAY[]::text[]) LOOP
    EXECUTE format('SELECT grade <> ''D'' OR sealed_at IS NOT NULL FROM %I WHERE row_guid = $1', record_table)
      INTO closed USING record_guid;
    IF closed IS NOT NULL THEN RETURN closed; END IF;
  END LOOP;
  RETURN true;
END $$;
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER guard_record BEFORE INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_record;
"""
    for table in ADDED.values()
)
REMOVE = "".join(f"DROP TRIGGER guard_record ON {table};" for table in ADDED.values())


class Migration(migrations.Migration):
    dependencies = [("grading", "0003_preparation"), ("projects", "0004_units_track_records_and_field_lists")]
    operations = [
        migrations.RunSQL(
            earlier.functions({**BEFORE, **ADDED}) + IS_CLOSED + TRIGGERS,
            REMOVE + earlier.functions(BEFORE),
        )
    ]
