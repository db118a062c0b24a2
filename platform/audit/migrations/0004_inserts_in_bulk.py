"""A second guarded function: the history of all rows that one statement adds, written by one statement (decisions 5 and 6).

The same entries as ``audit_record`` writes, byte for byte; what differs is that the settings, the context and the plan
are taken once a statement instead of once a row. SECURITY DEFINER as that one.
"""

from django.db import migrations

FUNCTION = """
-- TG_ARGV as audit_record: the primary key's column, the column that names the subject or '', the columns left out.
CREATE FUNCTION audit_record_inserts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off -- a plan made while the ledger was small would be kept while it grows
  SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
DECLARE
  caller text := CASE current_setting('role') WHEN 'none' THEN session_user::text ELSE current_setting('role') END;
  context jsonb := nullif(current_setting('audit.context', true), '')::jsonb;
  key_column text := TG_ARGV[0];
  subject_column text := nullif(TG_ARGV[1], '');
  omitted text[] := TG_ARGV[2:];
  common jsonb;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN RETURN NULL; END IF;
  IF context IS NULL THEN
    IF caller <> current_user THEN
      RAISE EXCEPTION 'no change of % without context: who, what and why', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    context := '{"actor_name": "migration", "role": "SYSTEM", "action": "migrate", "channel": "command"}';
  END IF;

  common := jsonb_build_object(
    'transaction_id', pg_current_xact_id()::text, 'object_type', TG_TABLE_NAME, 'operation', 'INSERT',
    'actor_id', (context ->> 'actor_id')::bigint,
    'actor_name', coalesce(context ->> 'actor_name', ''), 'role', coalesce(context ->> 'role', ''),
    'unit', coalesce(context ->> 'unit', ''), 'action', coalesce(context ->> 'action', ''),
    'reason', coalesce(context ->> 'reason', ''),
    'request_id', coalesce(context ->> 'request_id', ''), 'channel', coalesce(context ->> 'channel', ''),
    'rule_version', coalesce(context ->> 'rule_version', ''));
  INSERT INTO audit_event (recorded_at, transaction_id, object_type, object_id, object_version, operation, actor_id,
      actor_name, role, unit, action, reason, subject, request_id, channel, rule_version, payload)
    SELECT told.moment, (common ->> 'transaction_id')::bigint, TG_TABLE_NAME, told.key, told.version, 'INSERT',
      (common ->> 'actor_id')::bigint, common ->> 'actor_name', common ->> 'role', common ->> 'unit',
      common ->> 'action', common ->> 'reason', told.subject, common ->> 'request_id', common ->> 'channel',
      common ->> 'rule_version',
      convert_to((common || jsonb_build_object('recorded_at', told.moment, 'object_id', told.key,
        'object_version', told.version, 'subject', told.subject, 'row', told.image))::text, 'UTF8')
    FROM (
      SELECT clock_timestamp() AS moment, added.image, added.image ->> key_column AS key,
        coalesce(nullif(context ->> 'subject', ''), added.image ->> subject_column, '') AS subject,
        -- A row that was deleted and comes back under its old key goes on counting.
        coalesce((SELECT max(e.object_version) FROM audit_event e
          WHERE e.object_type = TG_TABLE_NAME AND e.object_id = added.image ->> key_column), 0) + 1 AS version
      FROM (SELECT to_jsonb(new_row) - omitted AS image FROM new_rows AS new_row OFFSET 0) AS added
      OFFSET 0) AS told;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_ledger_functions")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_record_inserts()")]
