"""An old D record whose batch was undone is withdrawn and not deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_search")]

    operations = [
        migrations.AddField(
            "LegacyRecord",
            "update_flag",
            models.CharField(db_default="U", default="U", max_length=1, verbose_name="更新标识"),
        ),
        migrations.AddConstraint(
            "LegacyRecord",
            models.CheckConstraint(condition=models.Q(update_flag__in="UD"), name="legacy_record_update_flag_known"),
        ),
        migrations.AddIndex(
            "LegacyRecord",
            models.Index(fields=["project_key"], name="legacy_of_old_project"),
        ),
        migrations.AddIndex(
            "LegacyRecord",
            models.Index(fields=["batch"], name="legacy_of_batch"),
        ),
    ]
