"""How often pages were cut off because the database took too long."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_extract_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="CutOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("page", models.CharField(max_length=200, verbose_name="网页")),
                ("times", models.PositiveIntegerField(verbose_name="次数")),
                ("last_at", models.DateTimeField(verbose_name="最近一次")),
            ],
            options={
                "verbose_name": "超时中断的网页",
                "constraints": [models.UniqueConstraint(fields=("day", "page"), name="cut_off_counted_once_a_day")],
            },
        ),
    ]
