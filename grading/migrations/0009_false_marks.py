"""The mark of a record that was found to be false is bookkeeping, written by a function of the owner (decisions 4)."""

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
    "projects_exemption",
    "projects_enterpriseindicators",
    "projects_personaltrackrecord",
)

MARK = """
-- The grade stays in the record and in the ledger of grades: that it was given is a fact.
CREATE FUNCTION grading_mark_false(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  grade text;
  today date := (entry ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai';
BEGIN
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{tables}]) THEN
    RAISE EXCEPTION 'not a stage table: %', record_table;
  END IF;
  EXECUTE format('SELECT grade FROM %I WHERE id = $1 FOR UPDATE', record_table)
    INTO STRICT grade USING (entry ->> 'record_id')::bigint;
  IF grade = 'D' THEN
    RAISE EXCEPTION 'an unconfirmed record is not found to be false (四（二）)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM accounts_appointment p WHERE p.user_id = (entry ->> 'person_id')::bigint
      AND p.authority_id = (entry ->> 'authority_id')::bigint AND p.role = 'REVIEWER'
      AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)) THEN
    RAISE EXCEPTION 'person % is not a reviewer of authority % on that day (四（一）)', entry ->> 'person_id', entry ->> 'authority_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('UPDATE %I SET false_mark = $1 WHERE id = $2', record_table)
    USING (entry ->> 'is_false')::boolean, (entry ->> 'record_id')::bigint;
END $$;
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))


class Migration(migrations.Migration):
    dependencies = [("grading", "0008_exemptions")]
    operations = [migrations.RunSQL(MARK, "DROP FUNCTION grading_mark_false(jsonb);")]
