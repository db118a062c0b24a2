"""H10: an erased identity number is nowhere any more, and the history is as provable as before."""

import json
import logging
import subprocess

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts import vault
from accounts.actions import erase_number
from accounts.actions.erasure import ErasureNeedsAReason, NumberIsAwaited, NumberIsErased
from accounts.models import IdentityVault, Person
from accounts.policy import ActsForNobody
from accounts.rules import Role
from audit import keys
from audit.bundles import bundle_of
from audit.models import Checkpoint
from audit.standalone import verify_bundle
from audit.verify import verify
from embedded import binaries
from national.queries import number_is_awaited
from tests.audit.sealing import signed
from tests.audit.support import acting, contents_of, entry_of, events_of
from tests.factories import AT, an_identity_number, an_official
from tests.fixtures.processes import address
from tests.world import a_firm, confirms

NUMBER = "220102190001019870"
REASON = "本人申请删除，见〔2026〕1号"
WATCHED = ("accounts_person", "accounts_identityvault", "audit_event")


def kept(number=None):
    with acting():
        return vault.keep(name="张建国", document_kind="1", number=number or an_identity_number(), at=AT)


def administrator():
    return an_official("220000", role=Role.ADMINISTRATOR)


def secrets_of(person):
    """All that the vault holds: as a dump of the database writes it, and as it is."""
    row = IdentityVault.objects.get(person=person)
    opened = bytes.fromhex(vault._decrypt(bytes(row.commitment_key)))
    stored = [bytes(row.ciphertext), bytes(row.commitment_key)]
    return [
        NUMBER.encode(), NUMBER[-8:].encode(), row.blind_index.encode(), opened, opened.hex().encode(),
        *stored, *(one.hex().encode() for one in stored),
    ]  # fmt: skip


def dumped():
    program = binaries.postgres_folder() / "pg_dump"
    done = subprocess.run([program, address("postgres")], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the server is configured and its superuser is not ours")
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_an_erased_number_is_in_no_dump_no_log_no_file_and_every_proof_still_holds(caplog, tmp_path, settings, capsys):
    caplog.set_level(logging.DEBUG)
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "checkpoints"
    firm = a_firm()
    firm.submits(firm.fills_in(permit={"project_manager_number": NUMBER, "project_manager_name": "金丝雀"}))
    person = Person.objects.get(name="金丝雀")
    before, secrets = signed(folder), secrets_of(person)
    commitment = IdentityVault.objects.get(person=person).commitment
    dump = dumped()
    assert sum(one in dump for one in secrets) == 3  # index, key and ciphertext as they lie: the search finds them
    bundle = json.dumps(bundle_of(object_type="accounts_identityvault", object_id=str(person.pk)))

    call_command("erase_identity", "--person", str(person.pk), "--by", administrator().username, "--reason", REASON)

    assert capsys.readouterr().out == f"the identity number of person {person.pk} is erased\n"
    dump = dumped()
    assert [one for one in secrets if one in dump] == []
    assert commitment.encode() in dump
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [one for one in secrets for text in [caplog.text.encode(), *files] if one in text] == []
    after = signed(folder)
    assert after.size > before.size
    assert (verify(folder).broken, Checkpoint.objects.count()) == (None, 2)
    verify_bundle.check(json.loads(bundle), str(keys.log_key()))


@pytest.mark.django_db
def test_what_is_left_of_a_number_is_its_commitment_who_erased_it_and_why():
    person, by = kept(), administrator()
    commitment = person.identity.commitment

    erase_number(by=by, person_id=person.pk, reason=REASON, at=AT)

    person = Person.objects.select_related("identity").get(pk=person.pk)
    assert (person.name, person.identity.commitment, person.identity.erased_at) == ("张建国", commitment, AT)
    assert (vault.number_of(person), vault.masked(person)) == ("", "证件号码已删除")
    event = events_of("accounts_identityvault", person.pk)[-1]
    assert (event.actor_id, event.action, event.reason) == (by.pk, "accounts.erase_number", REASON)
    assert set(entry_of(event)["row"]) == {"person_id", "commitment", "erased_at"}


@pytest.mark.django_db
def test_the_number_of_an_erased_person_is_a_new_persons():
    person = kept(NUMBER)
    erase_number(by=administrator(), person_id=person.pk, reason=REASON, at=AT)

    again = kept(NUMBER)

    assert again != person
    assert vault.number_of(again) == NUMBER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [
        ({"division": "220102"}, REASON, ActsForNobody),
        ({"division": "220000", "role": Role.SUPPORT}, REASON, ActsForNobody),
        ({"division": "220000", "role": Role.ADMINISTRATOR}, "无", ErasureNeedsAReason),
    ],
    ids=["an official", "technical support", "no reason"],
)
def test_nobody_but_the_provinces_administrator_erases_and_not_without_a_reason(who, reason, refusal):
    person, by = kept(), an_official(**who)
    before = contents_of(*WATCHED)

    with pytest.raises(refusal):
        erase_number(by=by, person_id=person.pk, reason=reason, at=AT)

    assert contents_of(*WATCHED) == before


@pytest.mark.django_db
def test_a_number_is_erased_once():
    person, by = kept(), administrator()
    erase_number(by=by, person_id=person.pk, reason=REASON, at=AT)
    before = contents_of(*WATCHED)

    with pytest.raises(NumberIsErased):
        erase_number(by=by, person_id=person.pk, reason=REASON, at=AT)
    with pytest.raises(CommandError, match="已经删除"):
        call_command("erase_identity", "--person", str(person.pk), "--by", by.username, "--reason", REASON)

    assert contents_of(*WATCHED) == before


@pytest.mark.django_db
def test_a_number_that_a_waiting_message_needs_is_not_erased(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    firm = a_firm()
    project = firm.fills_in(permit={"project_manager_number": NUMBER, "project_manager_name": "金丝雀"})
    confirms(an_official("220102"), firm.submits(project))
    person, by = Person.objects.get(name="金丝雀"), administrator()
    before = contents_of(*WATCHED)

    with pytest.raises(NumberIsAwaited):
        erase_number(by=by, person_id=person.pk, reason=REASON, at=AT)

    assert contents_of(*WATCHED) == before
    assert not number_is_awaited(f"{person.pk}0")
