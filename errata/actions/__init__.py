"""What happens to an erratum, one function per verb."""

from errata.actions.decide import approve, consent, file_application, refuse, send_back
from errata.actions.exceptions import confirm_exception, propose_exception
from errata.actions.execute import execute, object_to, verify
from errata.actions.hand_in import request, withdraw
from errata.actions.papers import Letter, add_evidence, remove_evidence
from errata.actions.preparing import begin_for_authority, begin_for_enterprise, propose_changes, set_grounds

__all__ = [
    "Letter",
    "add_evidence",
    "approve",
    "begin_for_authority",
    "begin_for_enterprise",
    "confirm_exception",
    "consent",
    "execute",
    "file_application",
    "object_to",
    "propose_changes",
    "propose_exception",
    "refuse",
    "remove_evidence",
    "request",
    "send_back",
    "set_grounds",
    "verify",
    "withdraw",
]
