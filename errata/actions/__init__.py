"""What happens to errata and to false-information cases, one function per verb."""

from errata.actions.decide import approve, consent, file_application, refuse, send_back
from errata.actions.exceptions import confirm_exception, propose_exception
from errata.actions.execute import execute, object_to, verify
from errata.actions.false_case import (
    add_case_paper,
    drop,
    link_project,
    notify_enterprise,
    open_case,
    reply,
    say_what_is_wrong,
)
from errata.actions.finding import appeal, decline_finding, find, propose_finding, revoke_finding, uphold_finding
from errata.actions.hand_in import request, withdraw
from errata.actions.papers import Letter, add_evidence, remove_evidence
from errata.actions.preparing import begin_for_authority, begin_for_enterprise, propose_changes, set_grounds
from errata.actions.replacing import drop_replacement, replace_paper

__all__ = [
    "Letter",
    "add_case_paper",
    "add_evidence",
    "appeal",
    "approve",
    "begin_for_authority",
    "begin_for_enterprise",
    "confirm_exception",
    "consent",
    "decline_finding",
    "drop",
    "drop_replacement",
    "execute",
    "file_application",
    "find",
    "link_project",
    "notify_enterprise",
    "object_to",
    "open_case",
    "propose_changes",
    "propose_exception",
    "propose_finding",
    "refuse",
    "remove_evidence",
    "replace_paper",
    "reply",
    "request",
    "revoke_finding",
    "say_what_is_wrong",
    "send_back",
    "set_grounds",
    "uphold_finding",
    "verify",
    "withdraw",
]
