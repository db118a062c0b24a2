"""What happens to a case, one function per verb."""

from confirmation.actions.claim import claim, release
from confirmation.actions.confirm import confirm
from confirmation.actions.open import open_backfill, open_upgrade
from confirmation.actions.send_back import refuse, return_for_correction
from confirmation.actions.submit import submit
from confirmation.actions.withdraw import withdraw

__all__ = [
    "claim",
    "confirm",
    "open_backfill",
    "open_upgrade",
    "refuse",
    "release",
    "return_for_correction",
    "submit",
    "withdraw",
]
