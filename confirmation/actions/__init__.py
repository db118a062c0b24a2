"""What happens to a case, one function per verb."""

from confirmation.actions.answering import answer_defect
from confirmation.actions.ask import answer, ask, close_question
from confirmation.actions.claim import claim, claim_next, release
from confirmation.actions.confirm import confirm
from confirmation.actions.free import free
from confirmation.actions.hand_on import hand_over, report_up, return_to_lower
from confirmation.actions.prove import add_proof
from confirmation.actions.recheck import draw_recheck, record_recheck
from confirmation.actions.reverse import reverse, uphold
from confirmation.actions.send_back import refuse, return_for_correction
from confirmation.actions.step_aside import step_aside
from confirmation.actions.submit import submit_backfill, submit_stages, submit_upgrade
from confirmation.actions.urge import urge
from confirmation.actions.withdraw import ask_to_withdraw, withdraw

__all__ = [
    "add_proof",
    "answer",
    "answer_defect",
    "ask",
    "ask_to_withdraw",
    "claim",
    "claim_next",
    "close_question",
    "confirm",
    "draw_recheck",
    "free",
    "hand_over",
    "record_recheck",
    "refuse",
    "release",
    "report_up",
    "return_for_correction",
    "return_to_lower",
    "reverse",
    "step_aside",
    "submit_backfill",
    "submit_stages",
    "submit_upgrade",
    "uphold",
    "urge",
    "withdraw",
]
