"""The guarded function behind every ledger trigger, and the refusal behind every closed table (decisions 5 and 6).

SECURITY DEFINER: the runtime role has no right to write the ledger; it can only change rows, which writes it.
"""

from django.db import migrations

from audit.operations import AppendOnly

FUNCTIONS = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: its rows are kept for ever (四（三）)', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- TG_ARGV: the primary key's column, the column that names the subject or '', the columns that never enter the ledger.
CREATE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off -- a plan made while the ledger was small would be kept while it grows
  SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
DECLARE
  -- current_user is the definer here; the role setting and the session tell who really asks.
  caller text := CASE current_setting('role') WHEN 'none' THEN session_user::text ELSE current_setting('role') END;
  context jsonb := nullif(current_setting('audit.context', true), '')::jsonb;
  omitted text[] := TG_ARGV[2:];
  image jsonb;
  previous jsonb;
  key text;
  version integer;
  moment timestamptz := clock_timestamp();
  entry jsonb;
BEGIN
  IF TG_OP <> 'INSERT' THEN previous := to_jsonb(OLD) - omitted; END IF;
  image := CASE TG_OP WHEN 'DELETE' THEN previous ELSE to_jsonb(NEW) - omitted END;
  IF TG_OP = 'UPDATE' AND image = previous THEN RETURN NULL; END IF;

  key := image ->> TG_ARGV[0];
  IF previous IS NOT NULL AND previous ->> TG_ARGV[0] <> key THEN
    RAISE EXCEPTION 'the primary key of % cannot change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF context IS NULL THEN
    IF caller <> current_user THEN
      RAISE EXCEPTION 'no change of % without context: who, what and why', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    context := '{"actor_name": "migration", "role": "SYSTEM", "action": "migrate", "channel": "command"}';
  END IF;

  SELECT coalesce(max(object_version), 0) + 1 INTO version
    FROM audit_event WHERE object_type = TG_TABLE_NAME AND object_id = key;
  entry := jsonb_build_object(
    'recorded_at', moment, 'transaction_id', pg_current_xact_id()::text,
    'object_type', TG_TABLE_NAME, 'object_id', key, 'object_version', version, 'operation', TG_OP,
    'actor_id', (context ->> 'actor_id')::bigint,
    'actor_name', coalesce(context ->> 'actor_name', ''), 'role', coalesce(context ->> 'role', ''),
    'unit', coalesce(context ->> 'unit', ''), 'action', coalesce(context ->> 'action', ''),
    'reason', coalesce(context ->> 'reason', ''),
    'subject', coalesce(nullif(context ->> 'subject', ''), image ->> nullif(TG_ARGV[1], ''), ''),
    'request_id', coalesce(context ->> 'request_id', ''), 'channel', coalesce(context ->> 'channel', ''),
    'rule_version', coalesce(context ->> 'rule_version', ''), 'row', image);
  INSERT INTO audit_event (recorded_at, transaction_id, object_type, object_id, object_version, operation, actor_id,
      actor_name, role, unit, action, reason, subject, request_id, channel, rule_version, payload)
    VALUES (moment, pg_current_xact_id()::text::bigint, TG_TABLE_NAME, key, version, TG_OP, (entry ->> 'actor_id')::bigint,
      entry ->> 'actor_name', entry ->> 'role', entry ->> 'unit', entry ->> 'action', entry ->> 'reason',
      entry ->> 'subject', entry ->> 'request_id', entry ->> 'channel', entry ->> 'rule_version',
      convert_to(entry::text, 'UTF8'));
  RETURN NULL;
END $$;
"""
DROP = "DROP FUNCTION audit_record(); DROP FUNCTION audit_refuse();"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_event")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        AppendOnly("Event", runtime_inserts=False),
        migrations.RunSQL("GRANT SELECT ON audit_event TO portal_sequencer, portal_auditor", migrations.RunSQL.noop),
    ]
