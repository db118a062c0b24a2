"""The history of projects, their records and papers. Rows of an import are told by the statement."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered, LedgeredInBulk


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Project"),
        Ledgered("ConstructionPermit"),
        Ledgered("Completion"),
        Ledgered("Attachment"),
        Ledgered("StoredFile"),
        AppendOnly("StoredFile"),
        Ledgered("NumberSeries"),
        Ledgered("SectorScope"),
        Ledgered("Tender"),
        Ledgered("Contract"),
        Ledgered("DrawingReview"),
        Ledgered("UnitProject"),
        Ledgered("Participant"),
        Ledgered("EnterpriseIndicators"),
        Ledgered("PersonalTrackRecord"),
        Ledgered("DictionaryEntry"),
        Ledgered("FormVersion"),
        Ledgered("TwinDecision"),
        Ledgered("FindingReason"),
        Ledgered("LegacyRecord"),
        LedgeredInBulk("Project", subject="row_guid"),
        Ledgered("OpenedFiling"),
        Ledgered("OpenedRecord"),
        Ledgered("PaperScan", omit=("attempts", "due_at", "error")),
        Ledgered("Exemption"),
        Ledgered("IntakeMessage", omit=("raw",)),
        Ledgered("DockedRecord"),
        Ledgered("IntakeMapping"),
    ]
