"""Keep the history of cases; what was submitted and decided can only be added."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [("confirmation", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Case"),
        Ledgered("CaseItem"),
        Ledgered("RoutingEntry"),
        *(
            operation
            for model in ("RuleVersion", "Submission", "Decision", "Verification")
            for operation in (Ledgered(model), AppendOnly(model))
        ),
    ]
