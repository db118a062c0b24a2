"""The rules in force on a day, as one set."""

from datetime import date

from confirmation.models import RoutingEntry
from confirmation.rules.ruleset import RuleSet
from grading.queries import windows_on
from projects.queries import scope_rules


def rules_on(today: date) -> RuleSet:
    """Scope, routing and windows in force on a day. Three queries."""
    entries = RoutingEntry.objects.current(today).order_by("kind", "category", "-starts_on")
    return RuleSet(scope_rules(today), tuple(entry.as_rule() for entry in entries), windows_on(today))
