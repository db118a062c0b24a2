"""Who has acted on a case's records: for the rule that one person acts once (BR-42)."""

from confirmation.models import Case, Decision
from confirmation.rules.states import Action


def signers_of(case: Case) -> list[int]:
    """Persons who have signed the latest submission, in order."""
    signatures = Decision.objects.filter(
        submission=case.submissions.latest("round"), action__in=[Action.SIGN, Action.CONFIRM]
    )
    return list(signatures.order_by("signature_order").values_list("person_id", flat=True))


def persons_at_other_tiers(case: Case) -> set[int]:
    """Persons who have decided on any of the case's records at another tier."""
    others = Decision.objects.filter(case__items__record_guid__in=case.items.values("record_guid")).exclude(
        tier=case.tier
    )
    return set(others.values_list("person_id", flat=True))
