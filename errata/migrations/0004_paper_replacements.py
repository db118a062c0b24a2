"""Papers of confirmed records that nobody can open are replaced by an erratum's execution, and by nothing else (0021).

``errata_execute`` does it before it makes the erratum executed. The guard of papers, which refuses every change of a
paper of a confirmed record to everybody, lets pass exactly the two statements of the execution that is under way.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered

_GUARDS = import_module("grading.migrations.0002_guards").FUNCTIONS
_EXECUTION = import_module("errata.migrations.0002_execution").EXECUTE
# Records that are papered on their own, besides the basic information.
PAPERED = (
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_exemption",
    "projects_constructionpermit",
    "projects_completion",
    "projects_enterpriseindicators",
)

GUARD = """
CREATE OR REPLACE FUNCTION grading_guard_attachment() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  is_owner boolean := current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID);
  closed boolean := true;
  named errata_paperreplacement%ROWTYPE;
BEGIN
  -- Both ends of an update: a paper is neither slipped under a closed record nor carried away from one.
  IF TG_OP = 'INSERT' THEN
    closed := grading_is_closed(NEW.stage, NEW.record_guid);
  ELSIF TG_OP = 'UPDATE' THEN
    closed := grading_is_closed(OLD.stage, OLD.record_guid) OR grading_is_closed(NEW.stage, NEW.record_guid);
  END IF;
  -- 三: while an approved erratum is executed, the paper that it names ends, and the file that it brings stands there.
  IF closed AND is_owner AND TG_OP <> 'DELETE' THEN
    SELECT r.* INTO named FROM errata_paperreplacement r JOIN errata_erratum e ON e.id = r.erratum_id
      WHERE e.id = nullif(current_setting('errata.executing', true), '')::bigint AND e.status = 'APPROVED'
        AND r.paper_id = CASE TG_OP WHEN 'UPDATE' THEN OLD.id ELSE NEW.replaces_id END;
    IF FOUND AND TG_OP = 'UPDATE' THEN
      closed := OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR OLD.file_id <> named.old_sha256
        OR to_jsonb(NEW) - 'removed_at' <> to_jsonb(OLD) - 'removed_at';
    ELSIF FOUND THEN
      closed := NEW.removed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM projects_attachment o
        WHERE o.id = named.paper_id AND o.removed_at IS NOT NULL
          AND (NEW.project_id, NEW.stage, NEW.record_guid, NEW.kind) = (o.project_id, o.stage, o.record_guid, o.kind)
          AND (NEW.file_id, NEW.filename, NEW.uploaded_by_id, NEW.uploaded_at)
            = (named.file_id, named.filename, named.uploaded_by_id, o.removed_at));
    END IF;
  END IF;
  IF closed THEN
    RAISE EXCEPTION '% on papers of a record that is submitted or confirmed (四（三）)', TG_OP
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""

REPLACE = """
-- Part of errata_execute, which has judged the erratum's state, its letters and the person. What the database cannot
-- judge is whether a paper's bytes lie in the store; it asks that the paper is the one of which that was found.
CREATE FUNCTION errata_replace_papers(erratum bigint, project bigint, moment timestamptz) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  part record;
  old projects_attachment%ROWTYPE;
  scan text;
BEGIN
  PERFORM set_config('errata.executing', erratum::text, true);
  FOR part IN SELECT r.* FROM errata_paperreplacement r WHERE r.erratum_id = erratum ORDER BY r.paper_id LOOP
    SELECT * INTO STRICT old FROM projects_attachment WHERE id = part.paper_id FOR UPDATE;
    IF old.removed_at IS NOT NULL OR old.file_id <> part.old_sha256 THEN
      RAISE EXCEPTION 'paper % is no longer the one that is to be replaced', old.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF old.project_id <> project OR NOT EXISTS ({confirmed}) THEN
      RAISE EXCEPTION 'paper % is of no confirmed record of the project', old.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF part.fault = 'INFECTED' AND NOT EXISTS (
        SELECT 1 FROM projects_paperscan s WHERE s.file_id = old.file_id AND s.state = 'INFECTED') THEN
      RAISE EXCEPTION 'paper % is not infected (四（三）)', old.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    scan := NULL;
    SELECT s.state INTO scan FROM projects_paperscan s WHERE s.file_id = part.file_id;
    -- Where nobody ever scanned, papers are taken unscanned.
    IF scan IS DISTINCT FROM 'CLEAN' AND EXISTS (SELECT 1 FROM projects_paperscan s WHERE s.state <> 'PENDING') THEN
      RAISE EXCEPTION 'the paper that replaces % is %, not found clean (四（二）)', old.id, coalesce(scan, 'not scanned')
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- The new paper is there from the moment on at which the old one ends: who decided before had the old one.
    UPDATE projects_attachment SET removed_at = moment WHERE id = old.id;
    INSERT INTO projects_attachment (guid, project_id, stage, record_guid, kind, file_id, filename, uploaded_by_id,
        uploaded_at, replaces_id)
      VALUES (gen_random_uuid(), old.project_id, old.stage, old.record_guid, old.kind, part.file_id, part.filename,
        part.uploaded_by_id, moment, old.id);
  END LOOP;
  PERFORM set_config('errata.executing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION errata_replace_papers(bigint, bigint, timestamptz) FROM PUBLIC, portal_app;
""".replace(
    "{confirmed}",
    " UNION ALL ".join(
        f"SELECT 1 FROM {table} t WHERE t.row_guid = old.record_guid AND t.{of} = project"  # noqa: S608 - constants
        " AND t.grade <> 'D' AND t.update_flag = 'U'"
        for table, of in [("projects_project", "id"), *((table, "project_id") for table in PAPERED)]
    ),
)


