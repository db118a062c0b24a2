"""People, enterprises and authorities."""

from accounts.models.authorities import (
    Appointment,
    Authority,
    AuthorityGroupPermission,
    AuthorityLine,
    AuthorityUserPermission,
)
from accounts.models.divisions import Division
from accounts.models.enterprises import Enterprise, Membership
from accounts.models.people import IdentityVault, Person, User

__all__ = [
    "Appointment",
    "Authority",
    "AuthorityGroupPermission",
    "AuthorityLine",
    "AuthorityUserPermission",
    "Division",
    "Enterprise",
    "IdentityVault",
    "Membership",
    "Person",
    "User",
]
