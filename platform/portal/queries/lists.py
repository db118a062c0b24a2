"""Who changed a code list or a field list, when and on what ground: read from the permanent history."""

from dataclasses import dataclass
from datetime import datetime

from audit.models import Event
from portal.queries.history import ACTIONS

ACTS_AT_MOST = 50
_WORDS = {
    "projects.add_term": "新增代码",
    "projects.relabel_term": "修改名称",
    "projects.end_term": "停用代码",
    "projects.start_version": "设立新版",
    "projects.withdraw_version": "撤回新版",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One change of a list."""

    at: datetime
    who: str
    what: str
    reason: str


def acts_on(name: str) -> list[Act]:
    """The latest changes of a list, newest first. One query.

    :param name: of the code list, or the kind of record of a field list.
    """
    return acts_about(f"list:{name}")


def acts_about(subject: str) -> list[Act]:
    """The latest changes whose history names this subject, newest first. One query."""
    rows = Event.objects.filter(subject=subject).order_by("-pk")[: 2 * ACTS_AT_MOST]
    acts: dict[tuple[int, str, str], Act] = {}
    for row in rows:  # a change ends one row and adds another: one act
        acts.setdefault(
            (row.transaction_id, row.action, row.reason),
            Act(
                row.recorded_at, row.actor_name, _WORDS.get(row.action, ACTIONS.get(row.action, row.action)), row.reason
            ),
        )
    return list(acts.values())[:ACTS_AT_MOST]
