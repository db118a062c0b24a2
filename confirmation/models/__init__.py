"""The case: what one enterprise sends to one authority, and everything said about it."""

from confirmation.models.case import Case, CaseItem
from confirmation.models.decision import Decision, Verification
from confirmation.models.rules import RoutingEntry, RuleVersion
from confirmation.models.submission import Submission

__all__ = ["Case", "CaseItem", "Decision", "RoutingEntry", "RuleVersion", "Submission", "Verification"]