def only(part: str, text: str) -> str:
    """A part that a text of another migration has exactly once; else what is built on it would silently be missing."""
    if text.count(part) != 1:
        raise ValueError(f"{text.count(part)} times in the text, not once: {part}")
    return part


_NOTHING = """  IF record_table IS NULL THEN
    RAISE EXCEPTION 'erratum % corrects nothing'"""
_REPLACED = _EXECUTION.replace(only("CREATE FUNCTION", _EXECUTION), "CREATE OR REPLACE FUNCTION")
EXECUTE = _REPLACED.replace(
    only(_NOTHING, _REPLACED),
    """  PERFORM errata_replace_papers(found.id, found.project_id, (entry ->> 'at')::timestamptz);
  IF record_table IS NULL AND NOT EXISTS (SELECT 1 FROM errata_paperreplacement r WHERE r.erratum_id = found.id) THEN
    RAISE EXCEPTION 'erratum % corrects nothing'""",
)
PARTS = """
CREATE TRIGGER guard_part BEFORE INSERT OR UPDATE OR DELETE ON errata_paperreplacement
  FOR EACH ROW EXECUTE FUNCTION errata_guard_part();
ALTER TABLE errata_paperreplacement ENABLE ALWAYS TRIGGER guard_part;
"""
BEFORE = (
    "DROP TRIGGER guard_part ON errata_paperreplacement;"
    + _REPLACED
    + "DROP FUNCTION errata_replace_papers(bigint, bigint, timestamptz);"
    + "CREATE OR REPLACE FUNCTION grading_guard_attachment()"
    + _GUARDS.partition(only("CREATE FUNCTION grading_guard_attachment()", _GUARDS))[2]
)


class Migration(migrations.Migration):
    dependencies = [
        ("errata", "0003_what_was_heard"),
        ("grading", "0003_grades"),
        ("projects", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PaperReplacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="标识")),
                ("old_sha256", models.CharField(max_length=64, verbose_name="原附件摘要")),
                (
                    "fault",
                    models.CharField(
                        choices=[
                            ("INFECTED", "发现病毒，已停用"),
                            ("MISSING", "附件库中没有该文件"),
                            ("ALTERED", "文件内容与登记的摘要不符"),
                        ],
                        max_length=8,
                        verbose_name="原附件问题",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="新附件文件名")),
                ("ground", models.CharField(max_length=500, verbose_name="来源说明")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "erratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="errata.erratum",
                        verbose_name="勘误",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="projects.storedfile",
                        verbose_name="新附件",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="projects.attachment",
                        verbose_name="原附件",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件替换",
                "constraints": [
                    models.UniqueConstraint(fields=("erratum", "paper"), name="paper_replaced_once_an_erratum"),
                    models.CheckConstraint(
                        condition=models.Q(("old_sha256", models.F("file")), _negated=True),
                        name="a_replacement_has_other_bytes",
                    ),
                ],
            },
        ),
        Ledgered("PaperReplacement"),
        migrations.RunSQL(GUARD + REPLACE + EXECUTE + PARTS, BEFORE),
    ]
