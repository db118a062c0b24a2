"""Messages of approval systems that are judged once more as a batch (A12)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("confirmation", "0002_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="directpush",
            name="state",
            field=models.CharField(
                choices=[("RUNNING", "正在进行"), ("DONE", "已完成")],
                default="RUNNING",
                max_length=7,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="IntakeReplay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REVIEWER", "审核人员"),
                            ("AUDITOR", "审计监督人员"),
                            ("ADMINISTRATOR", "省级管理员"),
                            ("SUPPORT", "技术支持"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="发起时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("RUNNING", "正在进行"), ("DONE", "已完成")],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="总数")),
                ("cursor", models.BigIntegerField(null=True, verbose_name="进度")),
                ("moved_at", models.DateTimeField(verbose_name="最近进展")),
                (
                    "system",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("APPROVAL", "吉林省工程建设项目审批管理系统"),
                            ("MARKET", "吉林省建筑市场监管公共服务平台"),
                            ("DRAWINGS", "吉林省施工图数字化联合审查系统"),
                        ],
                        max_length=8,
                        verbose_name="来源系统",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("UNKNOWN_UNIT", "审批单位无法识别"),
                            ("UNIT_ELSEWHERE", "审批单位不管辖项目所在地"),
                            ("UNKNOWN_CODE", "代码不在字典内"),
                            ("FAULTY_FACTS", "内容不符合数据标准"),
                            ("PERSON_UNCLEAR", "人员证件有疑义"),
                            ("NO_PROJECT", "没有对应的项目"),
                            ("NO_EARLIER", "所引用的环节尚未到达"),
                            ("PROJECT_UNCLEAR", "所指项目前后不一"),
                            ("OUT_OF_SCOPE", "不在补录范围"),
                            ("DUPLICATE", "与已有信息重复"),
                            ("LOOKS_ALIKE", "疑似与已展示项目重复"),
                            ("CHANGED", "与已确认信息不一致"),
                            ("SEQUENCE_TWICE", "同一序号内容不同"),
                        ],
                        max_length=20,
                        verbose_name="原因",
                    ),
                ),
                ("unknown_name", models.CharField(blank=True, max_length=40, verbose_name="未知代码所属")),
                ("unknown", models.CharField(blank=True, max_length=210, verbose_name="未知代码")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("last", models.BigIntegerField(verbose_name="最后一条")),
                ("stored", models.PositiveIntegerField(default=0, verbose_name="已入库")),
                ("still", models.JSONField(default=dict, verbose_name="仍待处理")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="发起单位",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接报文重新入库",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE"])), name="intake_replay_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING"), ("unknown", "")),
                        fields=("cause",),
                        name="intake_replay_of_a_cause_one_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING"), models.Q(("unknown", ""), _negated=True)),
                        fields=("system", "cause", "unknown_name", "unknown"),
                        name="intake_replay_of_a_unit_one_at_a_time",
                    ),
                ],
            },
        ),
        # Who had what judged once more and why is history; how far a worker is, is not.
        Ledgered("IntakeReplay", omit=("cursor", "moved_at", "stored", "still")),
    ]
