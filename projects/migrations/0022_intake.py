"""Messages of the approval systems, the records that came of them, and what people matched (二（二）2)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_erased_numbers"),
        ("projects", "0021_questions_that_are_owed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DockedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROJECT", "项目基本信息"),
                            ("UNIT", "单位工程"),
                            ("PARTICIPANT", "参建单位"),
                            ("TENDER", "招投标"),
                            ("CONTRACT", "合同登记"),
                            ("DRAWING_REVIEW", "施工图审查"),
                            ("PERMIT", "施工许可（开工报告）"),
                            ("COMPLETION", "竣工验收（备案）"),
                            ("EXEMPTION", "不适用声明"),
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="记录种类",
                    ),
                ),
                ("source_id", models.CharField(max_length=100, verbose_name="来源标识")),
                ("record_guid", models.UUIDField(db_index=True, verbose_name="数据主键")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="序号")),
                ("is_linked", models.BooleanField(default=False, verbose_name="人工关联")),
                ("synced_at", models.DateTimeField(verbose_name="同步时间")),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="审批单位对应部门",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="docked_records",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接记录",
                "constraints": [
                    models.UniqueConstraint(fields=("system", "kind", "source_id"), name="docked_record_once"),
                    models.CheckConstraint(
                        condition=models.Q(("is_linked", True), ("authority__isnull", False), _connector="OR"),
                        name="docked_record_was_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
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
                    "kind",
                    models.CharField(
                        choices=[("UNIT", "审批单位"), ("CODE", "代码")], max_length=4, verbose_name="种类"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="所属")),
                ("theirs", models.CharField(max_length=210, verbose_name="来源写法")),
                ("ours", models.CharField(max_length=40, verbose_name="本平台")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("created_at", models.DateTimeField(verbose_name="指定时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="指定人",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接代码对照",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("system", "kind", "name", "theirs"),
                        name="intake_mapping_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="intake_mapping_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("APPROVAL", "吉林省工程建设项目审批管理系统"),
                            ("MARKET", "吉林省建筑市场监管公共服务平台"),
                            ("DRAWINGS", "吉林省施工图数字化联合审查系统"),
                        ],
                        max_length=8,
                        verbose_name="来源系统",
                    ),
                ),
                ("message_id", models.CharField(max_length=64, verbose_name="报文编号")),
                ("key_id", models.CharField(max_length=32, verbose_name="密钥编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PROJECT", "项目基本信息"),
                            ("UNIT", "单位工程"),
                            ("PARTICIPANT", "参建单位"),
                            ("TENDER", "招投标"),
                            ("CONTRACT", "合同登记"),
                            ("DRAWING_REVIEW", "施工图审查"),
                            ("PERMIT", "施工许可（开工报告）"),
                            ("COMPLETION", "竣工验收（备案）"),
                            ("EXEMPTION", "不适用声明"),
                            ("INDICATORS", "企业业绩技术指标"),
                            ("PERSONAL", "个人业绩"),
                        ],
                        max_length=14,
                        verbose_name="记录种类",
                    ),
                ),
                ("source_id", models.CharField(max_length=100, verbose_name="来源标识")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="序号")),
                ("sent_at", models.DateTimeField(verbose_name="发送时间")),
                ("received_at", models.DateTimeField(verbose_name="接收时间")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("substance", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("raw", models.BinaryField(null=True, verbose_name="原文")),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("unit_code", models.CharField(max_length=100, verbose_name="审批单位代码")),
                ("unit_name", models.CharField(max_length=100, verbose_name="审批单位")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("STORED", "已入库"),
                            ("QUARANTINED", "待处理"),
                            ("REPLAYED", "处理后入库"),
                            ("SUPERSEDED", "未采用"),
                            ("DISMISSED", "不予入库"),
                        ],
                        max_length=11,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
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
                ("detail", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("unknown_name", models.CharField(blank=True, max_length=40, verbose_name="未知代码所属")),
                ("unknown", models.CharField(blank=True, max_length=210, verbose_name="未知代码")),
                ("project_code", models.CharField(blank=True, max_length=40, verbose_name="项目代码")),
                ("project_source_id", models.CharField(blank=True, max_length=100, verbose_name="来源项目标识")),
                ("record_guid", models.UUIDField(null=True, verbose_name="数据主键")),
                ("resolution", models.CharField(blank=True, max_length=500, verbose_name="处理意见")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "对接报文",
                "indexes": [
                    models.Index(fields=["system", "kind", "source_id", "-sequence"], name="intake_of_source"),
                    models.Index(fields=["system", "received_at"], name="intake_of_system"),
                    models.Index(
                        condition=models.Q(("state", "QUARANTINED")), fields=["cause", "id"], name="intake_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("system", "message_id"), name="intake_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(("system__in", ["APPROVAL", "MARKET", "DRAWINGS"])),
                        name="intake_system_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["STORED", "QUARANTINED", "REPLAYED", "SUPERSEDED", "DISMISSED"])
                        ),
                        name="intake_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("raw__isnull", False),
                                ("settled_at", None),
                                ("state", "QUARANTINED"),
                                models.Q(("cause", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "QUARANTINED"), _negated=True),
                                ("raw", None),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="intake_waits_or_is_settled",
                    ),
                ],
            },
        ),
        # The text in which identity numbers stand is no business of the history; its keyed digest is.
        Ledgered("IntakeMessage", omit=("raw",)),
        Ledgered("DockedRecord"),
        Ledgered("IntakeMapping"),
    ]
