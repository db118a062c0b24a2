"""Saving lists under a name, for oneself or for the unit; choosing columns and the list that opens (R18)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import acting_for_authority, acting_for_oneself
from accounts.rules import Role
from audit.context import Acting, context
from common.clock import day_of
from common.errors import RuleError
from confirmation.models import QueueSetting, SavedFilter
from confirmation.queries.columns import Column
from confirmation.queries.saved import filters_for
from confirmation.queries.worklist import Worklist, units_of

SAVED_AT_MOST = 30


class TheNameIsTaken(RuleError):
    """Another saved filter of the person, or of the unit, has this name."""


class TooManyAreSaved(RuleError):
    """The person has saved as many filters as there is room for."""


class OnlyItsMakerRemovesIt(RuleError):
    """A shared filter is its maker's to remove."""


@transaction.atomic(durable=True)
def save_filter(*, by: User, name: str, worklist: Worklist, shared: bool, at: datetime) -> SavedFilter:
    """Keep a list under a name.

    :param shared: with the first of the units for which he reviews; else for himself.
    :raises ActsForNobody: when he reviews for no authority.
    :raises TheNameIsTaken, TooManyAreSaved: when it cannot be kept.
    """
    units = units_of(by, day_of(at))
    # Two savings of one person, or of one unit, wait for each other.
    authority = Authority.objects.select_for_update().get(pk=units[0][0]) if shared else None
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    line = units[0][1] if shared else ""
    name = name.strip()
    mine = SavedFilter.objects.filter(made_by=by)
    taken = (
        SavedFilter.objects.filter(authority=authority, business_line=line) if shared else mine.filter(authority=None)
    )
    if taken.filter(name=name).exists():
        raise TheNameIsTaken(f"已有名为“{name}”的筛选，请换一个名称，或先删除原来的", field="name")
    if mine.count() >= SAVED_AT_MOST:
        raise TooManyAreSaved(f"每人最多保存{SAVED_AT_MOST}个筛选，请先删除不用的", field="name")
    with context(_acting(by, authority), action="confirmation.save_filter"):
        return SavedFilter.objects.create(
            name=name, query=worklist.query, made_by=by, made_at=at, authority=authority, business_line=line
        )


@transaction.atomic(durable=True)
def remove_filter(*, by: User, filter_id: int, at: datetime) -> None:
    """Take a saved filter away, also for those with whom it was shared.

    :raises SavedFilter.DoesNotExist: when he does not see it.
    :raises OnlyItsMakerRemovesIt: when a colleague has shared it.
    """
    found = filters_for(by, day_of(at)).select_related("authority").get(pk=filter_id)
    if found.made_by_id != by.pk:
        raise OnlyItsMakerRemovesIt("共享的筛选由保存人删除；不需要的，可以不使用")
    with context(_acting(by, found.authority), action="confirmation.remove_filter"):
        found.delete()


@transaction.atomic(durable=True)
def set_queue(*, by: User, columns: Sequence[Column], opens_with: int | None, at: datetime) -> QueueSetting:
    """Choose the columns in their order, and the saved filter with which the queue opens.

    :param opens_with: None for 本单位待办.
    :raises ActsForNobody: when he reviews for no authority.
    :raises SavedFilter.DoesNotExist: when he does not see that filter.
    """
    units_of(by, day_of(at))
    chosen = filters_for(by, day_of(at)).get(pk=opens_with) if opens_with else None
    with context(acting_for_oneself(by), action="confirmation.set_queue"):
        setting, _ = QueueSetting.objects.update_or_create(
            person=by, defaults={"columns": [column.value for column in columns], "opens_with": chosen}
        )
    return setting


def _acting(by: User, authority: Authority | None) -> Acting:
    return acting_for_authority(by, authority, Role.REVIEWER) if authority else acting_for_oneself(by)
