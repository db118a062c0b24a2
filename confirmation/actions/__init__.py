"""What happens to a case, one function per verb."""

from confirmation.actions.claim import claim, claim_next, release
from confirmation.actions.confirm import confirm
from confirmation.actions.send_back import refuse, return_for_correction
from confirmation.actions.submit import submit_backfill, submit_stages, submit_upgrade
from confirmation.actions.withdraw import ask_to_withdraw, withdraw

__all__ = [
    "ask_to_withdraw",
    "claim",
    "claim_next",
    "confirm",
    "refuse",
    "release",
    "return_for_correction",
    "submit_backfill",
    "submit_stages",
    "submit_upgrade",
    "withdraw",
]
