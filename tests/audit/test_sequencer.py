"""Every event comes into the tree once: in order, without a gap, whatever commits late and whatever is killed."""

import hashlib
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from django.db import DatabaseError, connection

from accounts.models import Person
from audit import leaves, merkle, sequencer, tiles
from audit.models import Event, Leaf, Pending
from audit.tiles import LogIsBroken
from tests.audit.sealing import as_role, sealed, stored_leaves, stored_tiles
from tests.audit.support import acting, contents_of, logged_in_as
from tests.factories import AT

pytestmark = pytest.mark.django_db
LOG = ("audit_pending", "audit_leaf", "audit_tile")


def persons(number, name="某"):
    with acting():
        return Person.objects.bulk_create(Person(name=f"{name}{i}", created_at=AT) for i in range(number))


def waiting():
    return list(Pending.objects.order_by("event_id").values_list("event_id", flat=True))


def test_every_way_of_changing_a_row_leaves_its_event_to_the_sequencer():
    sealed()
    with acting():
        person = Person.objects.create(name="甲", created_at=AT)
        Person.objects.filter(pk=person.pk).update(name="乙")
        person.delete()
    persons(3)

    assert len(waiting()) == 6
    assert waiting() == list(Event.objects.order_by("-pk").values_list("pk", flat=True)[:6])[::-1]
    assert sealed() == 6
    assert waiting() == []


def test_rows_that_one_statement_adds_wait_too():
    from tests.audit.test_bulk_inserts import added, some_projects

    sealed()
    rows = some_projects(3)
    before = len(waiting())
    added(rows)

    assert len(waiting()) == before + 3
    sealed()
    assert Leaf.objects.count() == Event.objects.count()


def test_the_leaf_is_the_hash_of_the_columns_and_the_exact_payload():
    with acting(reason="“为什么”"):
        Person.objects.create(name="甲", created_at=AT)
    sealed()

    event = Event.objects.latest("pk")
    moment = (event.recorded_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    told = [
        event.pk, moment, event.transaction_id, event.object_type, event.object_id, event.object_version,
        event.operation, None, event.actor_name, event.role, event.unit, event.action, event.reason, event.subject,
        event.request_id, event.channel, event.rule_version,
    ]  # fmt: skip
    data = b"\x00\x00\x00\x0cjl-ledger/v1"
    for value in told:
        text = str(value).encode()
        data += b"\xff\xff\xff\xff" if value is None else len(text).to_bytes(4, "big") + text
    data += len(event.payload).to_bytes(4, "big") + bytes(event.payload)

    assert bytes(Leaf.objects.get(event_id=event.pk).hash) == hashlib.sha256(b"\x00" + data).digest()


def test_an_absent_value_is_not_an_empty_one_and_no_text_runs_into_its_neighbour():
    assert leaves.entry([None, b""]) != leaves.entry(["", b""])
    assert leaves.entry(["ab", "c", b""]) != leaves.entry(["a", "bc", b""])
    assert leaves.entry(["a", b"b"]) != leaves.entry(["ab", b""])
    assert leaves.entry([12, b"x"]) == leaves.entry(["12", memoryview(b"x")])


@pytest.mark.parametrize("limit", [1, 7, 5000])
def test_the_tiles_hold_the_tree_however_the_rounds_fall(limit):
    persons(40 if limit == 1 else 700)
    if limit == 1:
        sealed()
        persons(40)

    sealed(limit)

    found, hashes = stored_tiles(), stored_leaves()
    level, row = 0, hashes
    while row:
        cut = [row[i : i + 256] for i in range(0, len(row), 256)]
        assert [found.pop((level, index)) for index in range(len(cut))] == [(len(one), b"".join(one)) for one in cut]
        level, row = level + 1, [merkle.root(one) for one in cut if len(one) == 256]
    assert found == {}
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(len(hashes)))
    assert tiles.stored_edge().root() == tiles.root(len(hashes)) == merkle.root(hashes)
    for size in (1, 255, 256, 257, 511, len(hashes)):
        if size <= len(hashes):
            assert tiles.root(size) == merkle.root(hashes[:size])
            proof = tiles.consistency_proof(size, len(hashes))
            merkle.verify_consistency(size, len(hashes), proof, merkle.root(hashes[:size]), merkle.root(hashes))
            proof = tiles.inclusion_proof(size - 1, len(hashes))
            merkle.verify_inclusion(size - 1, len(hashes), hashes[size - 1], proof, merkle.root(hashes))


def test_a_proof_costs_one_query(django_assert_num_queries):
    persons(600)
    sealed()

    with django_assert_num_queries(1):
        tiles.inclusion_proof(3, 600)
    with django_assert_num_queries(1):
        tiles.consistency_proof(300, 600)


