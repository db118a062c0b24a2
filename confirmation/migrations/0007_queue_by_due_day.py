"""A unit's waiting cases in the order in which they fall due."""

from datetime import date

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("confirmation", "0006_viewings")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("authority"),
                models.F("business_line"),
                Coalesce("due_on", models.Value(date(9999, 12, 31))),
                models.F("submitted_at"),
                models.F("id"),
                condition=models.Q(("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"])),
                name="case_queue_due",
            ),
        ),
    ]
