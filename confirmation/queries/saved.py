"""The lists that a reviewer can open by name, and how he wants his queue (R18)."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from confirmation.models import QueueSetting, SavedFilter
from confirmation.queries.columns import Column, columns_from
from confirmation.queries.worklist import units_of


def filters_for(user: User, today: date) -> QuerySet[SavedFilter]:
    """His own, and those shared with a unit for which he reviews, by name. Its units take one query more.

    :raises ActsForNobody: when he reviews for no authority.
    """
    seen = Q(made_by=user, authority=None)
    for authority, line in units_of(user, today):
        seen |= Q(authority_id=authority, business_line=line)
    return SavedFilter.objects.filter(seen).select_related("made_by").order_by("name", "pk")


def setting_of(user: User) -> QueueSetting | None:
    """What he has chosen; None before he has. One query."""
    return QueueSetting.objects.filter(person=user).select_related("opens_with").first()


def columns_of(setting: QueueSetting | None) -> tuple[Column, ...]:
    """His columns in his order, the usual ones before he has chosen."""
    return columns_from(setting.columns if setting else [])
