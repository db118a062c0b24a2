"""Trying a change of a rule on everything that is there, before it goes live (X02)."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import ActsForNobody, require_duty
from accounts.rules import Role, Tier
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Rehearsal, RehearsalState
from confirmation.queries.outcomes import outcomes, total_of
from confirmation.rules.changes import Change

CHUNK = 5_000
SAMPLES = 20
CLAUSE = of_notice("末段")


class TheRuleDoesNotReachBack(RuleError):
    """A row begins or ends today or later: what was decided stays explained by its own rules."""


class TheRehearsalIsNotDone(RuleError):
    """A change goes live after its rehearsal, once."""


def require_keeper_of_rules(by: User, authority: Authority, today: date) -> None:
    """Let pass an administrator of the province.

    :raises ActsForNobody: anybody else.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, today)
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("规则由省级管理员设定", clause=CLAUSE)


@transaction.atomic(durable=True)
def propose_rule(*, by: User, authority: Authority, change: Change, reason: str, at: datetime) -> Rehearsal:
    """Write a proposal down; :func:`rehearse_on` tries it.

    :param reason: the paper on which the change rests.
    :raises ActsForNobody, TheRuleDoesNotReachBack: who proposes, and from when.
    """
    require_keeper_of_rules(by, authority, day_of(at))
    if change.starts_on < day_of(at):
        raise TheRuleDoesNotReachBack(
            "规则从今天或以后生效，不改变以前的办理结果；请重新填写生效日期", clause=CLAUSE, field="starts_on"
        )
    return Rehearsal.objects.create(
        family=change.family,
        facts=dict(change.facts),
        ends=change.ends,
        starts_on=change.starts_on,
        reason=reason,
        authority=authority,
        created_by=by,
        created_at=at,
        total=total_of(change),
    )


@transaction.atomic(durable=True)
def rehearse_on(*, rehearsal_id: int, at: datetime, chunk: int = CHUNK) -> bool:
    """Look at the next chunk; whether anything is left. Safe to run twice, also at once: the row is held meanwhile."""
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal_id)
    if rehearsal.state != RehearsalState.RUNNING:
        return False
    seen = outcomes(rehearsal.change, after=rehearsal.cursor, limit=chunk)
    differing = [row for row in seen if row.before != row.after]
    counted = Counter({(before, after): number for before, after, number in rehearsal.counts})
    counted.update((row.before, row.after) for row in differing)
    rehearsal.counts = [[*pair, number] for pair, number in sorted(counted.items())]
    named: list[Any] = [[row.name, row.before, row.after] for row in differing if row.name]
    rehearsal.samples = (rehearsal.samples + named)[:SAMPLES]
    rehearsal.seen += len(seen)
    if len(seen) < chunk:
        rehearsal.state, rehearsal.finished_at = RehearsalState.DONE, at
        rehearsal.total = rehearsal.seen
    else:
        rehearsal.cursor = seen[-1].pk
    rehearsal.save()
    return rehearsal.state == RehearsalState.RUNNING


@transaction.atomic(durable=True)
def drop_rehearsal(*, by: User, authority: Authority, rehearsal_id: int, at: datetime) -> Rehearsal:
    """Let a proposal be.

    :raises ActsForNobody: who drops it.
    :raises TheRehearsalIsNotDone: when it has gone live.
    """
    require_keeper_of_rules(by, authority, day_of(at))
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal_id)
    if rehearsal.state == RehearsalState.APPLIED:
        raise TheRehearsalIsNotDone("该规则已经生效；如需改变，请另行提出")
    rehearsal.state = RehearsalState.DROPPED
    rehearsal.save(update_fields=["state"])
    return rehearsal
