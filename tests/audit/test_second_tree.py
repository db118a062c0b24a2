"""SM3 by setting: a second tree over the same leaves, whose root the log signs in the same checkpoint."""

import base64
import hashlib
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from accounts.models import Person
from audit import checkpoints, exports, keys, leaves, merkle, notes, sequencer, tiles
from audit.bundles import bundle_of
from audit.checkpoints import HistoryWasRolledBack
from audit.models import Event, Leaf, Sm3Tile
from audit.notes import Head, NoteFails
from audit.standalone import verify_bundle
from audit.tiles import SM3, LogIsBroken
from audit.verify import verify
from audit.verify_leaves import Outside
from audit.verify_log import verify_log
from tests.audit.sealing import as_role, sealed, signed
from tests.audit.support import acting
from tests.audit.test_bundles import LOG, spoil_bit
from tests.audit.test_checkpoints import behind, persons, witnessed
from tests.audit.test_tampering import a_log, sql
from tests.audit.test_tile_files import tile
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_ranges(monkeypatch):
    monkeypatch.setattr("audit.verify_log.RANGE", tiles.WIDTH)


SPOILT_ALL = "UPDATE audit_sm3tile SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0))"
SPOILT_LAST = f"{SPOILT_ALL} WHERE level = 0 AND index = (SELECT max(index) FROM audit_sm3tile WHERE level = 0)"


def sm3(data):
    return hashlib.new("sm3", data).digest()


def tree_hash(hashes):
    """MTH of RFC 6962, 2.1, by SM3."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return sm3(b"\x01" + tree_hash(hashes[:half]) + tree_hash(hashes[half:]))


def entries():
    """Every leaf's entry in order, put together from its columns."""
    rows = sql(f"SELECT {leaves.COLUMNS} FROM audit_leaf l JOIN audit_event e ON e.id = event_id ORDER BY l.index")
    return [leaves.entry(row) for row in rows]


def told(checkpoint):
    return notes.head_of(checkpoint.note, keys.log_key())


def test_the_hash_is_that_of_the_standard():
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert merkle.sm3(b"abc").digest().hex() == expected  # GB/T 32905-2016, A.1


def test_without_the_setting_nothing_changes(tmp_path):
    persons(300)

    checkpoint = signed(tmp_path)

    assert not Sm3Tile.objects.exists()
    assert checkpoint.note.count("\n\n") == 1
    assert len(checkpoint.note.split("\n\n")[0].split("\n")) == 3
    assert told(checkpoint).sm3 == b""
    found = verify_log(Outside.of(tmp_path))
    assert (found.broken, found.second) == (None, 0)
    assert "sm3" not in bundle_of(object_type="accounts_person", object_id=str(Person.objects.first().pk))["entries"][0]


@pytest.mark.parametrize("step", [1, 256, 300])
def test_the_signed_root_is_that_of_an_independent_recursion_however_the_tree_grows(tmp_path, step):
    persons(256 - Event.objects.count() % 256)
    for _ in range(3):
        checkpoint = signed(tmp_path, sm3=True)
        assert told(checkpoint).sm3 == tree_hash([sm3(b"\x00" + one) for one in entries()])
        persons(step)

    found = verify_log(Outside.of(tmp_path))
    assert (found.broken, found.second, found.checkpoints) == (None, 3, 3)
    assert tiles.root(found.leaves, SM3) == told(checkpoint).sm3


def test_switched_on_in_the_middle_the_tree_begins_with_leaf_0_before_its_first_line_is_signed(tmp_path):
    persons(600)
    without = signed(tmp_path)
    persons(5)
    with as_role("portal_sequencer"):
        while sequencer.seal():
            pass
        assert sequencer.follow(limit=300) == 300
        between = checkpoints.sign(key=keys.signing_key(), at=AT, sm3=True)
    persons(5)
    after = signed(tmp_path, sm3=True)
    persons(5)
    off_again = signed(tmp_path)
    persons(5)
    on_again = signed(tmp_path, sm3=True)

    assert [bool(told(one).sm3) for one in (without, between, after, off_again, on_again)] == [
        False, False, True, False, True,
    ]  # fmt: skip
    assert told(after).sm3 == tree_hash([sm3(b"\x00" + one) for one in entries()[: after.size]])
    found = verify(tmp_path)
    assert (found.broken, found.log.second) == (None, 2)


def test_the_command_says_how_many_checkpoints_sign_the_second_tree_too(tmp_path, capsys):
    persons(3)
    signed(tmp_path, sm3=True)

    call_command("verify_history", "--folder", str(tmp_path))

    assert capsys.readouterr().out.endswith("1 checkpoints (1 exported, 0 witnessed, 1 by SM3 too)\n")


