"""What the official typed as the approval paper's document number (R09)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("confirmation", "0012_proofs"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="paper_number",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="立项文件文号"),
        ),
    ]
