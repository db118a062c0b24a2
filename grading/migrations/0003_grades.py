"""The functions that write grades and marks, and nobody else (decisions 4).

Each is SECURITY DEFINER and belongs to the schema's owner. A grade is no argument: it follows from the tier of the
authority. Old grades are loaded and unloaded by the owner alone.
"""

from importlib import import_module

from django.db import migrations

TABLES = import_module("grading.migrations.0002_guards").TABLES
# An approval system fills no participants, declarations or track records.
DOCKED = (
    "projects_project",
    "projects_unitproject",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_constructionpermit",
    "projects_completion",
)


def _names(tables: tuple[str, ...]) -> str:
    return ", ".join(f"'{table}'" for table in tables)


FUNCTIONS = """
CREATE FUNCTION grading_grant(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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

-- As in grading_grant the grade is no argument: it follows from the tier of the authority that confirmed.
CREATE FUNCTION grading_load(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  day date := (entry ->> 'confirmed_on')::date;
  moment timestamptz := day::timestamp AT TIME ZONE 'Asia/Shanghai';
  tier text;
  new_grade text;
  loaded record;
BEGIN
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{tables}]) THEN
    RAISE EXCEPTION 'not a stage table: %', record_table;
  END IF;
  IF coalesce(entry ->> 'batch', '') = '' THEN RAISE EXCEPTION 'a loaded grade names its batch'; END IF;
  IF day IS NULL OR day >= DATE '2024-11-25' THEN
    RAISE EXCEPTION 'no grade of before the notice: % (二（二）1)', day USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT a.tier INTO STRICT tier FROM accounts_authority a WHERE a.id = (entry ->> 'authority_id')::bigint;
  new_grade := CASE tier WHEN 'COUNTY' THEN 'C' WHEN 'CITY' THEN 'B' WHEN 'PROVINCE' THEN 'A' END;
  EXECUTE format('SELECT r.grade, r.row_guid, r.update_flag, p.row_guid AS project_guid, p.origin FROM %I r
      JOIN projects_project p ON p.id = r.%I WHERE r.id = $1 FOR UPDATE',
      record_table, CASE record_table WHEN 'projects_project' THEN 'id' ELSE 'project_id' END)
    INTO STRICT loaded USING (entry ->> 'record_id')::bigint;
  IF loaded.grade <> 'D' OR loaded.update_flag <> 'U' OR loaded.origin <> '4' THEN
    RAISE EXCEPTION 'no old record without grade: % %', record_table, entry ->> 'record_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('UPDATE %I SET grade = $1, published = true, check_authority_id = $2, confirmed_at = $3, number = $4
      WHERE id = $5', record_table)
    USING new_grade, (entry ->> 'authority_id')::bigint, moment, entry ->> 'number', (entry ->> 'record_id')::bigint;
  IF record_table = 'projects_project' AND entry ->> 'national_number' <> '' THEN
    UPDATE projects_project SET national_number = entry ->> 'national_number' WHERE id = (entry ->> 'record_id')::bigint;
  END IF;
  INSERT INTO grading_gradeentry (stage, record_guid, project_guid, old_grade, new_grade, authority_id,
      case_number, rule_version, batch, granted_at)
    VALUES (entry ->> 'stage', loaded.row_guid, loaded.project_guid, 'D', new_grade,
      (entry ->> 'authority_id')::bigint, '', '', entry ->> 'batch', moment);
END $$;

-- Takes a batch's grades back and puts its records out of the way: nobody's, unpublished, their keys and numbers free
-- for another load. Whether anything was built on the batch, the caller has judged.
CREATE FUNCTION grading_unload(undone text, at timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text;
  counted bigint;
  total bigint := 0;
BEGIN
  IF coalesce(undone, '') = '' THEN RAISE EXCEPTION 'which batch?'; END IF;
  FOREACH record_table IN ARRAY ARRAY[{tables}] LOOP
    EXECUTE format('WITH gone AS (
        UPDATE %I r SET grade = ''D'', published = false, check_authority_id = NULL, confirmed_at = NULL, number = NULL,
            update_flag = ''D'', sealed_at = NULL, filed_by_id = NULL, row_guid = gen_random_uuid() %s
          FROM grading_gradeentry e
          WHERE e.batch = $1 AND e.new_grade <> ''D'' AND e.record_guid = r.row_guid AND r.update_flag = ''U''
          RETURNING e.stage, e.record_guid, e.project_guid, e.new_grade, e.authority_id)
      INSERT INTO grading_gradeentry (stage, record_guid, project_guid, old_grade, new_grade, authority_id,
          case_number, rule_version, batch, granted_at)
        SELECT stage, record_guid, project_guid, new_grade, ''D'', authority_id, '''', '''', $1, $2 FROM gone',
        record_table, CASE record_table WHEN 'projects_project' THEN ', shown = false, national_number = ''''' ELSE '' END)
      USING undone, at;
    GET DIAGNOSTICS counted = ROW_COUNT;
    total := total + counted;
  END LOOP;
  RETURN total;
END $$;

-- The default privileges give every new function to the runtime role.
REVOKE ALL ON FUNCTION grading_load(jsonb) FROM PUBLIC, portal_app;
REVOKE ALL ON FUNCTION grading_unload(text, timestamptz) FROM PUBLIC, portal_app;

-- The grade stays in the record and in the ledger of grades: that it was given is a fact.
CREATE FUNCTION grading_mark_false(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  grade text;
  guid uuid;
  project uuid;
  today date := (entry ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai';
BEGIN
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{tables}]) THEN
    RAISE EXCEPTION 'not a stage table: %', record_table;
  END IF;
  EXECUTE format('SELECT grade, row_guid FROM %I WHERE id = $1 FOR UPDATE', record_table)
    INTO STRICT grade, guid USING (entry ->> 'record_id')::bigint;
  IF record_table = 'projects_project' THEN project := guid;
  ELSE
    EXECUTE format('SELECT p.row_guid FROM %I r JOIN projects_project p ON p.id = r.project_id WHERE r.id = $1', record_table)
      INTO STRICT project USING (entry ->> 'record_id')::bigint;
  END IF;
  IF grade = 'D' THEN
    RAISE EXCEPTION 'an unconfirmed record is not found to be false (四（二）)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM accounts_appointment p WHERE p.user_id = (entry ->> 'person_id')::bigint
      AND p.authority_id = (entry ->> 'authority_id')::bigint AND p.role = 'REVIEWER'
      AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)) THEN
    RAISE EXCEPTION 'person % is not a reviewer of authority % on that day (四（一）)', entry ->> 'person_id', entry ->> 'authority_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO grading_falsemark (record_guid, project_guid, number, problem, enterprise_name, is_false, authority_id,
      person_id, marked_at)
    VALUES (guid, project, entry ->> 'number', entry ->> 'problem', entry ->> 'enterprise_name',
      (entry ->> 'is_false')::boolean, (entry ->> 'authority_id')::bigint, (entry ->> 'person_id')::bigint,
      (entry ->> 'at')::timestamptz);
  -- False as long as one finding stands.
  EXECUTE format('UPDATE %I SET false_mark = $1 WHERE id = $2 AND false_mark <> $1', record_table)
    USING EXISTS (SELECT 1 FROM grading_falsemark m WHERE m.record_guid = guid AND m.is_false
        AND NOT EXISTS (SELECT 1 FROM grading_falsemark l WHERE l.record_guid = guid AND l.number = m.number AND NOT l.is_false)),
      (entry ->> 'record_id')::bigint;
END $$;

-- The grade is no argument: it follows from the tier of the authority that stands for the unit that approved, and a
-- provincial approval gives B (A-08). The system and the authority are those of the docked record, which is in the
-- ledger; what an enterprise filed is not graded here.
CREATE FUNCTION grading_dock(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := entry ->> 'table';
  moment timestamptz := (entry ->> 'at')::timestamptz;
  tier text;
  new_grade text;
  coming record;
  docked record;
BEGIN
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{docked}]) THEN
    RAISE EXCEPTION 'not a table that approval systems fill: %', record_table;
  END IF;
  EXECUTE format('SELECT r.grade, r.row_guid, r.update_flag, r.filed_by_id, p.row_guid AS project_guid FROM %I r
      JOIN projects_project p ON p.id = r.%I WHERE r.id = $1 FOR UPDATE',
      record_table, CASE record_table WHEN 'projects_project' THEN 'id' ELSE 'project_id' END)
    INTO STRICT coming USING (entry ->> 'record_id')::bigint;
  SELECT d.system, d.authority_id INTO docked FROM projects_dockedrecord d
    WHERE d.record_guid = coming.row_guid AND NOT d.is_linked;
  IF docked IS NULL OR coming.grade <> 'D' OR coming.update_flag <> 'U' OR coming.filed_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'no docked record without grade: % % (二（二）2)', record_table, entry ->> 'record_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT a.tier INTO STRICT tier FROM accounts_authority a WHERE a.id = docked.authority_id;
  new_grade := CASE tier WHEN 'COUNTY' THEN 'C' WHEN 'CITY' THEN 'B' WHEN 'PROVINCE' THEN 'B' END;
  EXECUTE format('UPDATE %I SET grade = $1, published = true, check_authority_id = $2, confirmed_at = $3, number = $4
      WHERE id = $5', record_table)
    USING new_grade, docked.authority_id, moment, entry ->> 'number', (entry ->> 'record_id')::bigint;
  INSERT INTO grading_gradeentry (stage, record_guid, project_guid, old_grade, new_grade, authority_id,
      case_number, rule_version, docked_from, granted_at)
    VALUES (entry ->> 'stage', coming.row_guid, coming.project_guid, 'D', new_grade, docked.authority_id, '', '',
      docked.system, moment);
END $$;
""".replace("{tables}", _names(TABLES)).replace("{docked}", _names(DOCKED))
REMOVE = """
DROP FUNCTION grading_dock(jsonb);
DROP FUNCTION grading_mark_false(jsonb);
DROP FUNCTION grading_unload(text, timestamptz);
DROP FUNCTION grading_load(jsonb);
DROP FUNCTION grading_revoke(jsonb);
DROP FUNCTION grading_grant(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("grading", "0002_guards")]
    operations = [migrations.RunSQL(FUNCTIONS, REMOVE)]
