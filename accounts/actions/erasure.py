"""Erasing an identity number when its subject may ask for it (个人信息保护法 第四十七条); history stays provable."""

from datetime import datetime

from django.db import transaction

from accounts import vault
from accounts.models import ErasureProposal, Person, User
from accounts.policy import acting_for_authority, province_duty
from accounts.rules import Role, says_something
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from national.queries import number_is_awaited

LAW = "个人信息保护法 第四十七条"


class ErasureNeedsAReason(RuleError):
    """The reason is too short or says nothing."""


class NumberIsErased(RuleError):
    """There is no number any more."""


class NumberIsAwaited(RuleError):
    """A message to the national platform still needs the number."""


class NobodyHasThisNumber(RuleError):
    """No person of this name is held with this number."""


class AnotherPersonErases(RuleError):
    """Whoever proposed it cannot carry it out."""


class ProposalIsDecided(RuleError):
    """It was carried out or dropped before."""


@transaction.atomic(durable=True)
def erase_number(*, by: User, person_id: int, reason: str, at: datetime) -> Person:
    """Destroy a person's identity number for good; name and records stay (四（三）).

    For the command, whose operator and ``by`` are two persons; the page asks for two by ``decide_erasure``.

    :param reason: why, with the request's or the document's number; kept for ever.
    :raises ActsForNobody: when he is no administrator of the province.
    :raises ErasureNeedsAReason: when the reason says nothing.
    :raises NumberIsErased: when it was erased before.
    :raises NumberIsAwaited: while a message waits that it is to be filled into.
    :raises Person.DoesNotExist: when there is no such person.
    """
    acting = _administrator(by, at)
    person = _person_to_erase(person_id, reason)
    with context.context(acting, action="accounts.erase_number", reason=reason.strip(), subject=_subject(person.pk)):
        vault.erase(person, at=at)
    return person


@transaction.atomic(durable=True)
def propose_erasure(
    *, by: User, name: str, document_kind: str, number: str, reason: str, at: datetime
) -> ErasureProposal:
    """Propose that a person's number be erased, for another administrator to carry out.

    :raises ActsForNobody: when he is no administrator of the province.
    :raises NobodyHasThisNumber: when no person of this name is held with this number.
    :raises ErasureNeedsAReason, NumberIsErased, NumberIsAwaited: as ``erase_number``.
    :raises ProposalIsDecided: when it is proposed already.
    """
    acting = _administrator(by, at)
    found = vault.known_people([(document_kind, number)]).get((document_kind, number))
    if found is None or found.name != name.strip():
        raise NobodyHasThisNumber("没有姓名和证件号码都相符的人员，请与申请人核对", clause=LAW, field="number")
    person = _person_to_erase(found.pk, reason)
    if ErasureProposal.objects.filter(person=person, decided_at=None).exists():
        raise ProposalIsDecided("该人员的证件号码已有人提议删除，请由另一人办理", clause=LAW)
    reason = reason.strip()
    with context.context(acting, action="accounts.propose_erasure", reason=reason, subject=_subject(person.pk)):
        return ErasureProposal.objects.create(person=person, reason=reason, proposed_by=by, proposed_at=at)


@transaction.atomic(durable=True)
def decide_erasure(*, by: User, proposal_id: int, erases: bool, at: datetime) -> ErasureProposal:
    """Carry out a proposal as another person, or drop it.

    :raises ActsForNobody: when he is no administrator of the province.
    :raises ProposalIsDecided: when that was done before.
    :raises AnotherPersonErases: when he proposed it himself and would carry it out.
    :raises NumberIsErased, NumberIsAwaited: as ``erase_number``.
    """
    acting = _administrator(by, at)
    proposal = ErasureProposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    if proposal.decided_at:
        raise ProposalIsDecided("该提议已经办结，请刷新页面", clause=LAW)
    if erases and proposal.proposed_by_id == by.pk:
        raise AnotherPersonErases("删除须由提出人以外的另一名省级管理员办理", clause=of_notice("四（三）"))
    action = "accounts.erase_number" if erases else "accounts.drop_erasure"
    with context.context(acting, action=action, reason=proposal.reason, subject=_subject(proposal.person_id)):
        if erases:
            vault.erase(_person_to_erase(proposal.person_id, proposal.reason), at=at)
        proposal.decided_by, proposal.decided_at, proposal.is_erased = by, at, erases
        proposal.save(update_fields=["decided_by", "decided_at", "is_erased"])
    return proposal


def _administrator(by: User, at: datetime) -> context.Acting:
    duty = province_duty(by, day_of(at), Role.ADMINISTRATOR)
    return acting_for_authority(by, duty.authority, Role.ADMINISTRATOR)


def _subject(person_id: int) -> str:
    return f"person:{person_id}"


def _person_to_erase(person_id: int, reason: str) -> Person:
    if not says_something(reason.strip()):
        raise ErasureNeedsAReason("请写明删除证件号码的事由（至少5个字），事由将永久保存", clause=LAW, field="reason")
    person = Person.objects.select_related("identity").select_for_update(of=("self",)).get(pk=person_id)
    if person.identity.erased_at:
        raise NumberIsErased("该人员的证件号码已经删除", clause=LAW)
    if number_is_awaited(str(person.pk)):
        raise NumberIsAwaited("尚有待送达全国平台的数据使用该证件号码，送达后方可删除", clause=LAW)
    return person
