"""Keep the history of messages, attempts and receipts; the payload is told by its digest."""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [("national", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Message", omit=("payload",)),
        Ledgered("Delivery"),
        Ledgered("Receipt", omit=("raw",)),
        AppendOnly("Receipt"),
    ]