def test_an_event_that_is_pending_and_not_there_stops_the_log():
    persons(1)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("INSERT INTO audit_pending VALUES (%s)", [2**40])
        cursor.execute("SET ROLE portal_app")
    before = contents_of(*LOG)

    with pytest.raises(LogIsBroken, match=f"pending event {2**40} is not in the ledger"):
        sequencer.seal()

    assert contents_of(*LOG) == before


def test_leaves_and_tiles_that_disagree_stop_the_log():
    persons(3)
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE audit_tile DISABLE TRIGGER no_delete; DELETE FROM audit_tile")
        cursor.execute("ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER no_delete; SET ROLE portal_app")
    persons(1)
    before = contents_of(*LOG)

    with pytest.raises(LogIsBroken, match="leaves and tiles for 0"):
        sequencer.seal()

    assert contents_of(*LOG) == before


REFUSED = {
    "a leaf with a gap": "INSERT INTO audit_leaf SELECT max(index) + 2, 1, '\\x00' FROM audit_leaf",
    "a leaf in the middle": "INSERT INTO audit_leaf SELECT min(index) - 1, 1, '\\x00' FROM audit_leaf",
    "a leaf of nothing": f"INSERT INTO audit_leaf SELECT max(index) + 1, {2**41}, '\\x00' FROM audit_leaf",
    "an event taken away": "DELETE FROM audit_pending",
    "a tile rewritten": "UPDATE audit_tile SET hashes = reverse(hashes), width = width",
    "a tile shortened": "UPDATE audit_tile SET width = 1, hashes = substring(hashes FOR 32)",
    "a tile that grows and changes": "UPDATE audit_tile SET width = width + 1, hashes = decode('00', 'hex') || hashes",
    "a tile moved": "UPDATE audit_tile SET index = index + 1",
    "a tile with half a hash": "INSERT INTO audit_tile VALUES (7, 0, 1, '\\x00')",
    "a tile taken away": "DELETE FROM audit_tile",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_even_the_sequencer_lets_the_log_only_grow(statement):
    persons(3)
    sealed()
    persons(2)
    before = contents_of(*LOG)

    with pytest.raises(DatabaseError), as_role("portal_sequencer"), acting(), connection.cursor() as cursor:
        cursor.execute(statement)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_app")
    assert contents_of(*LOG) == before


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_after_higher_numbers_is_taken_later_and_nothing_is_lost():
    sealed()
    begin = 'SET audit.context = \'{"actor_name": "test", "action": "late"}\''
    insert = "INSERT INTO accounts_person (name, document_kind, created_at) VALUES (%s, '1', now())"
    with logged_in_as("portal_app") as late, logged_in_as("portal_app") as early:
        late.connection.autocommit = early.connection.autocommit = False
        for cursor, name in ((late, "晚"), (early, "早")):
            cursor.execute(begin)
            cursor.execute(insert, [name])
        early.connection.commit()
        assert sealed() == 1
        late.connection.commit()
        assert sealed() == 1
    last = list(Leaf.objects.order_by("-index")[:2])

    assert last[0].event_id < last[1].event_id
    assert Leaf.objects.count() == Event.objects.count()
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_one_sequencer_is_active():
    with logged_in_as("portal_sequencer") as other:
        other.execute("SELECT pg_try_advisory_lock(%s)", [sequencer._LOCK])
        with pytest.raises(sequencer.AnotherSequencerRuns), sequencer.only_one():
            pytest.fail("two at once")
        other.execute("SELECT pg_advisory_unlock_all()")
    with sequencer.only_one():
        pass


@pytest.mark.django_db(transaction=True)
def test_a_sequencer_killed_between_any_two_statements_leaves_a_clean_log():
    persons(300)
    statements = []

    class Killed(BaseException):
        pass

    def count_then_die(execute, sql, params, many, context):
        statements.append(sql)
        if len(statements) == dies_at:
            with logged_in_as("portal_owner") as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", [connection.connection.get_backend_pid()])
            connection.close()
            raise Killed
        return execute(sql, params, many, context)

    dies_at, finished = 1, False
    while not finished:
        statements.clear()
        try:
            with connection.execute_wrapper(count_then_die):
                with connection.cursor() as cursor:
                    cursor.execute("SET ROLE portal_sequencer")
                sequencer.seal(10)
            finished = True
        except (Killed, DatabaseError, psycopg2.Error):
            pass
        connection.close()  # the next one takes the runtime role
        assert tiles.stored_edge().size == Leaf.objects.count() == (len(stored_leaves()))
        assert Leaf.objects.count() + len(waiting()) == Event.objects.count()
        dies_at += 1

    assert dies_at > 6
    sealed()
    assert tiles.stored_edge().root() == merkle.root(stored_leaves())
