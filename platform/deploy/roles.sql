-- The portal's database roles, its database and its schema. Idempotent: run it again after every upgrade.
--
--   psql -X -v ON_ERROR_STOP=1 -f roles.sql postgres://superuser@host/postgres
--
-- The launcher of development, demo and tests runs the same file. Variables (psql -v name=value):
--   database  name of the database, "portal" unless given
--   tests     set on throw-away servers alone: the owner may create test databases and act as the other roles
-- Passwords are not set here: ALTER ROLE portal_app PASSWORD '…' (and so on), or certificates in pg_hba.conf.
-- Rights on tables are granted by the migrations, which portal_owner runs.

\set ON_ERROR_STOP on
\if :{?database}
\else
    \set database portal
\endif

SELECT format('CREATE ROLE %I', wanted.name)
FROM (VALUES ('portal_owner'), ('portal_app'), ('portal_sequencer'), ('portal_auditor'), ('portal_public')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name)
\gexec

ALTER ROLE portal_owner     LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_app       LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_sequencer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_auditor   LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_public    LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

\if :{?tests}
    ALTER ROLE portal_owner CREATEDB;
    GRANT portal_app, portal_sequencer, portal_auditor, portal_public TO portal_owner;
\endif

SELECT format('CREATE DATABASE %I OWNER portal_owner ENCODING ''UTF8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

ALTER DATABASE :"database" OWNER TO portal_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO portal_app, portal_sequencer, portal_auditor, portal_public;

\connect :"database"

ALTER SCHEMA public OWNER TO portal_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_app, portal_sequencer, portal_auditor, portal_public;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Under the character type C, searches do not see Chinese. Nothing later would say so.
DO $$
DECLARE
    here pg_database%ROWTYPE;
BEGIN
    SELECT * INTO here FROM pg_database WHERE datname = current_database();
    IF here.datctype IN ('C', 'POSIX') OR pg_encoding_to_char(here.encoding) <> 'UTF8' THEN
        RAISE EXCEPTION 'database % has encoding % and character type %; it must be UTF8 and a UTF-8 locale',
            here.datname, pg_encoding_to_char(here.encoding), here.datctype;
    END IF;
END
$$;
