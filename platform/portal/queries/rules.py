"""The dated rules as the province reads them: rows in force, planned and ended; proposals; what a version said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Authority
from accounts.rules import BusinessLine, EnterpriseKind, Tier
from confirmation.models import Rehearsal, RoutingEntry, RuleVersion, SignatureRule, UnitRoute
from confirmation.rules.changes import KEYS, Change, RuleFamily
from confirmation.rules.routing import CategoryKind
from grading.models import FilingWindow
from projects.models import SectorScope
from projects.rules.dictionaries import Sector
from projects.rules.qualifications import QUALIFICATIONS

LATEST = 20


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row: what it says, on what ground, and on which days."""

    pk: int
    says: str
    clause: str
    starts_on: date
    ends_on: date | None
    state: str
    tone: str


def rows_of(family: RuleFamily, today: date) -> list[RuleRow]:
    """All rows of a family: those in force first, then planned ones, then ended ones. Two queries at the most."""
    rows = [_row(family, row, today) for row in _TABLES[family]()]
    order = {"执行中": 0, "待生效": 1, "已终止": 2}
    return sorted(rows, key=lambda row: order[row.state])


_TABLES: dict[RuleFamily, Any] = {
    RuleFamily.SCOPE: lambda: SectorScope.objects.order_by("sector", "-starts_on"),
    RuleFamily.ROUTING: lambda: RoutingEntry.objects.order_by("-kind", "category", "-starts_on"),
    RuleFamily.UNIT: lambda: UnitRoute.objects.select_related("authority").order_by("authority_id", "-starts_on"),
    RuleFamily.SIGNATURES: lambda: SignatureRule.objects.select_related("authority").order_by(
        "authority_id", "-starts_on"
    ),
    RuleFamily.WINDOW: lambda: FilingWindow.objects.order_by("-effective_on", "code"),
}


def row_of(family: RuleFamily, pk: int) -> Any:
    """One row; None when there is none."""
    return _TABLES[family]().filter(pk=pk).first()


def ending(family: RuleFamily, row: Any, starts_on: date) -> Change:
    """The proposal that a row ends."""
    names = [*KEYS[family], "in_scope", "department", "clause", "first_tier", "business_line", "count"]
    facts = {name: getattr(row, f"{name}_id" if name == "authority" else name) for name in names if hasattr(row, name)}
    return Change(family, facts, starts_on, ends=True)


def _row(family: RuleFamily, row: Any, today: date) -> RuleRow:
    if isinstance(row, FilingWindow):
        starts_on, over = row.effective_on, row.revoked_on is not None and row.revoked_on <= today
        ends_on = row.revoked_on
    else:
        starts_on, ends_on = row.starts_on, row.ends_on
        over = ends_on is not None and ends_on < today
    state, tone = (
        ("已终止", "neutral") if over else ("待生效", "attention") if starts_on > today else ("执行中", "success")
    )
    facts = {name: getattr(row, name) for name in _SAID[family]}
    return RuleRow(row.pk, in_words(family, facts), getattr(row, "clause", ""), starts_on, ends_on, state, tone)


_SAID: dict[RuleFamily, tuple[str, ...]] = {
    RuleFamily.SCOPE: ("sector", "in_scope", "department"),
    RuleFamily.ROUTING: ("kind", "category", "first_tier"),
    RuleFamily.UNIT: ("authority", "enterprise_kind", "sector", "target_grade", "business_line"),
    RuleFamily.SIGNATURES: ("authority", "business_line", "sector", "count"),
    RuleFamily.WINDOW: ("code", "finished_before", "released_before", "opens_on", "confirm_by"),
}


def in_words(family: RuleFamily, facts: Mapping[str, Any]) -> str:
    """What a rule says, as one sentence. Authorities by name or id."""
    return _WORDS[family](facts)


def _scope(facts: Mapping[str, Any]) -> str:
    said = "纳入补录" if facts["in_scope"] else f"暂不纳入，由{facts['department']}主管部门确定"
    return f"{Sector(facts['sector']).label}：{said}"


def _routing(facts: Mapping[str, Any]) -> str:
    by_sector = facts["kind"] == CategoryKind.SECTOR
    name = Sector(facts["category"]).label if by_sector else QUALIFICATIONS[facts["category"]].label
    return f"{CategoryKind(facts['kind']).label}“{name}”：由{Tier(facts['first_tier']).label}首次确认"


def _unit(facts: Mapping[str, Any]) -> str:
    limits = [
        EnterpriseKind(facts["enterprise_kind"]).label if facts["enterprise_kind"] else "",
        Sector(facts["sector"]).label if facts["sector"] else "",
        f"申请{facts['target_grade']}级" if facts["target_grade"] else "",
    ]
    which = "、".join(text for text in limits if text) or "所有办件"
    return f"{_authority(facts)}：{which}，由{BusinessLine(facts['business_line']).label}业务部门办理"


def _signatures(facts: Mapping[str, Any]) -> str:
    limits = [
        f"{BusinessLine(facts['business_line']).label}条线" if facts["business_line"] else "",
        Sector(facts["sector"]).label if facts["sector"] else "",
    ]
    which = "、".join(text for text in limits if text) or "所有办件"
    return f"{_authority(facts)}：{which}，须{facts['count']}人签署"


def _window(facts: Mapping[str, Any]) -> str:
    covers = [
        f"竣工早于{facts['finished_before']}" if facts.get("finished_before") else "",
        f"未竣工且许可早于{facts['released_before']}" if facts.get("released_before") else "",
    ]
    days = f"，{facts['opens_on']}至{facts['confirm_by']}（含当日）首次确认" if facts.get("opens_on") else ""
    return f"{facts['code']}：{'；'.join(text for text in covers if text)}{days}"


def _authority(facts: Mapping[str, Any]) -> str:
    known = facts["authority"]
    return known.name if isinstance(known, Authority) else Authority.objects.get(pk=known).name


_WORDS = {
    RuleFamily.SCOPE: _scope,
    RuleFamily.ROUTING: _routing,
    RuleFamily.UNIT: _unit,
    RuleFamily.SIGNATURES: _signatures,
    RuleFamily.WINDOW: _window,
}


def says(rehearsal: Rehearsal) -> str:
    """What a proposal says, as one sentence."""
    text = in_words(RuleFamily(rehearsal.family), rehearsal.facts)
    return f"终止：{text}" if rehearsal.ends else text


def latest_rehearsals() -> list[tuple[Rehearsal, str]]:
    """The latest proposals, newest first, with what they say."""
    rows = Rehearsal.objects.select_related("created_by").order_by("-pk")[:LATEST]
    return [(row, says(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """What a rule version said, family by family."""

    version: RuleVersion
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def version_page(version: RuleVersion) -> VersionPage:
    """The stored content of a rule version in words. No query."""
    content = json.loads(version.content)
    parts = (("scope", RuleFamily.SCOPE), ("routing", RuleFamily.ROUTING), ("windows", RuleFamily.WINDOW))
    return VersionPage(
        version,
        tuple(
            (str(family.label), tuple((in_words(family, row), row["clause"]) for row in content[name]))
            for name, family in parts
        ),
    )