def test_what_the_first_tree_has_otherwise_does_not_enter_the_second():
    persons(3)
    sealed()
    behind("audit_event", "append_only", "UPDATE audit_event SET payload = payload || ' '::bytea WHERE id ="
           " (SELECT max(id) FROM audit_event)")  # fmt: skip

    with pytest.raises(LogIsBroken, match=f"leaf {Leaf.objects.count() - 1} is not the hash"):
        sequencer.follow()

    assert not Sm3Tile.objects.exists()


def test_a_tile_of_the_second_tree_that_is_not_of_its_leaves_is_not_signed():
    persons(300)
    signed(sm3=True)
    persons(3)
    sealed()
    with as_role("portal_sequencer"):
        sequencer.follow()
    behind("audit_sm3tile", "tile_grows", SPOILT_LAST)

    with pytest.raises((LogIsBroken, merkle.ProofFails)), as_role("portal_sequencer"):
        checkpoints.sign(key=keys.signing_key(), at=AT, sm3=True)


@pytest.fixture
def log(tmp_path):
    """A log of 700 leaves of which both trees are signed and exported."""
    with a_log(tmp_path) as log:
        while sequencer.follow():
            pass
        with acting():
            Person.objects.create(name="末", created_at=AT)
        sequencer.seal()
        sequencer.follow()
        checkpoints.sign(key=log.key, at=AT, sm3=True)
        checkpoints.export_missing(tmp_path)
        log.outside = Outside.of(tmp_path)
        log.size = Leaf.objects.count()
        assert log.found() is None
        yield log


@pytest.mark.parametrize("index", [0, 300])
def test_a_change_over_which_the_first_tree_was_made_and_signed_anew_is_found_by_sm3_alone(log, index):
    """As if SHA-256 were broken, or the key stolen and the folder lost: leaves, tiles, roots and signatures all fit."""
    mark = notes.head_of(sql("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")[0][0], log.key.verifier)
    log.change(index)
    hashes = log.recompute(index)
    log.outside = Outside()
    sql("DELETE FROM audit_checkpoint")
    head = Head(mark.origin, mark.size, merkle.root(hashes[: mark.size]), mark.sm3)
    sql("INSERT INTO audit_checkpoint VALUES (%s, %s, %s, now())", head.size, head.root, log.key.sign(head.body))

    found = log.found()

    assert (found.index, found.what) == (index, f"SM3: tile 0/{index // 256} is not that of the leaves")


def test_a_second_tree_that_was_made_anew_is_not_the_one_that_was_signed(log):
    edge, changed = tiles.Edge(tree=SM3), []
    log.change(7)
    log.recompute(7)
    for entry in entries():
        changed += edge.append(sm3(b"\x00" + entry))
    sql("DELETE FROM audit_sm3tile")
    tiles.write([*changed, *edge.unfinished()], SM3)
    size = sql("SELECT max(size) FROM audit_checkpoint")[0][0]
    sql("DELETE FROM audit_checkpoint WHERE size < %s", size)
    note = sql("SELECT note FROM audit_checkpoint")[0][0]
    told = notes.head_of(note, log.key.verifier)
    head = Head(told.origin, size, tiles.root(size), told.sm3)
    sql("UPDATE audit_checkpoint SET root = %s, note = %s", head.root, log.key.sign(head.body))
    log.outside = Outside()

    assert log.found().what == f"checkpoint {size} is signed with another SM3 root than that of the leaves"


SPOILT = {
    "UPDATE audit_sm3tile SET hashes = set_bit(hashes, 9, 1 - get_bit(hashes, 9)) WHERE level = 0 AND index = 1": (
        256, "SM3: tile 0/1 is not that of the leaves"),
    "UPDATE audit_sm3tile SET hashes = set_bit(hashes, 9, 1 - get_bit(hashes, 9)) WHERE level = 1": (
        0, "SM3: tile 1/0 is not that of the leaves"),
    "INSERT INTO audit_sm3tile VALUES (5, 0, 1, sha256('x'))": (None, "SM3 tiles, the leaves make"),
    "DELETE FROM audit_sm3tile": (0, "is signed with an SM3 root, the SM3 tree ends before"),
}  # fmt: skip


@pytest.mark.parametrize("statement", SPOILT)
def test_a_second_tree_that_was_touched_is_told_while_the_first_is_whole(log, statement):
    sql(statement)

    found = log.found()

    assert (found.index, SPOILT[statement][1] in found.what) == (SPOILT[statement][0], True), found


