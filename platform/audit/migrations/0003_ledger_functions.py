"""The guarded functions behind every ledger trigger, and the refusal behind every closed table (decisions 5 and 6).

SECURITY DEFINER: the runtime role has no right to write the ledger; it can only change rows, which writes it. An entry
and its place in ``audit_pending``, from where the sequencer takes it into the log, are written by one statement.

``audit_record`` writes the entry of one row, ``audit_record_inserts`` those of all rows that one statement adds: the same
entries, byte for byte, at a third of the cost. What a statement's entries have in common is put into words once, and a
row is written from its columns, without a tree of ``jsonb`` between: its keys stand in one fixed order, and a value is
written by ``to_json`` where that is the same to the byte.
"""

from django.db import migrations

from audit.operations import AppendOnly

FUNCTIONS = r"""
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
  kind text := TG_TABLE_NAME; -- of the column's type and collation: else its index is of no use
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
    context := '{"actor_name": "migration", "role": "SYSTEM", "action": "migrate", "channel": "command"}'::jsonb
      || jsonb_build_object('request_id', 'transaction ' || pg_current_xact_id()::text);
  END IF;

  SELECT coalesce(max(object_version), 0) + 1 INTO version
    FROM audit_event WHERE object_type = kind AND object_id = key;
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
  WITH written AS (INSERT INTO audit_event (recorded_at, transaction_id, object_type, object_id, object_version, operation, actor_id,
      actor_name, role, unit, action, reason, subject, request_id, channel, rule_version, payload)
    VALUES (moment, pg_current_xact_id()::text::bigint, TG_TABLE_NAME, key, version, TG_OP, (entry ->> 'actor_id')::bigint,
      entry ->> 'actor_name', entry ->> 'role', entry ->> 'unit', entry ->> 'action', entry ->> 'reason',
      entry ->> 'subject', entry ->> 'request_id', entry ->> 'channel', entry ->> 'rule_version',
      convert_to(entry::text, 'UTF8')) RETURNING id)
    INSERT INTO audit_pending (event_id) SELECT id FROM written;
  RETURN NULL;
END $$;
"""
IN_BULK = r"""
-- The expression that writes what to_jsonb(new_row) - omitted says, to the byte. jsonb orders keys by length, then bytes.
CREATE FUNCTION audit_words_of(relation oid, omitted text[]) RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp AS $$
  WITH told AS (
    SELECT row_number() OVER (ORDER BY octet_length(attname::text), attname::text COLLATE "C") - 1 AS place,
      to_json(attname::text)::text || ': ' AS key,
      format(CASE WHEN attnotnull THEN '%s' ELSE 'coalesce((%s)::text, ''null'')' END, format(CASE
        WHEN typname IN ('int2', 'int4', 'int8', 'jsonb') THEN 'new_row.%I'
        WHEN typname = 'bool' THEN 'new_row.%I::text'
        WHEN typname IN ('text', 'varchar', 'numeric', 'date', 'timestamp', 'timestamptz', 'uuid')
          THEN 'to_json(new_row.%I)'
        ELSE 'to_jsonb(new_row.%I)' END, attname)) AS value
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attname <> ALL (omitted)),
  -- A function takes a hundred arguments at most.
  parts AS (
    SELECT place / 45 AS part, format('concat(%s)', string_agg(
        format('%L, %s', CASE place WHEN 0 THEN '{' ELSE ', ' END || key, value), ', ' ORDER BY place)) AS words
    FROM told GROUP BY place / 45)
  SELECT format('concat(%s, ''}'')', string_agg(words, ', ' ORDER BY part)) FROM parts
$$;
REVOKE EXECUTE ON FUNCTION audit_words_of(oid, text[]) FROM PUBLIC;

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
  keys text[];
  kind text := TG_TABLE_NAME; -- of the column's type and collation: else its index is of no use
  comes_back boolean;
  own_subject text;
  told audit_event; -- what all entries have in common
  before_subject text;
  before_key text;
  before_moment text;
  before_version text;
  ending text;
BEGIN
  EXECUTE format('SELECT array_agg(%I::text) FROM new_rows', key_column) INTO keys;
  IF keys IS NULL THEN RETURN NULL; END IF;
  IF context IS NULL THEN
    IF caller <> current_user THEN
      RAISE EXCEPTION 'no change of % without context: who, what and why', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    context := '{"actor_name": "migration", "role": "SYSTEM", "action": "migrate", "channel": "command"}'::jsonb
      || jsonb_build_object('request_id', 'transaction ' || pg_current_xact_id()::text);
  END IF;
  -- A row that was deleted and comes back under its old key goes on counting; one look tells whether there is any.
  comes_back := EXISTS (SELECT FROM audit_event e WHERE e.object_type = kind AND e.object_id = ANY (keys));

  told.object_type := kind;
  told.transaction_id := pg_current_xact_id()::text::bigint;
  told.actor_id := (context ->> 'actor_id')::bigint;
  told.actor_name := coalesce(context ->> 'actor_name', '');
  told.role := coalesce(context ->> 'role', '');
  told.unit := coalesce(context ->> 'unit', '');
  told.action := coalesce(context ->> 'action', '');
  told.reason := coalesce(context ->> 'reason', '');
  told.request_id := coalesce(context ->> 'request_id', '');
  told.channel := coalesce(context ->> 'channel', '');
  told.rule_version := coalesce(context ->> 'rule_version', '');
  own_subject := nullif(context ->> 'subject', '');
  before_subject := format(', "role": %s, "unit": %s, "action": %s, "reason": %s, "channel": %s, "subject": ',
    to_jsonb(told.role), to_jsonb(told.unit), to_jsonb(told.action), to_jsonb(told.reason), to_jsonb(told.channel));
  before_key := format(', "actor_id": %s, "object_id": ', coalesce(to_jsonb(told.actor_id), 'null'));
  before_moment := format(', "operation": "INSERT", "actor_name": %s, "request_id": %s, "object_type": %s, "recorded_at": ',
    to_jsonb(told.actor_name), to_jsonb(told.request_id), to_jsonb(TG_TABLE_NAME::text));
  before_version := format(', "rule_version": %s, "object_version": ', to_jsonb(told.rule_version));
  ending := format(', "transaction_id": "%s"}', told.transaction_id);

  -- What a row says is known with its table alone: the statement is made of its columns.
  EXECUTE format($insert$
  WITH written AS (INSERT INTO audit_event (recorded_at, transaction_id, object_type, object_id, object_version,
      operation, actor_id, actor_name, role, unit, action, reason, subject, request_id, channel, rule_version, payload)
    SELECT entry.moment, $1.transaction_id, $1.object_type, entry.key, entry.version, 'INSERT', $1.actor_id,
      $1.actor_name, $1.role, $1.unit, $1.action, $1.reason, entry.subject, $1.request_id, $1.channel,
      $1.rule_version,
      convert_to(concat('{"row": ', entry.image, $2, to_json(entry.subject), $3, to_json(entry.key), $4,
        to_json(entry.moment), $5, entry.version, $6), 'UTF8')
    FROM (
      SELECT clock_timestamp() AS moment, %1$s AS image, to_jsonb(new_row.%2$I) #>> '{}' AS key,
        coalesce($7, %3$s, '') AS subject,
        CASE WHEN $8 THEN coalesce((SELECT max(e.object_version) FROM audit_event e
          WHERE e.object_type = $1.object_type AND e.object_id = to_jsonb(new_row.%2$I) #>> '{}'), 0) + 1
          ELSE 1 END AS version
      FROM new_rows AS new_row OFFSET 0) AS entry RETURNING id)
    INSERT INTO audit_pending (event_id) SELECT id FROM written
  $insert$, audit_words_of(TG_RELID, omitted), key_column,
    CASE WHEN subject_column IS NULL THEN 'NULL' ELSE format('to_jsonb(new_row.%I) #>> ''{}''', subject_column) END)
  USING told, before_subject, before_key, before_moment, before_version, ending, own_subject, comes_back;
  RETURN NULL;
END $$;
"""
DROP_IN_BULK = "DROP FUNCTION audit_record_inserts(); DROP FUNCTION audit_words_of(oid, text[]);"
# An entry of up to half a page stays as it is: a third of its bytes is not worth a third of the time it takes.
STORED = """
ALTER TABLE audit_event SET (toast_tuple_target = 4080);
GRANT SELECT ON audit_event TO portal_sequencer, portal_auditor;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_log")]
    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION audit_record(); DROP FUNCTION audit_refuse();"),
        migrations.RunSQL(IN_BULK, DROP_IN_BULK),
        migrations.RunSQL(STORED, "ALTER TABLE audit_event RESET (toast_tuple_target)"),
        AppendOnly("Event", runtime_inserts=False),
    ]
