"""The scope rules in force."""

from datetime import date

from projects.models import SectorScope
from projects.rules.scope import ScopeRule


def scope_rules(today: date) -> tuple[ScopeRule, ...]:
    """The scope rules in force on a day."""
    rows = SectorScope.objects.current(today).order_by("sector", "-starts_on")
    return tuple(row.as_rule() for row in rows)
