"""Erasing an identity number when its subject may ask for it (个人信息保护法 第四十七条); history stays provable."""

from datetime import datetime

from django.db import transaction

from accounts import vault
from accounts.models import Person, User
from accounts.policy import acting_for_authority, province_duty
from accounts.rules import Role, says_something
from audit import context
from common.clock import day_of
from common.errors import RuleError
from national.queries import number_is_awaited

LAW = "个人信息保护法 第四十七条"


class ErasureNeedsAReason(RuleError):
    """The reason is too short or says nothing."""


class NumberIsErased(RuleError):
    """There is no number any more."""


class NumberIsAwaited(RuleError):
    """A message to the national platform still needs the number."""


@transaction.atomic(durable=True)
def erase_number(*, by: User, person_id: int, reason: str, at: datetime) -> Person:
    """Destroy a person's identity number for good; name and records stay (四（三）).

    :param reason: why, with the request's or the document's number; kept for ever.
    :raises ActsForNobody: when he is no administrator of the province.
    :raises ErasureNeedsAReason: when the reason says nothing.
    :raises NumberIsErased: when it was erased before.
    :raises NumberIsAwaited: while a message waits that it is to be filled into.
    :raises Person.DoesNotExist: when there is no such person.
    """
    duty = province_duty(by, day_of(at), Role.ADMINISTRATOR)
    reason = reason.strip()
    if not says_something(reason):
        raise ErasureNeedsAReason("请写明删除证件号码的事由（至少5个字），事由将永久保存", clause=LAW, field="reason")
    person = Person.objects.select_related("identity").select_for_update(of=("self",)).get(pk=person_id)
    if person.identity.erased_at:
        raise NumberIsErased("该人员的证件号码已经删除", clause=LAW)
    if number_is_awaited(str(person.pk)):
        raise NumberIsAwaited("尚有待送达全国平台的数据使用该证件号码，送达后方可删除", clause=LAW)
    acting = acting_for_authority(by, duty.authority, Role.ADMINISTRATOR)
    with context.context(acting, action="accounts.erase_number", reason=reason, subject=f"person:{person.pk}"):
        vault.erase(person, at=at)
    return person
