"""What the nightly check of the history found is kept, and is itself part of the history."""

from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0012_second_tree"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(verbose_name="结束时间")),
                ("events", models.BigIntegerField(verbose_name="历史记录")),
                ("tables", models.PositiveIntegerField(verbose_name="数据表")),
                ("checkpoints", models.PositiveIntegerField(verbose_name="检查点")),
                ("exported", models.PositiveIntegerField(verbose_name="与外部目录对照")),
                ("witnessed", models.PositiveIntegerField(verbose_name="有见证签名")),
                ("fault", models.TextField(blank=True, verbose_name="历史的问题")),
                ("guards", models.TextField(blank=True, verbose_name="保护的问题")),
            ],
            options={
                "verbose_name": "历史核验",
            },
        ),
        Ledgered("HistoryCheck"),
        AppendOnly("HistoryCheck"),
    ]
