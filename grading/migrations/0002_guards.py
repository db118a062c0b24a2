"""The database's half of grading: what freezes (decisions 4). Who writes grades is in the next migration.

The triggers let bookkeeping pass only inside a function of the schema's owner, where ``current_user`` is the owner of
the table. A new row is guarded only when it is not what a draft has: an import pays nothing for the others.
"""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered

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

FUNCTIONS = """
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
  record_tables text[] := CASE stage
    WHEN 'PROJECT' THEN ARRAY['projects_project', 'projects_unitproject', 'projects_participant']
    WHEN 'TENDER' THEN ARRAY['projects_tender']
    WHEN 'CONTRACT' THEN ARRAY['projects_contract']
    WHEN 'DRAWING_REVIEW' THEN ARRAY['projects_drawingreview', 'projects_exemption']
    WHEN 'PERMIT' THEN ARRAY['projects_constructionpermit']
    WHEN 'COMPLETION' THEN ARRAY['projects_completion', 'projects_exemption']
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
# A forged national number or mark would be bookkeeping by hand too; projects alone have a national number.
NO_DRAFT = """
    coalesce(NEW.grade, '') <> 'D' OR coalesce(NEW.update_flag, '') <> 'U'
    OR NEW.published IS DISTINCT FROM false OR NEW.false_mark IS DISTINCT FROM false
    OR NEW.check_authority_id IS NOT NULL OR NEW.check_person_id IS NOT NULL OR NEW.confirmed_at IS NOT NULL
    OR coalesce(NEW.number, '') <> ''"""
NATIONAL = {"projects_project": " OR coalesce(NEW.national_number, '') <> ''"}
RECORDS = "".join(
    f"""
CREATE TRIGGER guard_record BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_record;
CREATE TRIGGER guard_new_record BEFORE INSERT ON {table}
  FOR EACH ROW WHEN ({NO_DRAFT}{NATIONAL.get(table, "")}) EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_new_record;
"""
    for table in TABLES
)
PAPERS = """
CREATE TRIGGER guard_attachment BEFORE INSERT OR UPDATE OR DELETE ON projects_attachment
  FOR EACH ROW EXECUTE FUNCTION grading_guard_attachment();
ALTER TABLE projects_attachment ENABLE ALWAYS TRIGGER guard_attachment;
"""
REMOVE = "".join(
    [
        *(f"DROP TRIGGER guard_new_record ON {table}; DROP TRIGGER guard_record ON {table};" for table in TABLES),
        "DROP TRIGGER guard_attachment ON projects_attachment;",
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
        AppendOnly("FalseMark", runtime_inserts=False),
        Ledgered("FalseMark"),
        migrations.RunSQL(FUNCTIONS + RECORDS + PAPERS, REMOVE),
    ]
