"""That a paper is taken away is kept too, from where, and the digest of what was signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="address",
            field=models.GenericIPAddressField(null=True, verbose_name="网络地址"),
        ),
        migrations.AddField(
            model_name="reading",
            name="paper_guid",
            field=models.UUIDField(null=True, verbose_name="附件"),
        ),
        migrations.AddField(
            model_name="reading",
            name="sha256",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="SHA-256"),
        ),
        migrations.AlterField(
            model_name="reading",
            name="kind",
            field=models.CharField(
                choices=[("DOWNLOAD", "下载"), ("EXPORT", "导出"), ("SEARCH", "历史检索"), ("TIMELINE", "查阅历史")],
                max_length=8,
                verbose_name="方式",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["enterprise", "-id"], name="reading_by_enterprise"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["user", "-read_at"], name="reading_by_user"),
        ),
    ]