def test_what_was_exported_with_the_second_root_is_not_continued_without_it(tmp_path):
    persons(3)
    signed(tmp_path, sm3=True)
    checkpoints.require_continuation(tmp_path, keys.log_key())
    behind("audit_sm3tile", "tile_grows", SPOILT_ALL)  # whatever the size, the root is made of one of them

    with pytest.raises(HistoryWasRolledBack, match="another root"):
        checkpoints.require_continuation(tmp_path, keys.log_key())


def test_a_witness_cosigns_the_line_with_the_rest(tmp_path, national_platform):
    persons(3)
    signed(tmp_path)
    for _ in range(2):
        persons(300)
        checkpoint = signed(tmp_path, sm3=True)
        line = witnessed(checkpoint, f"{national_platform.url}/witness", tmp_path).line
        assert notes.witnessed_at(checkpoint.note + line, keys.witness_key()) > 0
    spoilt = checkpoint.note.replace(
        base64.b64encode(told(checkpoint).sm3).decode(), base64.b64encode(bytes(32)).decode()
    )
    with pytest.raises(NoteFails):
        notes.witnessed_at(spoilt + line, keys.witness_key())
    assert exports.newest(tmp_path).cosigned == checkpoint.note + line


KEY = notes.SigningKey("portal.invalid/history", bytes(range(32)))
BODY = Head(KEY.name, 7, b"r" * 32, b"s" * 32).body


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("sm3 ", "sm4 "),
        BODY + "sm3 AAAA\n",
        BODY.replace("sm3 ", "sm3  "),
        Head(KEY.name, 7, b"r" * 32, b"s").body,
    ],
    ids=["another word", "two lines", "two spaces", "too short"],
)
def test_a_line_that_is_no_root_is_no_checkpoint(body):
    assert notes.head_of(KEY.sign(BODY), KEY.verifier).sm3 == b"s" * 32
    with pytest.raises(NoteFails):
        notes.head_of(KEY.sign(body), KEY.verifier)


# For outsiders.


@pytest.fixture
def bundle():
    """Of a person in two versions, under a checkpoint that signs both trees."""
    with acting(subject="S-1"):
        Person.objects.bulk_create(Person(name=f"某{n}", created_at=AT) for n in range(300))
        one = Person.objects.create(name="甲", created_at=AT)
        Person.objects.filter(pk=one.pk).update(name="乙")
    signed(sm3=True)
    return json.loads(json.dumps(bundle_of(object_type="accounts_person", object_id=str(one.pk))))


def test_a_bundle_has_a_path_in_each_tree_and_both_are_checked(bundle, tmp_path, capsys, monkeypatch):
    entries, size, _ = verify_bundle.check(bundle, LOG)
    assert (len(entries), size) == (2, Leaf.objects.count())
    assert bundle["entries"][0]["sm3"] != bundle["entries"][0]["path"]
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(bundle))
    monkeypatch.setattr("sys.argv", ["verify_bundle.py", str(path), "--log", LOG])
    assert verify_bundle.main() == 0
    monkeypatch.setattr(verify_bundle, "SM3_IS_HERE", False)
    assert verify_bundle.main() == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith(f"tree of {size}, by SM3 too")
    assert second.endswith("SM3 NOT CHECKED: this Python has none")


@pytest.mark.parametrize("spoil", ["spoilt", "cut", "missing", "the other's"])
def test_a_path_in_the_second_tree_that_does_not_hold_is_a_fault(bundle, spoil):
    entry = bundle["entries"][1]
    if spoil == "spoilt":
        entry["sm3"][0] = spoil_bit(entry["sm3"][0])
    elif spoil == "cut":
        entry["sm3"].pop()
    elif spoil == "missing":
        del entry["sm3"]
    else:
        entry["sm3"] = entry["path"]

    with pytest.raises((verify_bundle.Fault, KeyError)):
        verify_bundle.check(bundle, LOG)


def test_the_second_tree_is_exported_as_tiles_too(tmp_path):
    persons(300)
    checkpoint = signed(sm3=True)

    call_command("export_tiles", str(tmp_path))

    widths = [256] * (checkpoint.size // 256) + [checkpoint.size % 256]
    hashes = [one for place, width in enumerate(widths) if width for one in tile(tmp_path / "sm3", 0, place, width)]
    assert tree_hash(hashes) == told(checkpoint).sm3


def test_a_python_without_sm3_does_not_begin(monkeypatch):
    def none(_name, _data):
        raise ValueError("unsupported hash type sm3")

    monkeypatch.setattr("hashlib.new", none)
    with pytest.raises(ImproperlyConfigured, match="LEDGER_SM3"):
        keys.require_sm3()
