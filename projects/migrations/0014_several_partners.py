"""A contract names up to nine partners: both columns become wider, what stands in them stays as it is."""

from django.db import migrations

import projects.models.several


class Migration(migrations.Migration):
    dependencies = [("projects", "0013_rivals_of_a_row")]
    operations = [
        migrations.AlterField(
            model_name="contract",
            name="partner_name",
            field=projects.models.several.SeveralNames(blank=True, max_length=1808, verbose_name="联合体承包单位"),
        ),
        migrations.AlterField(
            model_name="contract",
            name="partner_code",
            field=projects.models.several.SeveralCodes(
                blank=True, max_length=170, verbose_name="联合体承包单位统一社会信用代码"
            ),
        ),
    ]
