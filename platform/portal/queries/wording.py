"""People, programs and fields of the ledger in the words of those who read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.rules import Role
from audit.asking import EXTRA
from audit.context import SystemActor
from audit.queries import FieldChange
from portal.queries.labels import Names, model_name, value_text

_SYSTEM = "SYSTEM"
ROLES = {**dict(Role.choices), "ENTERPRISE": "企业填报人员", "USER": "本人", _SYSTEM: "系统"}
SYSTEM_NAMES = {
    SystemActor.MIGRATION: "升级程序",
    SystemActor.SEED: "初始数据",
    SystemActor.RELAY: "报送程序",
    SystemActor.INTAKE: "系统对接",
    SystemActor.SEQUENCER: "历史编号程序",
    SystemActor.LOGIN: "登录程序",
    SystemActor.APPOINTMENTS: "任职到期程序",
    SystemActor.REGISTRATION: "企业登记程序",
    SystemActor.NOTICES: "通知程序",
    SystemActor.LEGACY: "历史数据导入",
    SystemActor.SCANNER: "病毒扫描",
    SystemActor.RECONCILIATION: "全国平台核对",
    SystemActor.CHECK: "夜间核验",
    SystemActor.TEST: "test",  # in service there is none
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field as read: object and field in words."""

    field: str
    before: str
    after: str


def actor_in_words(name: str, role: str) -> str:
    """Who acted: a person by name, a program by what it does."""
    return SYSTEM_NAMES[SystemActor(name)] if role == _SYSTEM and name in set(SystemActor) else name


def system_actor(typed: str) -> str:
    """The program that somebody names, in either way; empty when it is none."""
    return next((one.value for one in SystemActor if typed in (one.value, SYSTEM_NAMES[one])), "")


def changes_in_words(
    changes: Iterable[FieldChange], labels: Mapping[str, dict[str, str]], names: Names
) -> list[Change]:
    """What changed, without what says nothing to a reader.

    :param labels: of each table, its columns' names.
    """
    told = (change for change in changes if not _is_plumbing(change))
    return [words for change in told for words in _in_words(change, labels[change.table], names)]


def _is_plumbing(change: FieldChange) -> bool:
    # Ids and empty columns of a new row say nothing to a reader.
    empty: tuple[Any, ...] = (None, "", False, {}, [])
    return change.column == "id" or (change.before is None and change.after in empty)


def _in_words(change: FieldChange, labels: dict[str, str], names: Names) -> list[Change]:
    prefix = f"{model_name(change.table)} {change.object_id}"
    if change.column == EXTRA.rstrip(".") and isinstance(change.after or change.before, dict):
        return [
            Change(f"{prefix} · {labels.get(EXTRA + name, name)}", str(was or ""), str(is_now or ""))
            for name, was, is_now in _added(change.before or {}, change.after or {})
        ]
    before, after = (value_text(change.table, change.column, value, names) for value in (change.before, change.after))
    return [Change(f"{prefix} · {labels.get(change.column, change.column)}", before, after)]


def _added(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]
