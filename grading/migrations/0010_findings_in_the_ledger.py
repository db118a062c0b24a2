"""Which finding put a mark on a record is kept with the mark, so that every later message can say it (四（二））."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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

MARK = """
-- The grade stays in the record and in the ledger of grades: that it was given is a fact.
CREATE OR REPLACE FUNCTION grading_mark_false(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))

BEFORE = """
-- The grade stays in the record and in the ledger of grades: that it was given is a fact.
CREATE OR REPLACE FUNCTION grading_mark_false(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
    dependencies = [
        ("accounts", "0011_erased_numbers"),
        ("grading", "0009_false_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0003_ledger_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="FalseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_guid", models.UUIDField(verbose_name="环节记录")),
                ("project_guid", models.UUIDField(verbose_name="项目")),
                ("number", models.CharField(max_length=20, verbose_name="虚假记录编号")),
                ("problem", models.CharField(max_length=300, verbose_name="存在问题")),
                ("enterprise_name", models.CharField(max_length=200, verbose_name="上传主体")),
                ("is_false", models.BooleanField(verbose_name="认定")),
                ("marked_at", models.DateTimeField(verbose_name="时间")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="认定部门",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "虚假标记台账",
                "indexes": [models.Index(fields=["project_guid"], name="false_mark_of_project")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record_guid", "number", "is_false"), name="false_mark_once_a_finding"
                    )
                ],
            },
        ),
        AppendOnly("FalseMark", runtime_inserts=False),
        Ledgered("FalseMark"),
        migrations.RunSQL(MARK, BEFORE),
    ]
