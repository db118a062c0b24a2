"""A rehearsed change of a rule goes live: a dated row is added, the one before it ends (A06, N32)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from accounts.models import Authority, User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.rehearse import (
    CLAUSE,
    TheRehearsalIsNotDone,
    TheRuleDoesNotReachBack,
    require_keeper_of_rules,
)
from confirmation.models import Rehearsal, RehearsalState, RoutingEntry, SignatureRule, UnitRoute
from confirmation.rules.changes import Change, RuleFamily
from grading.actions import keep_window
from grading.models import FilingWindow
from projects.models import SectorScope

_TABLES: dict[RuleFamily, type[models.Model]] = {
    RuleFamily.SCOPE: SectorScope,
    RuleFamily.ROUTING: RoutingEntry,
    RuleFamily.UNIT: UnitRoute,
    RuleFamily.SIGNATURES: SignatureRule,
}
# What the proposal says and the table has no column for: it stands in the history as the ground.
_NOT_STORED = {RuleFamily.UNIT: {"clause"}, RuleFamily.SIGNATURES: {"clause"}}


class TheDayIsTaken(RuleError):
    """A row with the same key begins on that day or later."""


class NothingToEnd(RuleError):
    """No row with this key is in force."""


@transaction.atomic(durable=True)
def apply_rule(*, by: User, authority: Authority, rehearsal_id: int, at: datetime) -> Rehearsal:
    """Let a rehearsed proposal go live from its day on.

    :raises ActsForNobody: who does it.
    :raises TheRehearsalIsNotDone: before the rehearsal has seen everything, and a second time.
    :raises TheRuleDoesNotReachBack: when its day has passed meanwhile.
    :raises TheDayIsTaken, NothingToEnd: when the rows in force do not admit it; for a window as ``keep_window``.
    """
    require_keeper_of_rules(by, authority, day_of(at))
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal_id)
    if rehearsal.state != RehearsalState.DONE:
        raise TheRehearsalIsNotDone("预演完成后才能生效，且只生效一次；请刷新页面查看进度")
    change = rehearsal.change
    if change.starts_on < day_of(at):
        raise TheRuleDoesNotReachBack("生效日期已过，请重新提出并预演", clause=CLAUSE)
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    subject = f"rules:{change.family.slug}"
    with context(acting, action="confirmation.set_rule", reason=rehearsal.reason, subject=subject):
        if change.family is RuleFamily.WINDOW:
            _set_window(change)
        else:
            _set_row(change)
    rehearsal.state = RehearsalState.APPLIED
    rehearsal.save(update_fields=["state"])
    return rehearsal


def _set_row(change: Change) -> None:
    table: Any = _TABLES[change.family]._default_manager
    key = {f"{name}_id" if name == "authority" else name: value for name, value in change.key.items()}
    rows = table.select_for_update().filter(**key)
    if rows.filter(starts_on__gte=change.starts_on).exists():
        raise TheDayIsTaken("从该日起已有同类规则，请改用更晚的日期，或先终止后续规则", field="starts_on")
    running = rows.current(change.starts_on).order_by("-starts_on")
    if change.ends and not running.exists():
        raise NothingToEnd("没有正在执行的该项规则，无需终止")
    for row in running:
        row.ends_on = change.last_day_before
        row.save(update_fields=["ends_on"])
    if not change.ends:
        table.create(**key, **_columns(change), starts_on=change.starts_on)


def _columns(change: Change) -> dict[str, Any]:
    left_out = _NOT_STORED.get(change.family, set()) | set(change.key)
    return {name: value for name, value in change.facts.items() if name not in left_out}


def _set_window(change: Change) -> None:
    rows = FilingWindow.objects.select_for_update().filter(code=change.facts["code"])
    if change.ends:
        running = rows.in_force(change.starts_on).first()
        if running is None:
            raise NothingToEnd("没有正在执行的该窗口，无需废止")
        running.revoked_on = change.starts_on
        running.save(update_fields=["revoked_on"])
        return
    keep_window(**_window_columns(change.facts), effective_on=change.starts_on)


def _window_columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    days = ("finished_before", "released_before", "opens_on", "confirm_by")
    return {
        name: date.fromisoformat(value) if name in days and value else value or None if name in days else value
        for name, value in facts.items()
    }
