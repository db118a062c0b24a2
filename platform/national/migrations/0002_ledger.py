"""Keep the history of messages, attempts and receipts; the payload is told by its digest.

Leases, waiting times and the count of tries are how a message is being sent, not what became of it: each attempt is a row of
its own.
"""

from django.db import migrations

from audit.operations import AppendOnly, Ledgered, LedgeredInBulk


class Migration(migrations.Migration):
    dependencies = [("national", "0001_initial"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("Message", omit=("payload", "lease_token", "leased_until", "due_at", "tries"), subject="aggregate"),
        Ledgered("Delivery"),
        Ledgered("Receipt", omit=("raw",)),
        AppendOnly("Receipt"),
        Ledgered("Hold", subject="aggregate"),
        Ledgered("Reconciliation"),
        Ledgered("Difference", subject="aggregate"),
        LedgeredInBulk("Delivery"),
        LedgeredInBulk("Receipt", omit=("raw",)),
    ]
