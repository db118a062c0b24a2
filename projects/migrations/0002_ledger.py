"""Keep the history of projects, stage records and papers."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered


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
    ]
