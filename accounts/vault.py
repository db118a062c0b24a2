"""The vault of identity numbers: in through :func:`keep`, out only by a logged act or into a sent message."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from accounts.models import IdentityVault, Person
from accounts.rules import IdentityDocument, masked_number
from common.errors import RuleError

_NONCE_BYTES = 12


class NumberBelongsToAnotherName(RuleError):
    """The document number is already registered under another name."""

    def __init__(self) -> None:
        super().__init__("该证件号码已登记在另一姓名之下，请对照证件核对姓名和号码；确系更名的，请联系省平台技术支持")


def keep(*, name: str, document_kind: str, number: str, at: datetime) -> Person:
    """The person with this document number, registered on first sight. Opens no transaction.

    :raises NumberBelongsToAnotherName: when the number is already held under another name.
    """
    index = _blind_index(document_kind, number)
    known = _known(index)
    if known is None:
        try:
            with transaction.atomic():  # a savepoint: another firm may name the same person at this moment
                return _register(name, document_kind, number, index, at)
        except IntegrityError:
            known = _known(index)
            if known is None:
                raise
    if known.name != name:
        raise NumberBelongsToAnotherName
    return known


def known_people(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """The registered ones of some people, by kind of document and number. One query, nothing is stored."""
    indexes = {_blind_index(*number): number for number in numbers}
    found = IdentityVault.objects.select_related("person").filter(blind_index__in=indexes)
    return {indexes[row.blind_index]: row.person for row in found}


def keep_unnumbered(*, name: str, document_kind: str, at: datetime) -> Person:
    """A person of before the notice of whom no number came along; no number leads to him. Opens no transaction."""
    return _register(name, document_kind, "", secrets.token_hex(32), at)


def held_names(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Under which name document numbers are held; one query, and none who are unknown.

    :param numbers: document kind and number.
    """
    wanted = {_blind_index(kind, number): (kind, number) for kind, number in numbers}
    held = IdentityVault.objects.filter(blind_index__in=wanted).values_list("blind_index", "person__name")
    return {wanted[index]: name for index, name in held}


def _known(index: str) -> Person | None:
    found = IdentityVault.objects.select_related("person").filter(blind_index=index).first()
    return found.person if found else None


def _register(name: str, document_kind: str, number: str, index: str, at: datetime) -> Person:
    person = Person.objects.create(name=name, document_kind=document_kind, created_at=at)
    commitment_key = secrets.token_bytes(32)
    IdentityVault.objects.create(
        person=person,
        ciphertext=_encrypt(number),
        blind_index=index,
        commitment_key=_encrypt(commitment_key.hex()),
        commitment=hmac.new(commitment_key, number.encode(), hashlib.sha256).hexdigest(),
    )
    return person


def erase(person: Person, *, at: datetime) -> None:
    """Destroy the number, the key of its commitment and its index. Opens no transaction.

    The commitment stays in the history, as do the proofs over it: without the key it cannot be opened by trial.
    """
    row = person.identity
    row.ciphertext, row.commitment_key, row.blind_index = _encrypt(""), _encrypt(""), secrets.token_hex(32)
    row.erased_at = at
    row.save(update_fields=["ciphertext", "commitment_key", "blind_index", "erased_at"])


def number_of(person: Person) -> str:
    """The number in clear, empty when it was erased. Callers log the act with its reason first."""
    return _decrypt(bytes(person.identity.ciphertext))


def masked(person: Person) -> str:
    """The number as people may see it."""
    if person.identity.erased_at:
        return "证件号码已删除"
    return masked_number(number_of(person))


def numbers_for_delivery(tokens: Collection[str]) -> dict[str, str]:
    """What ``national`` puts in the places of identity placeholders at the moment of sending. One query.

    :param tokens: the persons' ids; one whose number cannot be had is missing in the answer.
    """
    people = Person.objects.select_related("identity").filter(pk__in=[token for token in tokens if token.isdecimal()])
    numbers = {}
    for person in people:
        with suppress(ObjectDoesNotExist, InvalidTag):
            numbers[str(person.pk)] = number_of(person)
    return numbers


def seal(text: str) -> bytes:
    """A text in which a number may stand, encrypted as a whole; read again by :func:`unseal`."""
    return _encrypt(text)


def unseal(data: bytes) -> str:
    """The text that :func:`seal` encrypted."""
    return _decrypt(data)


def fingerprint(text: str) -> str:
    """A keyed digest of a text in which a number may stand: the number is not found from it by trial."""
    return hmac.new(_key("fingerprint"), text.encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> bytes:
    return hmac.new(settings.IDENTITY_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def _blind_index(document_kind: str, number: str) -> str:
    subject = f"{IdentityDocument(document_kind).value}:{number}"
    return hmac.new(_key("blind-index"), subject.encode(), hashlib.sha256).hexdigest()


def _encrypt(text: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key("encryption")).encrypt(nonce, text.encode(), None)


def _decrypt(data: bytes) -> str:
    return AESGCM(_key("encryption")).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None).decode()
