"""H2: whatever is done to the history behind its back, with every right and the log's own key, is found, and where.

Each kind is done again and again at places that a seed chooses, to a log that was exported as it grew.
"""

import random
import signal
import threading
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection, transaction

from accounts.models import Person
from audit import checkpoints, keys, leaves, merkle, sequencer, tiles
from audit.models import Event
from audit.notes import Head, SigningKey, head_of
from audit.verify import verify
from audit.verify_leaves import Outside
from audit.verify_log import verify_log
from common import clock
from embedded.paths import ROOT
from embedded.process import spawn, stop
from embedded.processes import manage
from tests.audit.support import acting, entry_of
from tests.factories import AT
from tests.fixtures.processes import address, portal_environment
from tests.national.support import until

pytestmark = pytest.mark.django_db
TABLES = ("audit_event", "audit_pending", "audit_leaf", "audit_tile", "audit_sm3tile", "audit_checkpoint")
GROWTH = (5, 3, 290, 12)  # leaves from one checkpoint to the next: two whole tiles and an edge


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


class Log:
    """A log that lies open: the owner at work, every guard off."""

    def __init__(self, folder):
        self.folder, self.key, self.marks = folder, keys.signing_key(), []
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        sql("DELETE FROM audit_pending")
        sql("DELETE FROM audit_event")
        for number in GROWTH:
            with acting():
                Person.objects.bulk_create(Person(name=f"某{n}", created_at=AT) for n in range(number))
            while sequencer.seal():
                pass
            checkpoints.sign(key=self.key, at=clock.now())
            checkpoints.export_missing(folder)
            self.marks.append(sum(GROWTH[: len(self.marks) + 1]))
        self.size = self.marks[-1]
        self.outside = Outside.of(folder)

    def event(self, index):
        return sql("SELECT event_id FROM audit_leaf WHERE index = %s", index)[0][0]

    def change(self, index):
        sql("UPDATE audit_event SET payload = payload || ' '::bytea WHERE id = %s", self.event(index))

    def recompute(self, first=0):
        """Leaves from their events, tiles from their leaves."""
        rows = sql(
            f"SELECT l.index, {leaves.COLUMNS} FROM audit_leaf l JOIN audit_event e ON e.id = event_id ORDER BY 1"
        )
        hashes = [leaves.hash_of(row[1:]) for row in rows]
        for index in range(first, len(hashes)):
            sql("UPDATE audit_leaf SET hash = %s WHERE index = %s", hashes[index], index)
        self.retile(hashes)
        return hashes

    def retile(self, hashes):
        sql("DELETE FROM audit_tile")
        edge, changed = tiles.Edge(), []
        for leaf in hashes:
            changed += edge.append(leaf)
        tiles.write([*changed, *edge.unfinished()])

    def hashes(self):
        return [bytes(row[0]) for row in sql("SELECT hash FROM audit_leaf ORDER BY index")]

    def found(self):
        return verify_log(self.outside).broken


@contextmanager
def a_log(folder):
    """A log for as long as the block; all that is done to it is taken back."""
    with transaction.atomic():
        log = Log(folder)
        assert log.found() is None
        yield log
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def short_ranges(monkeypatch):
    monkeypatch.setattr("audit.verify_log.RANGE", tiles.WIDTH)  # a break is told across ranges too


@pytest.fixture
def log(tmp_path):
    with a_log(tmp_path) as log:
        yield log


# Each changes the log at a place of the seed's choice and returns the first leaf that is wrong from then on, and what
# verify_history calls it.


def bit_in_a_payload(log, chance):
    index = chance.randrange(log.size)
    sql("UPDATE audit_event SET payload = set_bit(payload, %s, 1 - get_bit(payload, %s)) WHERE id = %s",
        *[chance.randrange(800)] * 2, log.event(index))  # fmt: skip
    return index, ""


def bit_in_a_leaf(log, chance):
    index, bit = chance.randrange(log.size), chance.randrange(256)
    sql("UPDATE audit_leaf SET hash = set_bit(hash, %s, 1 - get_bit(hash, %s)) WHERE index = %s", bit, bit, index)
    return index, "is not what was hashed"


def bit_in_a_tile(log, chance):
    level, tile, width = chance.choice(sql("SELECT level, index, width FROM audit_tile"))
    bit = chance.randrange(width * 256)
    sql("UPDATE audit_tile SET hashes = set_bit(hashes, %s, 1 - get_bit(hashes, %s)) WHERE level = %s AND index = %s",
        bit, bit, level, tile)  # fmt: skip
    return (tile * 256 + bit // 256) << 8 * level, f"tile {level}/{tile}"


def bit_in_a_checkpoint(log, chance):
    place = chance.randrange(len(log.marks))
    size = log.marks[place]
    if chance.random() < 0.5:
        bit = chance.randrange(256)
        sql(
            "UPDATE audit_checkpoint SET root = set_bit(root, %s, 1 - get_bit(root, %s)) WHERE size = %s",
            bit,
            bit,
            size,
        )
    else:
        note = sql("SELECT note FROM audit_checkpoint WHERE size = %s", size)[0][0]
        at = chance.randrange(len(note) - 1)
        spoilt = note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :]
        sql("UPDATE audit_checkpoint SET note = %s WHERE size = %s", spoilt, size)
    return None, f"checkpoint {size} "


