"""What people do about people: duties, enterprises and their staff, registries, notices, looks at identity numbers."""

from accounts.actions.appointments import end_due_appointments, grant_duty
from accounts.actions.claims import approve_claim, refuse_claim
from accounts.actions.erasure import decide_erasure, erase_number, propose_erasure
from accounts.actions.invitations import accept_invitation, invite, revoke_invitation
from accounts.actions.members import change_role, end_membership, set_requires_check
from accounts.actions.notices import mark_read, notify, set_notice_wishes
from accounts.actions.passwords import set_new_password, start_member_reset, start_reset_by_province
from accounts.actions.registration import note_attempt, register_enterprise
from accounts.actions.registries import (
    remove_qualification,
    remove_registration,
    save_qualification,
    save_registration,
)
from accounts.actions.relations import declare_relation, end_relation
from accounts.actions.reveal import reveal_number
from accounts.actions.sending import send_due_notices

__all__ = [
    "accept_invitation",
    "approve_claim",
    "change_role",
    "decide_erasure",
    "declare_relation",
    "end_due_appointments",
    "end_membership",
    "end_relation",
    "erase_number",
    "grant_duty",
    "invite",
    "mark_read",
    "note_attempt",
    "notify",
    "propose_erasure",
    "refuse_claim",
    "register_enterprise",
    "remove_qualification",
    "remove_registration",
    "reveal_number",
    "revoke_invitation",
    "save_qualification",
    "save_registration",
    "send_due_notices",
    "set_new_password",
    "set_notice_wishes",
    "set_requires_check",
    "start_member_reset",
    "start_reset_by_province",
]
