"""Projects come by the thousand: their history is written once a statement, each entry about its own project."""

from django.db import migrations

from audit.operations import LedgeredInBulk


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_withdrawn_old_records"), ("audit", "0004_inserts_in_bulk")]
    operations = [LedgeredInBulk("Project", subject="row_guid")]
