"""Pushing shown unfinished projects without a new filing, as a batch (一（四）第二款, BR-15)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Appointment, User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.award import project_to_tell, tell_national
from confirmation.actions.batches import put_down
from confirmation.models import BatchState, DirectPush
from confirmation.queries.direct import next_direct, preview
from confirmation.queries.rules import rules_on
from national.queries import delivery_of
from projects.models import Project

CHUNK = 50
CLAUSE = of_notice("一（四）第二款")


class NothingIsToBePushed(RuleError):
    """No shown project waits for a first push."""


def begin_direct_push(*, by: User, duty: Appointment, at: datetime) -> DirectPush:
    """Put a batch down; :func:`push_on` does it.

    :param duty: under which the person acts; the page admits the province's own.
    :raises NothingIsToBePushed, ABatchIsRunning: when there is nothing to do, or somebody does it already.
    """
    today = day_of(at)
    total = preview(today, rules_on(today).windows, limit=0).total
    if not total:
        raise NothingIsToBePushed("没有待直接推送的项目", clause=CLAUSE)
    push = DirectPush(authority=duty.authority, started_by=by, role=duty.role, started_at=at, moved_at=at, total=total)
    with transaction.atomic(durable=True):
        put_down(push, what="一批直接推送", clause=CLAUSE)
    return push


@transaction.atomic(durable=True)
def push_on(*, push_id: int, at: datetime, chunk: int = CHUNK) -> bool:
    """Put down the messages of the next projects; whether any are left. Safe to run twice, also at once.

    A project waits for whoever decides on it now, and is left out when it was told of meanwhile.
    """
    push = DirectPush.objects.select_for_update().get(pk=push_id)
    if push.state != BatchState.RUNNING:
        return False
    today = day_of(at)
    rules = rules_on(today)
    ids = next_direct(today, rules.windows, before=push.cursor, limit=chunk)
    acting = acting_for_authority(push.started_by, push.authority, Role(push.role))
    for project in Project.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        guid = str(project.row_guid)
        with context(acting, action="national.push_directly", reason=CLAUSE, subject=guid):
            delivery = delivery_of(guid)
            told = delivery.latest_version > 0
            gate = None if told else tell_national(project_to_tell(project.pk), delivery, rules.windows, at)
        is_queued = gate is not None and gate.is_open
        push.queued, push.left_out = push.queued + is_queued, push.left_out + (not is_queued)
    push.moved_at = at
    if len(ids) < chunk:
        push.state = BatchState.DONE
    else:
        push.cursor = ids[-1]
    push.save()
    return push.state == BatchState.RUNNING
