"""A proposed change of a dated rule: what it says, and the rules as they would be with it (A06, X02). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import models

from accounts.rules import BusinessLine, Tier
from confirmation.rules.decisions import SignatureNeed
from confirmation.rules.routing import CategoryKind, RoutingRule, UnitRule
from confirmation.rules.ruleset import RuleSet
from grading.rules.push import Window
from projects.rules.dictionaries import Sector
from projects.rules.scope import ScopeRule


class RuleFamily(models.TextChoices):
    """The rules that are data."""

    SCOPE = "SCOPE", "补录范围"
    ROUTING = "ROUTING", "首次确认层级"
    UNIT = "UNIT", "部门分派"
    SIGNATURES = "SIGNATURES", "签署人数"
    WINDOW = "WINDOW", "补录时间窗口"

    @property
    def slug(self) -> str:
        """The family as addresses write it."""
        return self.value.lower()


# What tells the rows of a family apart: of one key one row is in force.
KEYS: dict[RuleFamily, tuple[str, ...]] = {
    RuleFamily.SCOPE: ("sector",),
    RuleFamily.ROUTING: ("kind", "category"),
    RuleFamily.UNIT: ("authority", "enterprise_kind", "sector", "target_grade"),
    RuleFamily.SIGNATURES: ("authority", "business_line", "sector"),
    RuleFamily.WINDOW: ("code",),
}
FAMILY_BY_SLUG = {family.slug: family for family in RuleFamily}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is to hold from a day on, or the end of the row with the same key.

    :param facts: the row's columns as plain values: codes as text, days as ISO text, authorities by id.
    :param ends: the row with this key ends the day before ``starts_on`` and none takes its place.
    """

    family: RuleFamily
    facts: Mapping[str, Any]
    starts_on: date
    ends: bool = False

    @property
    def key(self) -> dict[str, Any]:
        """What tells the row from others of its family."""
        return {name: self.facts[name] for name in KEYS[self.family]}

    @property
    def last_day_before(self) -> date:
        """The last day of the row that it replaces."""
        return self.starts_on - timedelta(days=1)


def changed_rules(rules: RuleSet, change: Change) -> RuleSet:
    """Scope, routing and windows as they would be; unchanged by a change of another family."""
    facts = change.facts
    if change.family is RuleFamily.SCOPE:
        kept_scope = tuple(rule for rule in rules.scope if rule.sector != facts["sector"])
        return replace(rules, scope=kept_scope + (() if change.ends else (_scope(change),)))
    if change.family is RuleFamily.ROUTING:
        kept = tuple(rule for rule in rules.routing if (rule.kind, rule.category) != (facts["kind"], facts["category"]))
        return replace(rules, routing=kept + (() if change.ends else (_routing(change),)))
    if change.family is RuleFamily.WINDOW:
        kept_windows = tuple(window for window in rules.windows if window.code != facts["code"])
        return replace(rules, windows=kept_windows + (() if change.ends else (_window(facts),)))
    return rules


def changed_units(rules: Sequence[UnitRule], change: Change) -> list[UnitRule]:
    """An authority's rules of departments as they would be."""
    facts = change.facts
    key = (facts["enterprise_kind"], facts["sector"], facts["target_grade"])
    kept = [rule for rule in rules if (rule.kind, rule.sector, rule.grade) != key]
    return kept if change.ends else [UnitRule(*key, BusinessLine(facts["business_line"])), *kept]


def changed_needs(needs: Sequence[SignatureNeed], change: Change) -> list[SignatureNeed]:
    """An authority's rules of signatures as they would be."""
    facts = change.facts
    key = (facts["business_line"], facts["sector"])
    kept = [need for need in needs if (need.business_line, need.sector) != key]
    return kept if change.ends else [SignatureNeed(*key, int(facts["count"])), *kept]


def _scope(change: Change) -> ScopeRule:
    facts = change.facts
    return ScopeRule(
        Sector(facts["sector"]), bool(facts["in_scope"]), facts["department"], facts["clause"], change.starts_on
    )


def _routing(change: Change) -> RoutingRule:
    facts = change.facts
    return RoutingRule(
        CategoryKind(facts["kind"]), facts["category"], Tier(facts["first_tier"]), facts["clause"], change.starts_on
    )


def _window(facts: Mapping[str, Any]) -> Window:
    return Window(
        facts["code"],
        facts["clause"],
        _day(facts["finished_before"]),
        _day(facts["released_before"]),
        date.fromisoformat(facts["opens_on"]),
        date.fromisoformat(facts["confirm_by"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
