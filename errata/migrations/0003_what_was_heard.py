"""What was heard of the firm before a finding is proposed is kept with the case (E29)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("errata", "0002_execution")]
    operations = [
        migrations.AddField(
            model_name="falsecase",
            name="heard",
            field=models.TextField(blank=True, default="", verbose_name="听取意见记录"),
        ),
    ]
