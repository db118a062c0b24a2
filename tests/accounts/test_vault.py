"""The vault of identity numbers (decisions 8)."""

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import vault
from accounts.models import IdentityVault, Person
from accounts.rules import masked_number
from accounts.vault import NumberBelongsToAnotherName
from audit.context import Acting, SystemActor, context
from tests.audit.support import acting, contents_of
from tests.factories import AT, an_identity_number

WATCHED = ("accounts_person", "accounts_identityvault", "audit_event")


def kept(name="张建国", kind="1", number=None):
    with acting():
        return vault.keep(name=name, document_kind=kind, number=number or an_identity_number(), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["220102190001010016", "22010219000102002X", "E12345678", "护照-𠮷-1"])
def test_a_number_comes_out_as_it_went_in(number):
    person = kept(number=number)

    assert vault.number_of(person) == number
    assert vault.numbers_for_delivery([str(person.pk), "0", "nobody"]) == {str(person.pk): number}
    assert number.encode() not in bytes(IdentityVault.objects.get(person=person).ciphertext)


@pytest.mark.django_db
def test_the_same_name_and_number_are_the_same_person_and_nothing_is_written_again():
    person = kept(number="220102190001010016")
    before = contents_of(*WATCHED)

    assert kept(number="220102190001010016") == person
    assert contents_of(*WATCHED) == before


@pytest.mark.django_db
def test_the_same_number_of_another_kind_of_document_is_another_person():
    assert kept(kind="3", number="220102190001010016") != kept(kind="1", number="220102190001010016")


@pytest.mark.django_db
def test_a_number_under_another_name_is_refused_and_the_known_name_is_not_told():
    kept(name="张建国", number="220102190001010016")
    before = contents_of(*WATCHED)

    with pytest.raises(NumberBelongsToAnotherName) as refusal:
        kept(name="张建军", number="220102190001010016")

    assert "建国" not in str(refusal.value)
    assert "220102" not in str(refusal.value)
    assert contents_of(*WATCHED) == before


@pytest.mark.django_db
def test_no_two_people_share_a_commitment_and_a_commitment_tells_nothing_about_the_number():
    people = [kept(number=f"22010219000101{serial:03d}0") for serial in range(20)]
    rows = list(IdentityVault.objects.filter(person__in=people))

    assert len({row.commitment for row in rows}) == len({bytes(row.commitment_key) for row in rows}) == 20
    for row in rows:
        number = vault.number_of(row.person)
        assert row.commitment != hashlib.sha256(number.encode()).hexdigest()
        key = bytes.fromhex(vault._decrypt(bytes(row.commitment_key)))
        assert row.commitment == hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


@pytest.mark.django_db
def test_the_same_number_is_encrypted_differently_each_time():
    first, second = kept(kind="1", number="E12345678"), kept(kind="3", number="E12345678")
    ciphertexts = {bytes(IdentityVault.objects.get(person=person).ciphertext) for person in (first, second)}

    assert len(ciphertexts) == 2
    assert len({text[:12] for text in ciphertexts}) == 2


@pytest.mark.django_db
def test_a_changed_ciphertext_is_noticed():
    from cryptography.exceptions import InvalidTag

    person = kept()
    row = IdentityVault.objects.get(person=person)
    data = bytearray(bytes(row.ciphertext))
    data[-1] ^= 1
    person.identity.ciphertext = bytes(data)

    with pytest.raises(InvalidTag):
        vault.number_of(person)


@pytest.mark.django_db
def test_another_key_opens_nothing_and_finds_nobody(settings):
    from cryptography.exceptions import InvalidTag

    person = kept(number="220102190001010016")
    settings.IDENTITY_KEY = "another-key-0123456789-0123456789-abc"

    with pytest.raises(InvalidTag):
        vault.number_of(person)
    assert kept(number="220102190001010016") != person


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("220102190001010016", "220102********0016"),
        ("22010219000102002X", "220102********002X"),
        ("A12345678901", "A12345**8901"),
        ("E12345678", "E*******8"),
        ("AB", "A*B"),
    ],
    ids=["居民身份证", "末位X", "十二位", "护照", "两位"],
)
def test_a_number_is_shown_by_its_ends_alone(number, shown):
    assert masked_number(number) == shown


@pytest.mark.django_db
def test_a_person_without_a_number_in_the_vault_cannot_be_kept_twice_under_one_index():
    person = kept()
    row = IdentityVault.objects.get(person=person)
    with acting():
        other = Person.objects.create(name="李四", created_at=AT)

    with (
        pytest.raises(IntegrityError, match="blind_index"),
        transaction.atomic(),
        context(Acting.system(SystemActor.TEST), action="test"),
    ):
        IdentityVault.objects.create(
            person=other, ciphertext=b"x", blind_index=row.blind_index, commitment_key=b"x", commitment="x"
        )


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_two_firms_that_name_the_same_person_at_once_get_one_person():
    number = an_identity_number()

    def keep(_):
        try:
            return kept(number=number).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        people = set(pool.map(keep, range(24)))

    assert len(people) == 1
    assert Person.objects.count() == IdentityVault.objects.count() == 1
