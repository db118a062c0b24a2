"""Records that came from an approval system are graded by the level of the unit that approved (二（二）2, BR-27)."""

from django.db import migrations, models

TABLES = (
    "projects_project",
    "projects_unitproject",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_constructionpermit",
    "projects_completion",
)

DOCK = """
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
  IF record_table IS NULL OR record_table <> ALL (ARRAY[{tables}]) THEN
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
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))


class Migration(migrations.Migration):
    dependencies = [("grading", "0010_findings_in_the_ledger"), ("projects", "0022_intake")]
    operations = [
        migrations.AddField(
            "GradeEntry",
            "docked_from",
            models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="来源系统"),
        ),
        migrations.RemoveConstraint("GradeEntry", "grade_was_given_or_loaded"),
        migrations.AddConstraint(
            "GradeEntry",
            models.CheckConstraint(
                condition=models.Q(batch="", docked_from="", person__isnull=False)
                | ~models.Q(batch="") & models.Q(docked_from="", person=None)
                | ~models.Q(docked_from="") & models.Q(batch="", person=None),
                name="grade_was_given_or_loaded",
            ),
        ),
        migrations.RunSQL(DOCK, "DROP FUNCTION grading_dock(jsonb);"),
    ]
