-- Passwords of the portal's roles, taken from the environment of psql, so that they stand in no file and no command line.
\set ON_ERROR_STOP on
\getenv owner PORTAL_OWNER_PASSWORD
\getenv app PORTAL_APP_PASSWORD
\getenv sequencer PORTAL_SEQUENCER_PASSWORD
\getenv auditor PORTAL_AUDITOR_PASSWORD
\getenv public PORTAL_PUBLIC_PASSWORD
ALTER ROLE portal_owner PASSWORD :'owner';
ALTER ROLE portal_app PASSWORD :'app';
ALTER ROLE portal_sequencer PASSWORD :'sequencer';
ALTER ROLE portal_auditor PASSWORD :'auditor';
ALTER ROLE portal_public PASSWORD :'public';
