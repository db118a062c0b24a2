"""The proof of one record, checked by the stand-alone verifier and spoilt in every way."""

import ast
import base64
import copy
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from audit import bundles, keys
from audit.bundles import NothingToProve, bundle_of
from audit.models import Event, Leaf
from audit.standalone import verify_bundle
from embedded.paths import ROOT
from tests.audit.sealing import as_role, signed
from tests.audit.support import acting
from tests.factories import AT

pytestmark = pytest.mark.django_db
FILE = ROOT / "platform/audit/standalone/verify_bundle.py"
LOG = "demo-only.invalid/history+9a5bae43+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k"


@pytest.fixture
def person():
    """A person in three versions, sealed and signed among others."""
    with acting(subject="S-1", reason="“原因”"):
        Person.objects.bulk_create(Person(name=f"某{n}", created_at=AT) for n in range(300))
        one = Person.objects.create(name="甲", created_at=AT)
        Person.objects.filter(pk=one.pk).update(name="乙")
    with acting(subject="S-2"):
        Person.objects.filter(pk=one.pk).update(name="丙")
    signed()
    return one


@pytest.fixture
def bundle(person):
    return json.loads(json.dumps(bundle_of(object_type="accounts_person", object_id=str(person.pk))))


def test_the_history_of_a_row_holds_and_tells_what_happened(bundle, person):
    entries, size, moment = verify_bundle.check(bundle, LOG)

    assert [(one["object_version"], one["operation"], one["row"]["name"]) for one in entries] == [
        (1, "INSERT", "甲"), (2, "UPDATE", "乙"), (3, "UPDATE", "丙"),
    ]  # fmt: skip
    assert (size, moment) == (Leaf.objects.count(), None)
    assert entries[0]["reason"] == "“原因”"


def test_everything_about_a_subject_holds(person):
    entries, _, _ = verify_bundle.check(bundle_of(subject="S-1"), LOG)

    assert len(entries) == Event.objects.filter(subject="S-1").count() == 302


def test_what_has_no_leaf_yet_is_counted_and_left_out(person):
    with acting():
        Person.objects.filter(pk=person.pk).update(name="丁")

    bundle = bundle_of(object_type="accounts_person", object_id=str(person.pk))

    assert (len(bundle["entries"]), bundle["waiting"]) == (3, 1)
    with pytest.raises(NothingToProve):
        bundle_of(object_type="accounts_person", object_id="0")


def test_a_bundle_costs_the_same_queries_however_long_it_is(person, django_assert_num_queries):
    with django_assert_num_queries(5):
        bundle_of(object_type="accounts_person", object_id=str(person.pk))
    with django_assert_num_queries(5):
        bundle_of(subject="S-1")


def fields(bundle, number=1):
    return bundle["entries"][number]["fields"]


def spoil_payload(bundle):
    data = base64.b64decode(fields(bundle)["payload"]).replace("乙".encode(), "戊".encode())
    fields(bundle)["payload"] = base64.b64encode(data).decode()


def spoil_bit(text, place=0):
    data = bytearray(base64.b64decode(text))
    data[place] ^= 1
    return base64.b64encode(data).decode()


def spoil_signature(bundle):
    head, _, line = bundle["checkpoint"].rpartition(" ")
    bundle["checkpoint"] = f"{head} {spoil_bit(line.strip(), 40)}\n"


def spoil_s(bundle):
    head, _, line = bundle["checkpoint"].rpartition(" ")
    bundle["checkpoint"] = f"{head} {spoil_bit(line.strip(), 67)}\n"


SPOILT = {
    "the payload": spoil_payload,
    "a column": lambda bundle: fields(bundle).update(actor_name="别人"),
    "the moment": lambda bundle: fields(bundle).update(recorded_at="1"),
    "a column that is absent": lambda bundle: fields(bundle).update(actor_id=""),
    "the place": lambda bundle: bundle["entries"][1].update(index="0"),
    "a place beyond": lambda bundle: bundle["entries"][2].update(index="999999999"),
    "a negative place": lambda bundle: bundle["entries"][0].update(index="-1"),
    "a path": lambda bundle: bundle["entries"][1]["path"].__setitem__(0, spoil_bit(bundle["entries"][1]["path"][0])),
    "a path cut": lambda bundle: bundle["entries"][1]["path"].pop(),
    "a path drawn out": lambda bundle: bundle["entries"][1]["path"].append(base64.b64encode(bytes(32)).decode()),
    "an entry missing": lambda bundle: bundle["entries"].pop(1),
    "the first entry missing": lambda bundle: bundle["entries"].pop(0),
    "entries swapped": lambda bundle: bundle["entries"].reverse(),
    "an entry twice": lambda bundle: bundle["entries"].append(copy.deepcopy(bundle["entries"][2])),
    "no entries": lambda bundle: bundle["entries"].clear(),
    "another row": lambda bundle: bundle.update(record="accounts_person:1"),
    "the signature": spoil_signature,
    "the signature's number": spoil_s,
    "no signature": lambda bundle: bundle.update(checkpoint=bundle["checkpoint"].split("— ")[0]),
    "the size": lambda bundle: bundle.update(checkpoint=bundle["checkpoint"].replace("\n", "\n1", 1)),
    "the form": lambda bundle: bundle.update(format="jl-history-bundle/2"),
    "no text": lambda bundle: bundle.update(checkpoint=None),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_whatever_is_changed_does_not_hold(bundle, spoil):
    verify_bundle.check(bundle, LOG)
    spoil(bundle)

    with pytest.raises((verify_bundle.Fault, ValueError, TypeError, AttributeError)):
        verify_bundle.check(bundle, LOG)


def test_another_key_and_a_witness_that_did_not_sign_do_not_hold(bundle):
    stranger = "demo-only.invalid/history+00000000+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k"
    for log, witness in ((stranger, ""), (LOG, bundle["witness"]), (bundle["witness"], "")):
        with pytest.raises(verify_bundle.Fault):
            verify_bundle.check(bundle, log, witness)


def test_the_file_is_one_of_the_standard_library_and_short():
    text = FILE.read_text()
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }

    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 250


def test_command_and_verifier_work_beside_the_portal_with_nothing_but_the_file(person, tmp_path, national_platform):
    from tests.audit.test_checkpoints import witnessed

    with as_role("portal_sequencer"):
        newest = bundles.Checkpoint.objects.latest("size")
    witnessed(newest, f"{national_platform.url}/witness", tmp_path)
    out = tmp_path / "proof.json"
    call_command("export_proof", "--record", f"accounts_person:{person.pk}", "--out", str(out))
    verifier = tmp_path / "v.py"
    verifier.write_bytes(FILE.read_bytes())

    def run(*arguments):
        command = [sys.executable, "-I", str(verifier), str(out), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONIOENCODING": "utf-8"}, check=False)
        return done.returncode, done.stdout + done.stderr

    code, said = run("--log", LOG, "--witness", str(keys.witness_key()), "--show")
    assert code == 0, said
    assert "holds: 3 entries in a signed tree of" in said
    assert "witnessed at" in said
    assert '"name": "丙"' in said
    out.write_text(out.read_text().replace('"actor_name": "test"', '"actor_name": "x"', 1))
    code, said = run("--log", LOG)
    assert (code, said.split(":")[0]) == (1, "DOES NOT HOLD")


def test_the_command_says_when_there_is_nothing_to_prove():
    with pytest.raises(CommandError, match="nothing to prove about accounts_person 1"):
        call_command("export_proof", "--record", "accounts_person:1")
