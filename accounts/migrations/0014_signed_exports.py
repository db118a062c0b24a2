"""A reading keeps the digest of a file that was signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_downloads"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="sha256",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="SHA-256"),
        ),
    ]
