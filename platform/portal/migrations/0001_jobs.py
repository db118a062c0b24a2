"""How the jobs of the clock went (O03)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name="任务")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="错误")),
                ("runs", models.PositiveBigIntegerField(default=0, verbose_name="运行次数")),
                ("failures", models.PositiveBigIntegerField(default=0, verbose_name="失败次数")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="最近失败")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="最近错误")),
                ("asked_by", models.CharField(blank=True, max_length=50, verbose_name="手动运行人")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="手动运行时间")),
            ],
            options={
                "verbose_name": "定时任务",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("failures__lte", models.F("runs"))),
                        name="job_fails_no_more_often_than_it_runs",
                    )
                ],
            },
        ),
    ]
