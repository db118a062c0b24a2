"""Searching: a row of pairs of characters and numbers beside each project, kept by a trigger."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# SECURITY DEFINER: nobody but the trigger writes the rows, so they cannot say anything else than the projects do.
FUNCTIONS = """
CREATE FUNCTION projects_plain(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(normalize(t, NFKC));

CREATE FUNCTION projects_grams(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT c[i] || coalesce(c[i + 1], ''))), ''::tsvector)
  FROM (SELECT string_to_array(projects_plain(t), NULL) AS c) s, generate_subscripts(s.c, 1) i $$;

CREATE FUNCTION projects_keys(p projects_project) RETURNS tsvector LANGUAGE sql STABLE STRICT AS $$
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT key)), ''::tsvector)
  FROM unnest(ARRAY[p.number, p.national_number, p.investment_code, 'owner:' || nullif(p.owner_code, ''),
    'approval:' || nullif(regexp_replace(projects_plain(p.approval_number), '\\s', '', 'g'), '')]::text[]) AS key
  WHERE key <> '' $$;

CREATE FUNCTION projects_index() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.name, OLD.owner_name, OLD.number, OLD.national_number, OLD.investment_code, OLD.owner_code, OLD.approval_number)
      IS NOT DISTINCT FROM
      (NEW.name, NEW.owner_name, NEW.number, NEW.national_number, NEW.investment_code, NEW.owner_code, NEW.approval_number)
    THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
    VALUES (NEW.id, projects_plain(NEW.name), projects_plain(NEW.owner_name), projects_grams(NEW.name),
      projects_grams(NEW.owner_name), projects_keys(NEW))
    ON CONFLICT (project_id) DO UPDATE SET name = EXCLUDED.name, owner = EXCLUDED.owner, names = EXCLUDED.names,
      owners = EXCLUDED.owners, keys = EXCLUDED.keys;
  RETURN NULL;
END $$;
"""
FILL = """
ALTER TABLE projects_projectsearch ADD CONSTRAINT projects_projectsearch_of_project
  FOREIGN KEY (project_id) REFERENCES projects_project (id) ON DELETE CASCADE;
REVOKE ALL ON projects_projectsearch FROM portal_app;
GRANT SELECT ON projects_projectsearch TO portal_app;
INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
  SELECT p.id, projects_plain(p.name), projects_plain(p.owner_name), projects_grams(p.name),
    projects_grams(p.owner_name), projects_keys(p) FROM projects_project p;
CREATE TRIGGER search AFTER INSERT OR UPDATE ON projects_project FOR EACH ROW EXECUTE FUNCTION projects_index();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_imports")]

    operations = [
        migrations.CreateModel(
            name="ProjectSearch",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                ("name", models.TextField(verbose_name="项目名称")),
                ("owner", models.TextField(verbose_name="建设单位")),
                ("names", django.contrib.postgres.search.SearchVectorField(verbose_name="名称字对")),
                ("owners", django.contrib.postgres.search.SearchVectorField(verbose_name="建设单位字对")),
                ("keys", django.contrib.postgres.search.SearchVectorField(verbose_name="编号")),
            ],
            options={
                "verbose_name": "项目检索",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["names", "owners", "keys"], name="project_search"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="constructionpermit",
            index=models.Index(fields=["paper_number"], name="permit_by_paper_number"),
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION projects_index(); DROP FUNCTION projects_keys(projects_project);"
            "DROP FUNCTION projects_grams(text); DROP FUNCTION projects_plain(text);",
        ),
        migrations.RunSQL(FILL, "DROP TRIGGER search ON projects_project;"),
    ]