def deleted(log, chance):
    index = chance.randrange(log.size)
    sql("DELETE FROM audit_event WHERE id = %s", log.event(index))
    if chance.random() < 0.5:
        sql("DELETE FROM audit_leaf WHERE index = %s", index)
        # Behind the last leaf there is nothing that would show a gap: its tile does.
        return index, "the leaf is missing" if index + 1 < log.size else "is not that of the leaves"
    return index, "the event is not in the ledger"


def inserted(log, chance):
    index = chance.randrange(log.size)
    sql("UPDATE audit_leaf SET index = -index - 2 WHERE index >= %s", index)
    sql("UPDATE audit_leaf SET index = -index - 1 WHERE index < 0")
    stranger = 10**9 + index
    columns = ", ".join(name for name in leaves.FIELDS if name not in ("id", "object_id"))
    sql(
        f"INSERT INTO audit_event (id, object_id, {columns}) SELECT %s, 'new', {columns} FROM audit_event LIMIT 1",
        stranger,
    )
    sql("INSERT INTO audit_leaf VALUES (%s, %s, '')", index, stranger)
    log.recompute(index)
    return index, ""


def swapped(log, chance):
    first, second = sorted(chance.sample(range(log.size), 2))
    one, other = log.event(first), log.event(second)
    sql(
        "UPDATE audit_leaf SET event_id = CASE index WHEN %s THEN -1 ELSE -2 END WHERE index IN (%s, %s)",
        first,
        first,
        second,
    )
    sql("UPDATE audit_leaf SET event_id = %s WHERE event_id = -1", other)
    sql("UPDATE audit_leaf SET event_id = %s WHERE event_id = -2", one)
    if chance.random() < 0.5:
        log.recompute(first)
    return first, ""


def tail_cut(log, chance):
    size = chance.randrange(1, log.size)
    gone = [row[0] for row in sql("SELECT event_id FROM audit_leaf WHERE index >= %s", size)]
    sql("DELETE FROM audit_leaf WHERE index >= %s", size)
    sql("DELETE FROM audit_event WHERE id = ANY(%s)", gone)
    log.retile(log.hashes())
    if chance.random() < 0.5:
        sql("DELETE FROM audit_checkpoint WHERE size > %s", size)
    return size, "the log ends before"


def rewritten_from_somewhere(log, chance):
    index = chance.randrange(log.size)
    for number in range(index, min(index + 5, log.size)):
        log.change(number)
    log.recompute(index)
    return index, "exported"


def old_backup(log, chance):
    size = chance.choice(log.marks[:-1])
    gone = [row[0] for row in sql("SELECT event_id FROM audit_leaf WHERE index >= %s", size)]
    sql("DELETE FROM audit_leaf WHERE index >= %s", size)
    sql("DELETE FROM audit_event WHERE id = ANY(%s)", gone)
    sql("DELETE FROM audit_checkpoint WHERE size > %s", size)
    log.retile(log.hashes())
    return size, f"checkpoint {next(mark for mark in log.marks if mark > size)} was signed, the log ends before"


def forged_or_replayed_checkpoint(log, chance):
    size = chance.choice(log.marks)
    note, root = sql("SELECT note, root FROM audit_checkpoint WHERE size = %s", size)[0]
    if chance.random() < 0.5:
        note = SigningKey(log.key.name, chance.randbytes(32)).sign(Head(log.key.name, size, bytes(root)).body)
        what = "is not signed"
    else:
        other = chance.choice([mark for mark in log.marks if mark != size])
        note, what = sql("SELECT note FROM audit_checkpoint WHERE size = %s", other)[0][0], f"speaks of {other} leaves"
    sql("UPDATE audit_checkpoint SET note = %s WHERE size = %s", note, size)
    return None, f"checkpoint {size} {what}"


def leaf_and_tile_together(log, chance):
    index = chance.randrange(log.size)
    hashes = log.hashes()
    hashes[index] = chance.randbytes(32)
    sql("UPDATE audit_leaf SET hash = %s WHERE index = %s", hashes[index], index)
    log.retile(hashes)
    return index, "is not what was hashed"


def resigned(log, chance, key):
    index = chance.randrange(log.size)
    log.change(index)
    hashes = log.recompute(index)
    for size in (mark for mark in log.marks if mark > index):
        root = merkle.root(hashes[:size])
        note = sql("SELECT note FROM audit_checkpoint WHERE size = %s", size)[0][0]
        head, body = Head(log.key.name, size, root), head_of(note, log.key.verifier).body
        note = key.sign(head.body) if key else note.replace(body, head.body)
        sql("UPDATE audit_checkpoint SET root = %s, note = %s WHERE size = %s", root, note, size)
    return index, "exported"


def everything_recomputed(log, chance):
    return resigned(log, chance, None)


