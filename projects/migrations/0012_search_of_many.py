"""Search rows of added projects are written once a statement, and merged into the index in one go.

The same rows as ``projects_index`` writes for a changed project. The index takes new entries through its pending list,
which each of the two functions empties before it returns: entries of a thousand projects are merged into it word by
word instead of project by project, and no search ever meets a pending list.
"""

from importlib import import_module

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

BULK = """
-- Pairs of characters of a text that is plain already; each lexeme once.
CREATE FUNCTION projects_pairs(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array_agg(substr(folded, place, 2))), ''::tsvector)
  FROM generate_series(1, char_length(folded)) AS place $$;

-- What projects_keys makes of a whole row, of its columns; not STRICT, so that it is put into the statement.
CREATE FUNCTION projects_keys_of(number text, national_number text, investment_code text, owner_code text, approval text)
  RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(array_remove(ARRAY[nullif(number, ''), nullif(national_number, ''),
    nullif(investment_code, ''), 'owner:' || nullif(owner_code, ''),
    'approval:' || nullif(regexp_replace(approval, '\\s', '', 'g'), '')], NULL));

CREATE FUNCTION projects_index_inserts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN RETURN NULL; END IF;
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

CREATE OR REPLACE FUNCTION projects_index() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

ALTER INDEX project_search SET (fastupdate = on);
DROP TRIGGER search ON projects_project;
CREATE TRIGGER search AFTER UPDATE ON projects_project FOR EACH ROW
  WHEN ((OLD.name, OLD.owner_name, OLD.number, OLD.national_number, OLD.investment_code, OLD.owner_code, OLD.approval_number)
    IS DISTINCT FROM
    (NEW.name, NEW.owner_name, NEW.number, NEW.national_number, NEW.investment_code, NEW.owner_code, NEW.approval_number))
  EXECUTE FUNCTION projects_index();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search;
CREATE TRIGGER search_inserts AFTER INSERT ON projects_project REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION projects_index_inserts();
ALTER TABLE projects_project ENABLE ALWAYS TRIGGER search_inserts;
"""
_earlier = import_module("projects.migrations.0008_search")
_FUNCTION = "CREATE FUNCTION projects_index()"
SINGLY = f"""
DROP TRIGGER search_inserts ON projects_project;
DROP TRIGGER search ON projects_project;
CREATE OR REPLACE FUNCTION projects_index(){_earlier.FUNCTIONS.split(_FUNCTION)[1]}
CREATE TRIGGER search{_earlier.FILL.split("CREATE TRIGGER search")[1]}
ALTER INDEX project_search SET (fastupdate = off);
SELECT gin_clean_pending_list('project_search');
DROP FUNCTION projects_index_inserts();
DROP FUNCTION projects_keys_of(text, text, text, text, text);
DROP FUNCTION projects_pairs(text);
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_pairs_in_a_loop")]
    operations = [
        migrations.RunSQL(BULK, SINGLY),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("projectsearch", "project_search"),
                migrations.AddIndex(
                    "projectsearch",
                    GinIndex(fields=["names", "owners", "keys"], name="project_search", fastupdate=True),
                ),
            ]
        ),
    ]
