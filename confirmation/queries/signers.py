"""Who has acted on a case's records: for the rule that one person acts once (BR-42)."""

from datetime import date

from accounts.rules import Tier
from confirmation.models import Case, Decision, SignatureRule
from confirmation.rules.decisions import SignatureNeed, signatures
from confirmation.rules.states import Action, Status

# After these the case is looked at anew: what was signed before stays and counts no more (R05).
VOIDING = (Action.HAND_OVER, Action.LOWER, Action.REPORT)
SIGNING = (Action.SIGN, Action.CONFIRM)


def signers_of(case: Case) -> list[int]:
    """Persons whose signatures on the latest submission count, in order; of a reversal, who proposed it."""
    if case.status == Status.REVERSING:
        return list(
            case.decisions.filter(action=Action.PROPOSE).order_by("-pk").values_list("person_id", flat=True)[:1]
        )
    acts = Decision.objects.filter(submission__in=case.submissions.newest(), action__in=[*SIGNING, *VOIDING])
    signed: list[int] = []
    for action, person in acts.order_by("pk").values_list("action", "person_id"):
        signed = [*signed, person] if action in SIGNING else []
    return signed


def persons_at_other_tiers(case: Case) -> set[int]:
    """Persons who have decided on any of the case's records at another tier."""
    others = Decision.objects.filter(case__items__record_guid__in=case.items.values("record_guid")).exclude(
        tier=case.tier
    )
    return set(others.values_list("person_id", flat=True))


def signatures_needed(case: Case, today: date) -> int:
    """How many signatures the case's unit asks for. One query."""
    rules = SignatureRule.objects.current(today).filter(authority=case.authority_id).order_by("-starts_on")
    needs = [SignatureNeed(row.business_line, row.sector, row.count) for row in rules]
    return signatures(Tier(case.tier), case.business_line, case.project.sector, needs)
