"""The database's half of grading: what freezes, and the one function that writes grades (decisions 4).

The function is SECURITY DEFINER and belongs to the schema's owner; the triggers let bookkeeping pass only inside it,
where ``current_user`` is the owner of the table.
"""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered

RECORD_TABLES = ("projects_project", "projects_constructionpermit", "projects_completion")

FREEZE = """
CREATE FUNCTION grading_guard_record() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  bookkeeping text[] := ARRAY['grade', 'check_authority_id', 'check_person_id', 'confirmed_at', 'published', 'update_flag', 'false_mark',
    'number', 'national_number'];
  ungraded jsonb := '{"grade": "D", "published": false, "update_flag": "U", "false_mark": false}';
  is_owner boolean := current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID);
  was jsonb;
  is_now jsonb;
BEGIN
  IF is_owner THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' THEN
    IF OLD.grade <> 'D' OR OLD.sealed_at IS NOT NULL THEN
      RAISE EXCEPTION '% % cannot be deleted: it was submitted or confirmed (四（三）)', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    is_now := to_jsonb(NEW);
    -- As a draft has them: a forged national number or mark would be bookkeeping by hand too.
    IF EXISTS (SELECT 1 FROM unnest(bookkeeping) AS name
        WHERE coalesce(is_now ->> name, '') <> coalesce(ungraded ->> name, '')) THEN
      RAISE EXCEPTION 'a new row of % is ungraded and unpublished (二（一）)', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  was := to_jsonb(OLD);
  is_now := to_jsonb(NEW);
  IF EXISTS (SELECT 1 FROM unnest(bookkeeping) AS name WHERE was -> name IS DISTINCT FROM is_now -> name) THEN
    RAISE EXCEPTION 'grade and bookkeeping of % % change only through grading (二（一）)', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.grade <> 'D' AND was <> is_now THEN
    RAISE EXCEPTION 'facts of % % are confirmed and change only through errata (三, 四（三）)', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.sealed_at IS NOT NULL AND (was - 'sealed_at') <> (is_now - 'sealed_at') THEN
    RAISE EXCEPTION 'facts of % % lie with an authority and are closed', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A record that is nowhere counts as closed.
CREATE FUNCTION grading_is_closed(stage text, record_guid uuid) RETURNS boolean LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  record_table text := CASE stage WHEN 'PROJECT' THEN 'projects_project'
    WHEN 'PERMIT' THEN 'projects_constructionpermit' WHEN 'COMPLETION' THEN 'projects_completion' END;
  closed boolean;
BEGIN
  EXECUTE format('SELECT grade <> ''D'' OR sealed_at IS NOT NULL FROM %I WHERE row_guid = $1', record_table)
    INTO closed USING record_guid;
  RETURN coalesce(closed, true);
END $$;

CREATE FUNCTION grading_guard_attachment() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  closed boolean := true;
BEGIN
  -- Both ends of an update: a paper is neither slipped under a closed record nor carried away from one.
  IF TG_OP = 'INSERT' THEN
    closed := grading_is_closed(NEW.stage, NEW.record_guid);
  ELSIF TG_OP = 'UPDATE' THEN
    closed := grading_is_closed(OLD.stage, OLD.record_guid) OR grading_is_closed(NEW.stage, NEW.record_guid);
  END IF;
  IF closed THEN
    RAISE EXCEPTION '% on papers of a record that is submitted or confirmed (四（三）)', TG_OP
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""

GRANT = """
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
  IF record_table <> ALL (ARRAY['projects_project', 'projects_constructionpermit', 'projects_completion']) THEN RAISE EXCEPTION 'not a stage table: %', record_table; END IF;
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

TRIGGERS = "".join(
    f"""
CREATE TRIGGER guard_record BEFORE INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_record;
"""
    for table in RECORD_TABLES
)
ATTACHMENT_TRIGGER = """
CREATE TRIGGER guard_attachment BEFORE INSERT OR UPDATE OR DELETE ON projects_attachment
  FOR EACH ROW EXECUTE FUNCTION grading_guard_attachment();
ALTER TABLE projects_attachment ENABLE ALWAYS TRIGGER guard_attachment;
"""
REMOVE = "".join(
    [
        *(f"DROP TRIGGER guard_record ON {table};" for table in RECORD_TABLES),
        "DROP TRIGGER guard_attachment ON projects_attachment;",
        "DROP FUNCTION grading_grant(jsonb);",
        "DROP FUNCTION grading_guard_attachment();",
        "DROP FUNCTION grading_is_closed(text, uuid);",
        "DROP FUNCTION grading_guard_record();",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("grading", "0001_initial"), ("projects", "0002_ledger"), ("audit", "0003_ledger_functions")]
    operations = [
        AppendOnly("GradeEntry", runtime_inserts=False),
        Ledgered("GradeEntry"),
        Ledgered("FilingWindow"),
        migrations.RunSQL(FREEZE + GRANT + TRIGGERS + ATTACHMENT_TRIGGER, REMOVE),
    ]