def everything_recomputed_and_signed_with_the_stolen_key(log, chance):
    return resigned(log, chance, log.key)


KINDS = [
    bit_in_a_payload, bit_in_a_leaf, bit_in_a_tile, bit_in_a_checkpoint, deleted, inserted, swapped, tail_cut,
    rewritten_from_somewhere, old_backup, forged_or_replayed_checkpoint, leaf_and_tile_together, everything_recomputed,
    everything_recomputed_and_signed_with_the_stolen_key,
]  # fmt: skip


def tampered(log, kind, seed, missed, elsewhere):
    mark = transaction.savepoint()
    index, words = kind(log, random.Random(f"{kind.__name__} {seed}"))
    broken = log.found()
    if broken is None:
        missed.append((kind.__name__, seed))
    elif (index is not None and broken.index != index) or words not in broken.what:
        elsewhere.append((kind.__name__, seed, index, words, str(broken)))
    transaction.savepoint_rollback(mark)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)  # what is taken back fills the tables until its transaction ends
def test_every_kind_of_tampering_is_found_at_its_place(tmp_path, full_size):
    assert len(KINDS) == 14
    missed, elsewhere = [], []
    for part in range(143 if full_size else 1):
        with a_log(tmp_path / str(part)) as log:
            for kind in KINDS:
                for seed in range(5):
                    tampered(log, kind, part * 5 + seed, missed, elsewhere)
            assert log.found() is None

    assert missed == []
    assert elsewhere == []


def test_without_the_folder_the_stolen_key_wins_which_is_why_there_is_a_folder(log):
    everything_recomputed_and_signed_with_the_stolen_key(log, random.Random(1))

    assert verify_log(Outside()).broken is None
    assert log.found() is not None


@pytest.mark.parametrize("what", [".checkpoint", ".leaves"])
def test_a_folder_that_was_changed_is_no_proof_of_a_change_in_the_log_and_is_told_all_the_same(log, what, tmp_path):
    path = sorted(tmp_path.rglob(f"*{what}"))[1]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-33] + b"x" * 33)

    broken = verify_log(Outside.of(tmp_path)).broken

    assert "is not signed" in broken.what if what == ".checkpoint" else "exported" in broken.what


def test_an_event_that_says_what_its_columns_do_not_is_found_though_it_was_hashed_so(log):
    index = 7
    sql("UPDATE audit_event SET actor_name = '别人' WHERE id = %s", log.event(index))
    log.outside = Outside()
    log.recompute(index)

    assert (log.found().index, log.found().what) == (index, "column actor_name differs from the payload")
    assert entry_of(Event.objects.get(pk=log.event(index)))["actor_name"] == "test"


@pytest.mark.parametrize(("first", "second"), [(3, 9), (3, 300)], ids=["of one range", "of two"])
def test_an_event_that_has_two_leaves_is_found(log, first, second):
    sql("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_key")
    sql("UPDATE audit_leaf SET event_id = %s WHERE index = %s", log.event(first), second)
    log.outside = Outside()

    assert log.found().index == second


# 0 false alarms: verifications while 32 others write and the sequencer works.

CONTEXT = 'SET audit.context = \'{"actor_name": "test", "action": "load"}\''


def write_until(ended, errors):
    try:
        with psycopg2.connect(address("portal_app")) as own, own.cursor() as cursor:
            cursor.execute(CONTEXT)
            while not ended.wait(2):  # some sixteen commits a second in all, or a thousand checks would take hours
                cursor.execute(
                    "INSERT INTO accounts_person (name, document_kind, created_at) VALUES ('某', '1', now())"
                )
                own.commit()
        own.close()
    except psycopg2.Error as error:
        errors.append(error)


def grew(found):
    """Whether the log was longer at the last check than at the first."""
    return found[-1].log.leaves > found[0].log.leaves


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_a_history_that_grows_under_32_writers_is_whole_at_every_moment(tmp_path, full_size):
    folder, log = tmp_path / "checkpoints", tmp_path / "sequencer.log"
    env = portal_environment() | {
        "DATABASE_SEQUENCER_URL": address("portal_sequencer"), "LEDGER_FOLDER": str(folder), "LEDGER_WITNESS": "",
    }  # fmt: skip
    process = spawn(manage("sequencer"), env=env, log=log, cwd=ROOT)
    ended, errors = threading.Event(), []
    writers = [threading.Thread(target=write_until, args=(ended, errors)) for _ in range(32)]
    try:
        for one in writers:
            one.start()
        until(lambda: list(folder.glob("*/*.checkpoint")), "the first checkpoint is exported")
        found = [verify(folder) for _ in range(1_000 if full_size else 3)]
        until(lambda: grew(found) or found.append(verify(folder)), "the history grows while it is checked")
    finally:
        ended.set()
        for one in writers:
            one.join(30)
        stop(process, signal.SIGTERM)

    assert errors == []
    assert [one.broken for one in found if one.broken] == []
    assert grew(found)
    assert found[0].log.leaves > 0
    assert found[-1].log.exported > 0
