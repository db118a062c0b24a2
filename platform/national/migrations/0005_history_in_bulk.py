"""The history of added attempts and receipts is written by the statement: fifty of each at once, with the same entries."""

from django.db import migrations

from audit.operations import LedgeredInBulk


class Migration(migrations.Migration):
    dependencies = [("national", "0004_what_was_refused"), ("audit", "0011_inserts_in_words")]
    operations = [LedgeredInBulk("Delivery"), LedgeredInBulk("Receipt", omit=("raw",))]
