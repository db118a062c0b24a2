"""An authority takes back the grade that it gave (R15, A-17): the record falls to the grade that it had before."""

from django.db import migrations

TABLES = (
    "projects_project",
    "projects_unitproject",
    "projects_participant",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_constructionpermit",
    "projects_completion",
    "projects_enterpriseindicators",
    "projects_personaltrackrecord",
)

REVOKE = """
-- Neither grade is an argument: the one taken back is the tier's of the authority, the one before stands in the ledger.
CREATE FUNCTION grading_revoke(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  tier text;
  old_grade text;
  own_grade text;
  guid uuid;
  given record;
  earlier record;
  today date := (entry ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai';
BEGIN
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{tables}]) THEN
    RAISE EXCEPTION 'not a stage table: %', record_table;
  END IF;
  SELECT a.tier INTO STRICT tier FROM accounts_authority a WHERE a.id = (entry ->> 'authority_id')::bigint;
  EXECUTE format('SELECT grade, row_guid FROM %I WHERE id = $1 FOR UPDATE', record_table)
    INTO STRICT old_grade, guid USING (entry ->> 'record_id')::bigint;
  own_grade := CASE tier WHEN 'COUNTY' THEN 'C' WHEN 'CITY' THEN 'B' WHEN 'PROVINCE' THEN 'A' END;
  IF old_grade <> own_grade THEN
    RAISE EXCEPTION '% is not a grade of this tier: who raised it takes it back first (四（三）)', old_grade
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM accounts_appointment p WHERE p.user_id = (entry ->> 'person_id')::bigint
      AND p.authority_id = (entry ->> 'authority_id')::bigint AND p.role = 'REVIEWER'
      AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)) THEN
    RAISE EXCEPTION 'person % is not a reviewer of authority % on that day (四（一）)', entry ->> 'person_id', entry ->> 'authority_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT e.* INTO STRICT given FROM grading_gradeentry e
    WHERE e.record_guid = guid AND e.new_grade = own_grade ORDER BY e.id DESC LIMIT 1;
  SELECT e.* INTO earlier FROM grading_gradeentry e
    WHERE e.record_guid = guid AND e.new_grade = given.old_grade AND e.new_grade <> 'D' AND e.id < given.id
    ORDER BY e.id DESC LIMIT 1;
  EXECUTE format('UPDATE %I SET grade = $1, published = $1 <> ''D'', check_authority_id = $2, check_person_id = $3,
      confirmed_at = $4 WHERE id = $5', record_table)
    USING given.old_grade, earlier.authority_id, earlier.person_id, earlier.granted_at, (entry ->> 'record_id')::bigint;
  INSERT INTO grading_gradeentry (stage, record_guid, project_guid, old_grade, new_grade, authority_id, person_id,
      case_number, rule_version, granted_at)
    VALUES (entry ->> 'stage', guid, (entry ->> 'project_guid')::uuid, old_grade, given.old_grade,
      (entry ->> 'authority_id')::bigint, (entry ->> 'person_id')::bigint, entry ->> 'case_number',
      entry ->> 'rule_version', (entry ->> 'at')::timestamptz);
END $$;
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))


class Migration(migrations.Migration):
    dependencies = [("grading", "0006_plain_new_rows")]
    operations = [migrations.RunSQL(REVOKE, "DROP FUNCTION grading_revoke(jsonb);")]
