"""Searching: a row of pairs of characters and numbers beside each project, kept by triggers.

Rows of added projects are written once a statement, those of an import when it is over, from a list that its transaction
leaves. The index takes new entries through its pending list, which each function empties before it returns: entries of a
thousand projects are merged into it word by word, and no search ever meets a pending list.

And what a row of a workbook may collide with on display is found by code and by name; drafts are in neither index.
"""

from django.db import migrations

# SECURITY DEFINER: nobody but the triggers writes the rows, so they cannot say anything else than the projects do.
FUNCTIONS = """
CREATE FUNCTION projects_plain(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(normalize(t, NFKC));

CREATE FUNCTION projects_grams(t text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := projects_plain(t);
  pairs text[] := '{}';
BEGIN
  FOR place IN 1 .. char_length(folded) LOOP
    pairs := pairs || substr(folded, place, 2);
  END LOOP;
  RETURN array_to_tsvector(pairs); -- each lexeme once
END $$;

-- Pairs of characters of a text that is plain already; each lexeme once.
CREATE FUNCTION projects_pairs(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array_agg(substr(folded, place, 2))), ''::tsvector)
  FROM generate_series(1, char_length(folded)) AS place $$;

CREATE FUNCTION projects_keys(p projects_project) RETURNS tsvector LANGUAGE sql STABLE STRICT AS $$
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT key)), ''::tsvector)
  FROM unnest(ARRAY[p.number, p.national_number, p.investment_code, 'owner:' || nullif(p.owner_code, ''),
    'approval:' || nullif(regexp_replace(projects_plain(p.approval_number), '\\s', '', 'g'), '')]::text[]) AS key
  WHERE key <> '' $$;

-- What projects_keys makes of a whole row, of its columns; not STRICT, so that it is put into the statement.
CREATE FUNCTION projects_keys_of(number text, national_number text, investment_code text, owner_code text, approval text)
  RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(array_remove(ARRAY[nullif(number, ''), nullif(national_number, ''),
    nullif(investment_code, ''), 'owner:' || nullif(owner_code, ''),
    'approval:' || nullif(regexp_replace(approval, '\\s', '', 'g'), '')], NULL));

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

CREATE FUNCTION projects_index() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO projects_projectsearch (project_id, name, owner, names, owners, keys)
    VALUES (NEW.id, projects_plain(NEW.name), projects_plain(NEW.owner_name), projects_grams(NEW.name),
      projects_grams(NEW.owner_name), projects_keys(NEW))
    ON CONFLICT (project_id) DO UPDATE SET name = EXCLUDED.name, owner = EXCLUDED.owner, names = EXCLUDED.names,
      owners = EXCLUDED.owners, keys = EXCLUDED.keys;
  PERFORM gin_clean_pending_list('project_search');
  RETURN NULL;
END $$;

CREATE FUNCTION projects_index_inserts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
"""
TABLES = """
ALTER TABLE projects_projectsearch ADD CONSTRAINT projects_projectsearch_of_project
  FOREIGN KEY (project_id) REFERENCES projects_project (id) ON DELETE CASCADE;
REVOKE ALL ON projects_projectsearch, projects_owedsearch FROM portal_app;
GRANT SELECT ON projects_projectsearch, projects_owedsearch TO portal_app;
"""
TRIGGERS = """
CREATE TRIGGER search AFTER UPDATE ON projects_project FOR EACH ROW
  WHEN ((OLD.name, OLD.owner_name, OLD.number, OLD.national_number, OLD.investment_code, OLD.owner_code, OLD.approval_number)
    IS DISTINCT FROM
    (NEW.name, NEW.owner_name, NEW.number, NEW.national_number, NEW.investment_code, NEW.owner_code, NEW.approval_number))
  EXECUTE FUNCTION projects_index();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search;
CREATE TRIGGER search_inserts AFTER INSERT ON projects_project REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION projects_index_inserts();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search_inserts;
CREATE TRIGGER search_submitted AFTER UPDATE ON projects_project FOR EACH ROW
  WHEN ((OLD.sealed_at IS NULL AND NEW.sealed_at IS NOT NULL) OR (NEW.published AND NOT OLD.published))
  EXECUTE FUNCTION projects_index_submitted();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search_submitted;
"""
ON_DISPLAY = """
CREATE INDEX project_code_on_display ON projects_project (investment_code)
  WHERE (published OR shown) AND investment_code <> '';
CREATE INDEX project_name_on_display ON projects_project (lower(normalize(name, NFKC))) WHERE published OR shown;
"""
NO_FUNCTIONS = """
DROP FUNCTION projects_index_submitted();
DROP FUNCTION projects_index_owed();
DROP FUNCTION projects_index_inserts();
DROP FUNCTION projects_index();
DROP FUNCTION projects_index_these(bigint[]);
DROP FUNCTION projects_keys_of(text, text, text, text, text);
DROP FUNCTION projects_keys(projects_project);
DROP FUNCTION projects_pairs(text);
DROP FUNCTION projects_grams(text);
DROP FUNCTION projects_plain(text);
"""
NO_TRIGGERS = """
DROP TRIGGER search_submitted ON projects_project;
DROP TRIGGER search_inserts ON projects_project;
DROP TRIGGER search ON projects_project;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_ledger")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(ON_DISPLAY, "DROP INDEX project_name_on_display; DROP INDEX project_code_on_display;"),
    ]
