"""People, enterprises and authorities."""

from accounts.models.authorities import (
    Appointment,
    Authority,
    AuthorityGroupPermission,
    AuthorityLine,
    AuthorityUserPermission,
)
from accounts.models.calendar import CalendarDay, CalendarList, WorkdayKind
from accounts.models.claims import EnterpriseClaim
from accounts.models.credit import AdverseRecord, CreditFile
from accounts.models.divisions import Division
from accounts.models.enterprises import EnrolmentAttempt, Enterprise, Membership
from accounts.models.erasures import ErasureProposal
from accounts.models.invitations import Invitation
from accounts.models.notices import Notice, NoticeSending, NoticeSetting
from accounts.models.people import IdentityVault, Person, User
from accounts.models.readings import Reading, ReadingKind
from accounts.models.register import HandlingPeriod, LeadDepartment, ResponsiblePerson
from accounts.models.registries import Qualification, Registration
from accounts.models.relations import Relation, RelationKind
from accounts.models.reveals import IdentityReveal

__all__ = [
    "AdverseRecord",
    "Appointment",
    "Authority",
    "AuthorityGroupPermission",
    "AuthorityLine",
    "AuthorityUserPermission",
    "CalendarDay",
    "CalendarList",
    "CreditFile",
    "Division",
    "EnrolmentAttempt",
    "Enterprise",
    "EnterpriseClaim",
    "ErasureProposal",
    "HandlingPeriod",
    "IdentityReveal",
    "IdentityVault",
    "Invitation",
    "LeadDepartment",
    "Membership",
    "Notice",
    "NoticeSending",
    "NoticeSetting",
    "Person",
    "Qualification",
    "Reading",
    "ReadingKind",
    "Registration",
    "Relation",
    "RelationKind",
    "ResponsiblePerson",
    "User",
    "WorkdayKind",
]
