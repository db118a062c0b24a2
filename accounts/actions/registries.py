"""Qualifications and people, kept by the enterprise's own staff (domain.md 2.13, 2.14)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from accounts import vault
from accounts.models import Enterprise, Qualification, Registration, User
from accounts.policy import acting_for_enterprise, require_member
from accounts.rules import RegistrationCategory
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice

Row = TypeVar("Row", Qualification, Registration)
PERSON_FACTS = ("person_name", "person_document", "person_number")


class RegistryRowIsGone(RuleError):
    """The row is not one of this enterprise, or it was removed."""

    def __init__(self) -> None:
        super().__init__("该条信息已不在本企业名下，请刷新页面后再办理")


class RegistryRowIsThereAlready(RuleError):
    """The enterprise has stated the same thing before."""


class DatesAreInTheWrongOrder(RuleError):
    """Something ends before it begins."""


class RegisteredPeopleHaveACertificate(RuleError):
    """Whoever is registered has a certificate with a number."""


@transaction.atomic(durable=True)
def save_qualification(
    *, by: User, enterprise: Enterprise, qualification_id: int | None, facts: Mapping[str, Any], at: datetime
) -> Qualification:
    """Add a qualification, or correct one.

    :raises ActsForNobody: when the person is no member.
    :raises RegistryRowIsGone: when there is none to correct.
    :raises RegistryRowIsThereAlready: when the same certificate stands there.
    :raises DatesAreInTheWrongOrder: when it would end before it is issued.
    """
    require_member(by, enterprise, day_of(at))
    _require_order(facts["issued_on"], facts["valid_until"], "valid_until", "有效期不能早于发证日期，请对照证书核对")
    row = Qualification(enterprise=enterprise)
    if qualification_id is not None:
        row = _own(Qualification, enterprise, qualification_id)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.save_qualification"):
        _save(row, facts, "该证书已登记在资质名单中，请在原条目上修改")
    return row


@transaction.atomic(durable=True)
def remove_qualification(*, by: User, enterprise: Enterprise, qualification_id: int, at: datetime) -> None:
    """Take a qualification off the list; the history keeps it.

    :raises RegistryRowIsGone: when it is not there.
    """
    require_member(by, enterprise, day_of(at))
    row = _own(Qualification, enterprise, qualification_id)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.remove_qualification"):
        row.removed_at = at
        row.save(update_fields=["removed_at"])


@transaction.atomic(durable=True)
def save_registration(
    *, by: User, enterprise: Enterprise, registration_id: int | None, facts: Mapping[str, Any], at: datetime
) -> Registration:
    """Add a person to the list, or correct what stands there; the person of a row stays the same.

    :param facts: the columns, and for a new row ``person_name``, ``person_document`` and ``person_number``.
    :raises ActsForNobody: when the user is no member.
    :raises RegistryRowIsGone: when there is none to correct.
    :raises RegistryRowIsThereAlready: when the same registration stands there.
    :raises DatesAreInTheWrongOrder: when the employment would end before it begins.
    :raises RegisteredPeopleHaveACertificate: when its number is missing.
    :raises NumberBelongsToAnotherName: when the identity number is held under another name.
    """
    require_member(by, enterprise, day_of(at))
    _require_order(facts["starts_on"], facts["ends_on"], "ends_on", "离职日期不能早于入职日期，请核对")
    if facts["category"] != RegistrationCategory.NONE and not facts["certificate_number"]:
        raise RegisteredPeopleHaveACertificate("有注册资格的人员须填写注册证书编号", field="certificate_number")
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.save_registration"):
        if registration_id is None:
            name, document, number = (facts[fact] for fact in PERSON_FACTS)
            person = vault.keep(name=name, document_kind=document, number=number, at=at)
            row = Registration(enterprise=enterprise, person=person)
        else:
            row = _own(Registration, enterprise, registration_id)
        columns = {name: value for name, value in facts.items() if name not in PERSON_FACTS}
        _save(row, columns, "该人员的这项注册已登记，请在原条目上修改")
    return row


@transaction.atomic(durable=True)
def remove_registration(*, by: User, enterprise: Enterprise, registration_id: int, at: datetime) -> None:
    """Take a mistaken row off the list; who has left gets a last day instead. The history keeps it.

    :raises RegistryRowIsGone: when it is not there.
    """
    require_member(by, enterprise, day_of(at))
    row = _own(Registration, enterprise, registration_id)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.remove_registration"):
        row.removed_at = at
        row.save(update_fields=["removed_at"])


def _own(model: type[Row], enterprise: Enterprise, pk: int) -> Row:
    row = model._default_manager.select_for_update().filter(pk=pk, enterprise=enterprise, removed_at=None).first()
    if row is None:
        raise RegistryRowIsGone
    return row


def _require_order(first: date, last: date | None, field: str, words: str) -> None:
    if last is not None and last < first:
        raise DatesAreInTheWrongOrder(words, clause=of_notice("一（六）1"), field=field)


def _save(row: Qualification | Registration, facts: Mapping[str, Any], words: str) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "_once" not in str(error):
            raise
        raise RegistryRowIsThereAlready(words, field="certificate_number") from error
