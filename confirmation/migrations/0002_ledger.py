"""The history of cases and of everything that is decided on them; what was decided is closed against change."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered

# What officials opened: rows are added, and only the time they lasted is changed.
VIEWINGS = """
REVOKE ALL ON confirmation_viewing FROM portal_app;
GRANT SELECT, INSERT, UPDATE (seconds, last_seen_at) ON confirmation_viewing TO portal_app;
"""
OPEN = "GRANT SELECT, INSERT, UPDATE, DELETE ON confirmation_viewing TO portal_app"


class Migration(migrations.Migration):
    dependencies = [("confirmation", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Case"),
        Ledgered("CaseItem"),
        Ledgered("RoutingEntry"),
        Ledgered("RuleVersion"),
        AppendOnly("RuleVersion"),
        Ledgered("Submission"),
        AppendOnly("Submission"),
        Ledgered("Decision"),
        AppendOnly("Decision"),
        Ledgered("Verification"),
        AppendOnly("Verification"),
        Ledgered("ClockEvent"),
        AppendOnly("ClockEvent"),
        Ledgered("ClockWarning"),
        AppendOnly("ClockWarning"),
        Ledgered("Question"),
        AppendOnly("Question"),
        Ledgered("Answer"),
        AppendOnly("Answer"),
        Ledgered("StepAside"),
        AppendOnly("StepAside"),
        Ledgered("Urging"),
        AppendOnly("Urging"),
        Ledgered("Recheck"),
        AppendOnly("Recheck"),
        Ledgered("RecheckItem"),
        AppendOnly("RecheckItem"),
        Ledgered("RecheckResult"),
        AppendOnly("RecheckResult"),
        Ledgered("SignatureRule"),
        Ledgered("UnitRoute"),
        Ledgered("ReasonTemplate"),
        Ledgered("Defect"),
        AppendOnly("Defect"),
        Ledgered("DefectAnswer"),
        AppendOnly("DefectAnswer"),
        Ledgered("SavedFilter"),
        Ledgered("QueueSetting"),
        Ledgered("BulkConfirmRule"),
        Ledgered("Reminder"),
        AppendOnly("Reminder"),
        Ledgered("Proof"),
        AppendOnly("Proof"),
        Ledgered("Lead"),
        AppendOnly("Lead"),
        Ledgered("LeadAct"),
        AppendOnly("LeadAct"),
        migrations.RunSQL(VIEWINGS, OPEN),
    ]
