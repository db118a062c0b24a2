"""People, enterprises and authorities."""

from accounts.models.authorities import (
    Appointment,
    Authority,
    AuthorityGroupPermission,
    AuthorityLine,
    AuthorityUserPermission,
)
from accounts.models.divisions import Division
from accounts.models.enterprises import EnrolmentAttempt, Enterprise, Membership
from accounts.models.invitations import Invitation
from accounts.models.notices import Notice, NoticeSending, NoticeSetting
from accounts.models.people import IdentityVault, Person, User
from accounts.models.registries import Qualification, Registration
from accounts.models.reveals import IdentityReveal

__all__ = [
    "Appointment",
    "Authority",
    "AuthorityGroupPermission",
    "AuthorityLine",
    "AuthorityUserPermission",
    "Division",
    "EnrolmentAttempt",
    "Enterprise",
    "IdentityReveal",
    "IdentityVault",
    "Invitation",
    "Membership",
    "Notice",
    "NoticeSending",
    "NoticeSetting",
    "Person",
    "Qualification",
    "Registration",
    "User",
]
