"""Keep the history of the staff of enterprises, registries, notices and looks at identity numbers."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_staff_registries_notices"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Invitation", omit=("token_digest",)),
        Ledgered("Qualification"),
        Ledgered("Registration"),
        Ledgered("Notice"),
        Ledgered("NoticeSending"),
        Ledgered("NoticeSetting"),
        Ledgered("IdentityReveal", subject="subject"),
        AppendOnly("IdentityReveal"),
    ]
