"""Keep the history of people, units and rights; the vault's secrets stay out of it (decisions 8)."""

from django.db import migrations

from audit.operations import Ledgered


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
    ]
