"""Tender, contract and drawing review are graded and frozen like every stage record (decisions 4).

The papers' guard asks ``grading_is_closed`` for the table of a stage, and ``grading_grant`` names the tables that it
writes: both are replaced. The guard of records and the bookkeeping columns stay as they are.
"""

from django.db import migrations

EARLIER = {
    "PROJECT": "projects_project",
    "PERMIT": "projects_constructionpermit",
    "COMPLETION": "projects_completion",
}
ADDED = {
    "TENDER": "projects_tender",
    "CONTRACT": "projects_contract",
    "DRAWING_REVIEW": "projects_drawingreview",
}

FUNCTIONS = """
-- A record that is nowhere counts as closed.
CREATE OR REPLACE FUNCTION grading_is_closed(stage text, record_guid uuid) RETURNS boolean LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := CASE stage {tables_by_stage} END;
  closed boolean;
BEGIN
  EXECUTE format('SELECT grade <> ''D'' OR sealed_at IS NOT NULL FROM %I WHERE row_guid = $1', record_table)
    INTO closed USING record_guid;
  RETURN coalesce(closed, true);
END $$;

CREATE OR REPLACE FUNCTION grading_grant(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  tier text;
  old_grade text;
  new_grade text;
  guid uuid;
  holds_duty boolean;
  today date := (entry ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai';
BEGIN
  IF record_table <> ALL (ARRAY[{tables}]) THEN RAISE EXCEPTION 'not a stage table: %', record_table; END IF;
  SELECT a.tier INTO STRICT tier FROM accounts_authority a WHERE a.id = (entry ->> 'authority_id')::bigint;
  new_grade := CASE tier WHEN 'COUNTY' THEN 'C' WHEN 'CITY' THEN 'B' WHEN 'PROVINCE' THEN 'A' END;
  EXECUTE format('SELECT grade, row_guid FROM %I WHERE id = $1 FOR UPDATE', record_table)
    INTO STRICT old_grade, guid USING (entry ->> 'record_id')::bigint;
  IF NOT (old_grade, new_grade) IN (('D', 'C'), ('D', 'B'), ('C', 'B'), ('B', 'A')) THEN
    RAISE EXCEPTION 'no step from % to % (二（二）)', old_grade, new_grade USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT EXISTS (SELECT 1 FROM accounts_appointment p WHERE p.user_id = (entry ->> 'person_id')::bigint
      AND p.authority_id = (entry ->> 'authority_id')::bigint AND p.role = 'REVIEWER'
      AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)) INTO holds_duty;
  IF NOT holds_duty THEN
    RAISE EXCEPTION 'person % is not a reviewer of authority % on that day (四（一）)', entry ->> 'person_id', entry ->> 'authority_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('UPDATE %I SET grade = $1, published = true, check_authority_id = $2, check_person_id = $3,
      confirmed_at = $4, number = coalesce(number, $5) WHERE id = $6', record_table)
    USING new_grade, (entry ->> 'authority_id')::bigint, (entry ->> 'person_id')::bigint,
      (entry ->> 'at')::timestamptz, entry ->> 'number', (entry ->> 'record_id')::bigint;
  IF record_table = 'projects_project' AND entry ->> 'national_number' <> '' THEN
    UPDATE projects_project SET national_number = entry ->> 'national_number' WHERE id = (entry ->> 'record_id')::bigint;
  END IF;
  INSERT INTO grading_gradeentry (stage, record_guid, project_guid, old_grade, new_grade, authority_id, person_id,
      case_number, rule_version, granted_at)
    VALUES (entry ->> 'stage', guid, (entry ->> 'project_guid')::uuid, old_grade, new_grade,
      (entry ->> 'authority_id')::bigint, (entry ->> 'person_id')::bigint, entry ->> 'case_number',
      entry ->> 'rule_version', (entry ->> 'at')::timestamptz);
END $$;
"""


def functions(tables: dict[str, str]) -> str:
    """Both functions for some stages."""
    by_stage = " ".join(f"WHEN '{stage}' THEN '{table}'" for stage, table in tables.items())
    names = ", ".join(f"'{table}'" for table in tables.values())
    return FUNCTIONS.replace("{tables_by_stage}", by_stage).replace("{tables}", names)


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
    dependencies = [("grading", "0002_guards"), ("projects", "0003_preparation")]
    operations = [migrations.RunSQL(functions({**EARLIER, **ADDED}) + TRIGGERS, REMOVE + functions(EARLIER))]
