"""Messages that were delivered long ago, put straight into the tables on both sides."""

import sqlite3

from django.db import connection

from national.contract import bucket_of
from tests.fixtures.database import acting_as_owner
from tests.load.crowd import triggers_off

# Payloads are short and alike: claiming reads none of them, and comparing reads digests.
OURS = """
WITH told AS (
  SELECT place, 'crowd-' || lpad(place::text, 8, '0') AS aggregate FROM generate_series(%s, %s) AS place
), written AS (
  SELECT aggregate, convert_to(
    '{"aggregate":"' || aggregate || '","schema":"jl/1","tables":{},"update_flag":"U","version":1}', 'UTF8') AS payload
  FROM told
)
INSERT INTO national_message (destination, aggregate, version, key, update_flag, payload, digest, note, state, due_at,
  tries, failure, last_error, refusals, created_at, acknowledged_at, repairs)
SELECT 'NATIONAL', aggregate, 1, encode(sha256(convert_to('jl-push/v1|' || aggregate || '|1', 'UTF8')), 'hex'), 'U',
  payload, encode(sha256(payload), 'hex'), '', 'ACKNOWLEDGED', now(), 1, '', '', '[]', now() - interval '1 day',
  now() - interval '1 day', 0 FROM written
"""
RECEIPTS = """
INSERT INTO national_receipt (message_id, result, receipt_number, assigned_number, received_at, digest, signature,
  key_id, raw, stored_at)
SELECT m.id, 'CREATED', left(m.key, 32), '', m.acknowledged_at, m.digest, '', 'national-1', '', m.acknowledged_at
FROM national_message m WHERE starts_with(m.aggregate, 'crowd-')
"""
CHUNK = 100_000


def acknowledged(count):
    """So many aggregates with one acknowledged version each, and their receipts; triggers and history left out."""
    with acting_as_owner(), connection.cursor() as cursor:
        with triggers_off(cursor, "national_message"):
            for begin in range(0, count, CHUNK):
                cursor.execute(OURS, [begin, min(begin + CHUNK, count) - 1])
        with triggers_off(cursor, "national_receipt"):
            cursor.execute(RECEIPTS)
        cursor.execute("VACUUM ANALYZE national_message, national_receipt")


def held_there(store):
    """The platform holds what we have receipts for."""
    with connection.cursor() as cursor, sqlite3.connect(store) as platform:
        cursor.execute(
            "SELECT aggregate, convert_from(payload, 'UTF8') FROM national_message"
            " WHERE starts_with(aggregate, 'crowd-')"
        )
        while rows := cursor.fetchmany(CHUNK):
            platform.executemany(
                "INSERT INTO project VALUES (?, ?, ?, 1, 'U', '2026-01-01T00:00:00.000+00:00', ?, ?)",
                [(name, name, name, payload, bucket_of(name)) for name, payload in rows],
            )
