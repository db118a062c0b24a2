"""Tell the national platform anew what holds of a project, in place of a message that cannot arrive (X21)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from audit.context import Acting
from common.errors import RuleError
from confirmation.queries.told import told_now
from national.intervening import CLAUSE, send_anew
from national.models import Message
from projects.models import Project


class NothingIsToBeTold(RuleError):
    """Nothing of the project is confirmed any more, or the message is about none."""


def tell_anew(
    *, by: Acting, message: Message, held_version: Callable[[str], int], reason: str, at: datetime
) -> Message:
    """The message gives way to one made of what is confirmed now.

    :param held_version: asks the platform which version of an aggregate it holds.
    :raises NothingIsToBeTold: when nothing is confirmed of it.
    :raises AReasonIsNeeded, TheMessageIsNotParked: see ``national.intervening.send_anew``.
    """
    project = _project_of(message.aggregate)
    told = told_now(project) if project else None
    if told is None:
        raise NothingIsToBeTold("该项目现在没有已确认的信息，不能以新版本报送", clause=CLAUSE)
    tables, flag = told
    return send_anew(
        by=by,
        message_id=message.pk,
        tables=tables,
        update_flag=flag,
        held_version=held_version(message.aggregate),
        reason=reason,
        at=at,
    )


def _project_of(aggregate: str) -> Project | None:
    try:
        guid = UUID(aggregate)
    except ValueError:
        return None
    found = Project.objects.select_related("division", "check_authority", "check_person")
    return found.filter(row_guid=guid).first()
