"""What the log's tables refuse, whoever asks, and who may write them.

A leaf out of turn, a tile that does not continue itself, an event that leaves ``audit_pending`` without a leaf. The
sequencer has the rights that it needs, the portal reads. Two of the guards look each row up by index, whatever the
planner believes of a queue that fills and empties: joined freely, a round of 5,000 leaves was now and then held against
all that waited, row by row.
"""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered

GUARDS = """
CREATE FUNCTION audit_next_leaves() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  first bigint; last bigint; number bigint;
BEGIN
  SELECT min(index), max(index), count(*) INTO first, last, number FROM new_rows;
  IF number = 0 THEN RETURN NULL; END IF;
  IF last - first + 1 <> number
     OR first <> coalesce((SELECT max(index) FROM audit_leaf WHERE index < first), -1) + 1
     OR last <> (SELECT max(index) FROM audit_leaf)
     OR number <> (SELECT count(*) FROM new_rows,
       LATERAL (SELECT FROM audit_pending WHERE audit_pending.event_id = new_rows.event_id OFFSET 0) AS waits) THEN
    RAISE EXCEPTION 'leaves % to % do not continue the tree with pending events', first, last
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION audit_taken_with_its_leaf() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT FROM old_rows
      WHERE NOT EXISTS (SELECT FROM audit_leaf WHERE audit_leaf.event_id = old_rows.event_id OFFSET 0)) THEN
    RAISE EXCEPTION 'an event leaves audit_pending with its leaf alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION audit_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF octet_length(NEW.hashes) <> 32 * NEW.width
     OR (TG_OP = 'UPDATE' AND (NEW.level <> OLD.level OR NEW.index <> OLD.index OR NEW.width <= OLD.width
       OR substring(NEW.hashes FOR octet_length(OLD.hashes)) <> OLD.hashes)) THEN
    RAISE EXCEPTION 'tile %/% would not continue itself', NEW.level, NEW.index USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER next_leaves AFTER INSERT ON audit_leaf REFERENCING NEW TABLE AS new_rows
  EXECUTE FUNCTION audit_next_leaves();
ALTER TABLE audit_leaf ENABLE ALWAYS TRIGGER next_leaves;

CREATE TRIGGER taken_with_its_leaf AFTER DELETE ON audit_pending REFERENCING OLD TABLE AS old_rows
  EXECUTE FUNCTION audit_taken_with_its_leaf();
ALTER TABLE audit_pending ENABLE ALWAYS TRIGGER taken_with_its_leaf;
CREATE TRIGGER no_update BEFORE UPDATE ON audit_pending EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_pending ENABLE ALWAYS TRIGGER no_update;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_pending EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_pending ENABLE ALWAYS TRIGGER no_truncate;

-- Hashes do not compress. And a queue that is emptied all day long is swept by number, not by share.
ALTER TABLE audit_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE audit_sm3tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE audit_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

GRANT EXECUTE ON FUNCTION audit_refuse(), audit_next_leaves(), audit_taken_with_its_leaf(), audit_tile_grows()
  TO portal_sequencer;
REVOKE ALL ON audit_pending, audit_tile, audit_sm3tile FROM portal_app;
GRANT SELECT ON audit_pending, audit_leaf, audit_tile, audit_sm3tile, audit_checkpoint, audit_cosignature
  TO portal_app, portal_auditor;
GRANT SELECT, DELETE ON audit_pending TO portal_sequencer;
GRANT SELECT, INSERT, UPDATE ON audit_tile, audit_sm3tile TO portal_sequencer;
GRANT SELECT, INSERT ON audit_leaf, audit_checkpoint, audit_cosignature TO portal_sequencer;
GRANT SELECT ON audit_tile, audit_sm3tile, audit_checkpoint, audit_cosignature TO portal_public;
"""
# Of each tree, that by SHA-256 and that by SM3.
TILES = "".join(
    f"""CREATE TRIGGER tile_grows BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_tile_grows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER tile_grows;
CREATE TRIGGER no_delete BEFORE DELETE ON {table} EXECUTE FUNCTION audit_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_delete;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_truncate;
"""
    for table in ("audit_tile", "audit_sm3tile")
)
NO_GUARDS = """
DROP TRIGGER next_leaves ON audit_leaf; DROP TRIGGER taken_with_its_leaf ON audit_pending;
DROP TRIGGER no_update ON audit_pending; DROP TRIGGER no_truncate ON audit_pending;
DROP FUNCTION audit_next_leaves(); DROP FUNCTION audit_taken_with_its_leaf(); DROP FUNCTION audit_tile_grows();
"""
NO_TILES = "".join(
    f"DROP TRIGGER tile_grows ON {table}; DROP TRIGGER no_delete ON {table}; DROP TRIGGER no_truncate ON {table};"
    for table in ("audit_tile", "audit_sm3tile")
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_ledger_functions")]
    operations = [
        AppendOnly("Leaf", runtime_inserts=False),
        AppendOnly("Checkpoint", runtime_inserts=False),
        AppendOnly("Cosignature", runtime_inserts=False),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(TILES, NO_TILES),
        Ledgered("HistoryCheck"),
        AppendOnly("HistoryCheck"),
    ]
