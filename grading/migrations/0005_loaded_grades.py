"""Grades that records had before the notice are loaded by the owner, and a batch can be undone (docs/adr/0009)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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

FUNCTIONS = """
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
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))
REMOVE = "DROP FUNCTION grading_load(jsonb); DROP FUNCTION grading_unload(text, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [
        ("grading", "0004_units_and_track_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "GradeEntry",
            "batch",
            models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="装入批次"),
        ),
        migrations.AlterField(
            "GradeEntry",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddConstraint(
            "GradeEntry",
            models.CheckConstraint(
                condition=models.Q(batch="", person__isnull=False) | ~models.Q(batch="") & models.Q(person=None),
                name="grade_was_given_or_loaded",
            ),
        ),
        migrations.AddIndex(
            "GradeEntry",
            models.Index(fields=["batch"], condition=~models.Q(batch=""), name="grade_entry_of_batch"),
        ),
        migrations.RunSQL(FUNCTIONS, REMOVE),
    ]
