"""The history of authorities, enterprises and people. Secrets, and what is no change of business data, stay out of it."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Division"),
        Ledgered("Authority"),
        Ledgered("AuthorityLine"),
        Ledgered("Appointment"),
        Ledgered("AuthorityUserPermission"),
        Ledgered("AuthorityGroupPermission"),
        Ledgered("Enterprise"),
        Ledgered("Membership"),
        Ledgered("Person"),
        Ledgered("IdentityVault", omit=("ciphertext", "commitment_key", "blind_index")),
        Ledgered("User", omit=("password", "last_login")),
        Ledgered("auth.Group"),
        Ledgered("auth.Group_permissions"),
        Ledgered("auth.Permission"),
        Ledgered("User_groups"),
        Ledgered("User_user_permissions"),
        Ledgered("Invitation", omit=("token_digest",)),
        Ledgered("Qualification"),
        Ledgered("Registration"),
        Ledgered("Notice"),
        Ledgered("NoticeSending"),
        Ledgered("NoticeSetting"),
        Ledgered("IdentityReveal", subject="subject"),
        AppendOnly("IdentityReveal"),
        Ledgered("CalendarList"),
        AppendOnly("CalendarList"),
        Ledgered("CalendarDay"),
        AppendOnly("CalendarDay"),
        Ledgered("LeadDepartment"),
        Ledgered("HandlingPeriod"),
        Ledgered("ResponsiblePerson"),
        Ledgered("Relation"),
        Ledgered("EnterpriseClaim"),
        Ledgered("Reading"),
        AppendOnly("Reading"),
        Ledgered("CreditFile"),
        Ledgered("AdverseRecord"),
        Ledgered("ErasureProposal"),
    ]
