"""Search rows of imported drafts are written after the import, from a list that the same transaction leaves behind.

The trigger itself writes the list, so nothing that is stored goes unlisted; ``projects_index_owed`` takes the list up,
one statement's rows at a time. What leaves the enterprise is found at once: submitting writes a search row that is owed.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

LATER = """
REVOKE ALL ON projects_owedsearch FROM portal_app;
GRANT SELECT ON projects_owedsearch TO portal_app;

-- The search rows of some projects that have none yet. Rows that are being deleted meanwhile are waited for.
CREATE FUNCTION projects_index_these(ids bigint[]) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH added AS MATERIALIZED (
    SELECT id, owner_name, projects_plain(name) AS plain, number, national_number, investment_code, owner_code,
      approval_number FROM projects_project WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE),
  -- Few owners have many projects: each is taken apart once.
  owners AS MATERIALIZED (
    SELECT owner_name, plain, projects_pairs(plain) AS pairs
      FROM (SELECT DISTINCT owner_name, projects_plain(owner_name) AS plain FROM added OFFSET 0) AS named)
  INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
    SELECT added.id, added.plain, owners.plain, projects_pairs(added.plain), owners.pairs,
      projects_keys_of(added.number, added.national_number, added.investment_code, added.owner_code,
        projects_plain(added.approval_number))
    FROM added JOIN owners USING (owner_name)
    ON CONFLICT (project_id) DO NOTHING; -- changed or submitted since, which wrote it
  PERFORM gin_clean_pending_list('project_search');
END $$;
REVOKE EXECUTE ON FUNCTION projects_index_these(bigint[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION projects_index_inserts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  job bigint := nullif(current_setting('projects.search_after', true), '')::bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN RETURN NULL; END IF;
  IF job IS NOT NULL THEN
    INSERT INTO projects_owedsearch (job_id, projects) SELECT job, array_agg(id) FROM new_rows;
    RETURN NULL;
  END IF;
  INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
    SELECT added.id, added.plain, owners.plain, projects_pairs(added.plain), owners.pairs,
      projects_keys_of(added.number, added.national_number, added.investment_code, added.owner_code,
        projects_plain(added.approval_number))
    FROM (SELECT *, projects_plain(name) AS plain FROM new_rows OFFSET 0) AS added
    -- Few owners have many projects: each is taken apart once.
    JOIN (SELECT owner_name, plain, projects_pairs(plain) AS pairs
        FROM (SELECT DISTINCT owner_name, projects_plain(owner_name) AS plain FROM new_rows OFFSET 0) AS named
        OFFSET 0) AS owners USING (owner_name);
  PERFORM gin_clean_pending_list('project_search');
  RETURN NULL;
END $$;

-- Takes up one statement's rows of an import that is over; nobody else's work is waited for.
CREATE FUNCTION projects_index_owed() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  owed projects_owedsearch;
BEGIN
  SELECT o.* INTO owed FROM projects_owedsearch o
    WHERE NOT EXISTS (SELECT FROM projects_importjob j
      WHERE j.id = o.job_id AND j.state IN ('WAITING', 'READING', 'WRITING'))
    ORDER BY o.id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM projects_index_these(owed.projects);
  DELETE FROM projects_owedsearch WHERE id = owed.id;
  RETURN cardinality(owed.projects);
END $$;

CREATE FUNCTION projects_index_submitted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM projects_projectsearch WHERE project_id = NEW.id) THEN
    PERFORM projects_index_these(ARRAY[NEW.id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER search_submitted AFTER UPDATE ON projects_project FOR EACH ROW
  WHEN ((OLD.sealed_at IS NULL AND NEW.sealed_at IS NOT NULL) OR (NEW.published AND NOT OLD.published))
  EXECUTE FUNCTION projects_index_submitted();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search_submitted;
"""
_WRITTEN = import_module("projects.migrations.0012_search_of_many").BULK
_BEFORE = _WRITTEN.split("CREATE FUNCTION projects_index_inserts()")[1].split("CREATE OR REPLACE FUNCTION")[0]
AT_ONCE = f"""
DO $$ DECLARE owed projects_owedsearch; BEGIN
  FOR owed IN SELECT * FROM projects_owedsearch LOOP PERFORM projects_index_these(owed.projects); END LOOP;
END $$;
DROP TRIGGER search_submitted ON projects_project;
DROP FUNCTION projects_index_submitted();
DROP FUNCTION projects_index_owed();
DROP FUNCTION projects_index_these(bigint[]);
CREATE OR REPLACE FUNCTION projects_index_inserts(){_BEFORE}
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("projects", "0017_exemptions")]

    operations = [
        migrations.CreateModel(
            name="OwedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "projects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="项目"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.importjob",
                        verbose_name="导入任务",
                    ),
                ),
            ],
            options={"verbose_name": "待建检索"},
        ),
        migrations.RunSQL(LATER, AT_ONCE),
    ]
