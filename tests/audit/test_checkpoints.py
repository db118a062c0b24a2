"""The tree is signed when it has grown and holds; it leaves the database, and a witness signs what continues it."""

import base64
import signal
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from accounts.models import Person
from audit import checkpoints, exports, keys, merkle, notes, tiles, witness
from audit.checkpoints import HistoryWasRolledBack
from audit.models import Checkpoint, Cosignature, Event, Leaf, Pending
from audit.notes import Head, SigningKey
from audit.tiles import LogIsBroken
from common import clock
from embedded.paths import ROOT
from embedded.process import spawn, stop, wait_until
from embedded.processes import manage
from tests.audit.sealing import as_role, sealed, signed, stored_leaves
from tests.audit.support import acting, contents_of
from tests.factories import AT
from tests.fixtures.processes import address, portal_environment
from tests.national.support import until

pytestmark = pytest.mark.django_db


def persons(number):
    with acting():
        Person.objects.bulk_create(Person(name=f"某{i}", created_at=AT) for i in range(number))


def as_owner(*statements):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET ROLE portal_app")


def behind(table, trigger, statement):
    as_owner(
        f"ALTER TABLE {table} DISABLE TRIGGER {trigger}",
        statement,
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}",
    )


def test_a_checkpoint_is_signed_when_the_tree_has_grown_and_not_again_before():
    persons(300)

    first = signed()

    size = Event.objects.count()
    assert (first.size, bytes(first.root)) == (size, merkle.root(stored_leaves()))
    assert notes.head_of(first.note, keys.log_key()) == Head(keys.log_key().name, size, bytes(first.root))
    assert signed() is None
    persons(1)
    assert signed().size == size + 1


@pytest.mark.parametrize("step", [1, 250, 256, 300])
def test_every_growth_is_read_back_whole(step):
    persons(256 - Event.objects.count() % 256)
    for _ in range(3):
        signed()
        persons(step)

    assert bytes(signed().root) == merkle.root(stored_leaves())


@pytest.mark.parametrize("level", [0, 1])
def test_a_tile_that_is_not_of_its_leaves_is_not_signed(level):
    persons(300)
    signed()
    persons(300)
    sealed()
    behind(
        "audit_tile",
        "tile_grows",
        f"UPDATE audit_tile SET hashes = set_byte(hashes, octet_length(hashes) - 1, 7) WHERE level = {level}"
        f" AND index = (SELECT max(index) FROM audit_tile WHERE level = {level})",
    )

    with pytest.raises(LogIsBroken, match=f"tiles of level {level}"), as_role("portal_sequencer"):
        checkpoints.sign(key=keys.signing_key(), at=clock.now())


def test_a_leaf_that_is_not_the_hash_of_its_event_is_not_signed():
    signed()
    persons(2)
    sealed()
    behind(
        "audit_event",
        "append_only",
        "UPDATE audit_event SET payload = '{}' WHERE id = (SELECT max(id) FROM audit_event)",
    )
    before = contents_of("audit_checkpoint")

    with pytest.raises(LogIsBroken, match=f"leaf {Leaf.objects.count() - 1} is not the hash of its event"):
        checkpoints.sign(key=keys.signing_key(), at=clock.now())

    assert contents_of("audit_checkpoint") == before


def test_a_tree_that_does_not_continue_the_last_checkpoint_is_not_signed():
    persons(3)
    signed()
    behind(
        "audit_checkpoint",
        "append_only",
        "UPDATE audit_checkpoint SET root = sha256('another tree')",
    )
    persons(1)
    sealed()

    with pytest.raises(merkle.ProofFails):
        checkpoints.sign(key=keys.signing_key(), at=clock.now())


@pytest.mark.parametrize("value", ["", "short", base64.b64encode(bytes(32)).decode(), "*" * 44])
def test_nothing_is_signed_with_a_key_that_nobody_knows(settings, value):
    settings.LEDGER_SIGNING_KEY = value

    with pytest.raises(ImproperlyConfigured, match="ledger_keys"):
        keys.signing_key()


def test_the_folder_gets_every_checkpoint_and_the_leaves_between_them(tmp_path):
    persons(5)
    first = signed(tmp_path)
    persons(300)
    second = signed()
    persons(1)
    third = signed(tmp_path)

    found = list(exports.exported(tmp_path))

    assert [one.size for one in found] == [first.size, second.size, third.size]
    assert [one.note for one in found] == [first.note, second.note, third.note]
    assert b"".join(one.leaves for one in found) == b"".join(stored_leaves())
    assert [len(one.leaves) // 32 for one in found] == [first.size, 300, 1]
    assert exports.newest(tmp_path).size == third.size
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.checkpoint")} == {0o444}
    assert [path for path in tmp_path.rglob(".*")] == []


def test_a_file_of_the_folder_is_never_overwritten(tmp_path):
    persons(1)
    checkpoint = signed(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}

    exports.export(tmp_path, checkpoint.size, checkpoint.note, exports.newest(tmp_path).leaves)
    with pytest.raises(exports.ExportDiffers):
        exports.export(tmp_path, checkpoint.size, "another", exports.newest(tmp_path).leaves)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_an_old_backup_and_another_history_are_not_continued(tmp_path):
    persons(3)
    now = signed(tmp_path)
    checkpoints.require_continuation(tmp_path, keys.log_key())
    key, root = keys.signing_key(), bytes(now.root)

    exports.export(tmp_path, now.size + 1, key.sign(Head(key.name, now.size + 1, root).body), b"")
    with pytest.raises(HistoryWasRolledBack, match="the log is smaller"):
        checkpoints.require_continuation(tmp_path, keys.log_key())

    persons(1)
    sealed()
    with pytest.raises(HistoryWasRolledBack, match="another root"):
        checkpoints.require_continuation(tmp_path, keys.log_key())


# The witness is a process of its own with a store of its own.


@pytest.fixture
def url(national_platform):
    return f"{national_platform.url}/witness"


def witnessed(checkpoint, url, folder):
    with as_role("portal_sequencer"):
        witness.ask(checkpoint, url=url, key=keys.witness_key(), folder=folder)
    return Cosignature.objects.get(size=checkpoint.size)


def test_a_witness_signs_what_grows(url, tmp_path):
    persons(3)
    first = signed(tmp_path)
    persons(300)
    signed()
    persons(2)
    third = signed(tmp_path)

    for checkpoint in (first, third, third):
        line = witnessed(checkpoint, url, tmp_path).line
        assert notes.witnessed_at(checkpoint.note + line, keys.witness_key()) > 0
    assert Cosignature.objects.count() == 2
    assert exports.newest(tmp_path).cosigned == third.note + line


def test_a_witness_that_saw_more_than_we_remember_goes_on_from_there(url, tmp_path):
    persons(3)
    first = signed()
    witnessed(first, url, tmp_path)
    behind("audit_cosignature", "append_only", "DELETE FROM audit_cosignature")
    persons(2)

    assert witnessed(signed(), url, tmp_path).size == first.size + 2


def forged(root, size, key=None):
    """A checkpoint signed with the log's stolen key."""
    key = key or keys.signing_key()
    return Checkpoint(size=size, root=root, note=key.sign(Head(key.name, size, root).body), signed_at=AT)


def test_a_witness_refuses_forks_smaller_trees_and_strangers(url, tmp_path):
    persons(5)
    seen = signed()
    witnessed(seen, url, tmp_path)
    persons(3)
    sealed()
    leaves = stored_leaves()
    other = [merkle.leaf_hash(b"another history"), *leaves[1:]]
    wrong = {
        "another root of the same size": (forged(merkle.root(other[: seen.size]), seen.size), "409"),
        "a smaller tree": (forged(merkle.root(leaves[: seen.size - 1]), seen.size - 1), "400"),
        "a larger tree with another past": (forged(merkle.root(other), len(other)), "422"),
        "a stranger's signature": (
            forged(merkle.root(leaves), len(leaves), SigningKey(keys.log_key().name, bytes(32))),
            "403",
        ),
        "a stranger's log": (forged(merkle.root(leaves), len(leaves), SigningKey("other.invalid", bytes(32))), "404"),
    }

    for name, (checkpoint, status) in wrong.items():
        with pytest.raises(witness.NotWitnessed, match=f"answered {status}"):
            witness.ask(checkpoint, url=url, key=keys.witness_key(), folder=tmp_path)
        assert Cosignature.objects.count() == 1, name
    assert witnessed(signed(), url, tmp_path).size == len(leaves)


def test_a_rewritten_history_that_is_signed_again_is_refused(url, tmp_path, full_size):
    """H8: the operator has the log's key and recomputes everything from some leaf on."""
    persons(40)
    seen = signed()
    witnessed(seen, url, tmp_path)
    key, leaves, codes = keys.signing_key(), stored_leaves(), []
    for seed in range(1_000 if full_size else 30):
        changed = seed * 7 % len(leaves)
        rewritten = [*leaves[:changed], *(merkle.leaf_hash(leaf) for leaf in leaves[changed:])]
        rewritten += [merkle.leaf_hash(b"new")] * (seed % 5)
        head = Head(key.name, len(rewritten), merkle.root(rewritten))
        proof = merkle.consistency_proof(seen.size, rewritten)
        lines = [f"old {seen.size}", *(base64.b64encode(one).decode() for one in proof), "", key.sign(head.body)]
        with pytest.raises(HTTPError) as refusal:
            urlopen(url, "\n".join(lines).encode(), timeout=10)
        codes.append(refusal.value.code)

    assert set(codes) == {409, 422}
    assert f"\n{seen.size}\n" in urlopen(url, timeout=10).read().decode()


@pytest.mark.parametrize(
    "body", [b"", b"old", b"old -1\n\nx", b"\xff", b"old 0\n!!\n\nx\n1\n\n", b"old 0\n" + b"\n".join([b"AA=="] * 70)]
)
def test_what_is_no_request_is_no_checkpoint(url, body):
    with pytest.raises(HTTPError) as refusal:
        urlopen(url, body or b" ", timeout=10)
    assert refusal.value.code in {400, 404}


def test_a_witness_that_is_away_or_signs_something_else_gives_no_signature(tmp_path, url, settings):
    persons(1)
    checkpoint = signed()
    with pytest.raises(witness.NotWitnessed, match="does not answer"):
        witness.ask(checkpoint, url="http://127.0.0.1:9/witness", key=keys.witness_key(), folder=tmp_path)
    stranger = notes.VerifierKey(keys.witness_key().name, notes.COSIGNATURE, SigningKey("", bytes(32)).verifier.public)
    with pytest.raises(witness.NotWitnessed):
        witness.ask(checkpoint, url=url, key=stranger, folder=tmp_path)

    assert not Cosignature.objects.exists()


# The sequencer as a process.


@pytest.fixture
def process(national_platform, transactional_db, tmp_path):
    """Start the sequencer on this test's database; more than once, if asked."""
    started = []

    def start(**environment):
        log = tmp_path / f"sequencer-{len(started)}.log"
        env = portal_environment() | {
            "DATABASE_SEQUENCER_URL": address("portal_sequencer"),
            "NATIONAL_URL": national_platform.url,
            "LEDGER_FOLDER": str(tmp_path / "checkpoints"),
            "PYTHONUNBUFFERED": "1",
        }
        one = spawn(manage("sequencer"), env=env | environment, log=log, cwd=ROOT)
        one.log = log
        started.append(one)
        return one

    yield start
    for one in started:
        stop(one, signal.SIGKILL)


def active(one):
    wait_until(lambda: "sequencer: active" in one.log.read_text(), one, name="sequencer", log=one.log)


@pytest.mark.django_db(transaction=True)
def test_the_sequencer_seals_signs_exports_and_is_witnessed_and_survives_a_kill(process, tmp_path):
    folder = tmp_path / "checkpoints"
    first = process()
    active(first)
    persons(10)
    until(lambda: Checkpoint.objects.filter(size=Event.objects.count()).exists(), "the tree is signed")
    until(lambda: Cosignature.objects.filter(size=Event.objects.count()).exists(), "and witnessed")
    first.kill()
    first.wait(20)
    persons(5)
    second = process(LEDGER_SM3="true")
    until(lambda: not Pending.objects.exists(), "the next one goes on")
    second.send_signal(signal.SIGTERM)

    assert second.wait(20) == 0
    assert second.log.read_text().rstrip().endswith("sequencer: stopped")
    newest = exports.newest(folder)
    assert newest.size == Event.objects.count() == Leaf.objects.count()
    head = notes.head_of(newest.note, keys.log_key())
    assert (head.root, head.sm3) == (tiles.root(newest.size), tiles.root(newest.size, tiles.SM3))


@pytest.mark.django_db(transaction=True)
def test_the_sequencer_does_not_start_without_its_own_key(process):
    one = process(LEDGER_SIGNING_KEY=base64.b64encode(bytes(32)).decode())
    assert one.wait(30) != 0
    assert "LEDGER_SIGNING_KEY must be the secret half" in one.log.read_text()
    assert not Checkpoint.objects.exists()


def test_new_keys_fit_each_other(capsys, settings):
    call_command("ledger_keys", "portal.invalid/history")
    made = dict(line.split("=", 1) for line in capsys.readouterr().out.split())
    settings.LEDGER_SIGNING_KEY, settings.LEDGER_PUBLIC_KEY = made["LEDGER_SIGNING_KEY"], made["LEDGER_PUBLIC_KEY"]
    assert keys.signing_key().verifier == keys.log_key()

    call_command("ledger_keys", "--witness", "national.invalid/witness")
    made = dict(line.split("=", 1) for line in capsys.readouterr().out.split())
    settings.LEDGER_WITNESS = made["LEDGER_WITNESS"]
    assert keys.witness_key().name == "national.invalid/witness"
