"""The line to the platform, what is held back, repairs of what the platform lost, and the comparison of both sides."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("national", "0002_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("aggregate", models.CharField(max_length=64, verbose_name="业务对象")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MISSING", "对方缺少"),
                            ("STALE", "对方版本较旧"),
                            ("CORRUPT", "同一版本内容不同"),
                            ("AHEAD", "对方版本较新"),
                            ("EXTRA", "对方多出"),
                        ],
                        max_length=7,
                        verbose_name="差异",
                    ),
                ),
                ("our_version", models.PositiveIntegerField(verbose_name="我方版本")),
                ("their_version", models.PositiveIntegerField(verbose_name="对方版本")),
                ("fields", models.JSONField(default=list, verbose_name="内容不同的字段")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("repaired_at", models.DateTimeField(null=True, verbose_name="处理时间")),
            ],
            options={
                "verbose_name": "核对差异",
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "destination",
                    models.CharField(
                        choices=[("NATIONAL", "全国建筑市场监管公共服务平台")], max_length=20, verbose_name="接收平台"
                    ),
                ),
                ("aggregate", models.CharField(blank=True, max_length=64, verbose_name="业务对象")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("placed_by", models.CharField(max_length=100, verbose_name="暂停人")),
                ("placed_at", models.DateTimeField(verbose_name="暂停时间")),
                ("released_by", models.CharField(blank=True, max_length=100, verbose_name="恢复人")),
                ("released_at", models.DateTimeField(null=True, verbose_name="恢复时间")),
            ],
            options={
                "verbose_name": "暂停推送",
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "destination",
                    models.CharField(
                        choices=[("NATIONAL", "全国建筑市场监管公共服务平台")],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        verbose_name="接收平台",
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="连续未通次数")),
                ("rests_until", models.DateTimeField(null=True, verbose_name="暂停至")),
                ("failing_since", models.DateTimeField(null=True, verbose_name="未通自")),
                ("error", models.TextField(blank=True, verbose_name="说明")),
            ],
            options={
                "verbose_name": "线路",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "destination",
                    models.CharField(
                        choices=[("NATIONAL", "全国建筑市场监管公共服务平台")], max_length=20, verbose_name="接收平台"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("RUNNING", "核对中"), ("DONE", "已完成"), ("FAILED", "未完成")],
                        default="RUNNING",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("asked_by", models.CharField(blank=True, max_length=100, verbose_name="发起人")),
                ("started_at", models.DateTimeField(verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("compared", models.PositiveIntegerField(default=0, verbose_name="核对数量")),
                ("in_flight", models.PositiveIntegerField(default=0, verbose_name="尚在途中")),
                ("buckets", models.PositiveIntegerField(default=0, verbose_name="有差异的分组")),
                ("buckets_done", models.PositiveIntegerField(default=0, verbose_name="已逐条核对的分组")),
                ("error", models.TextField(blank=True, verbose_name="未完成的原因")),
            ],
            options={
                "verbose_name": "全国平台核对",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="message",
            name="message_states",
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_state_known",
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="message_unacknowledged",
        ),
        migrations.AddField(
            model_name="message",
            name="repairs",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="补送次数"),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("READY", "待送达"),
                    ("ACKNOWLEDGED", "已送达"),
                    ("PARKED", "已搁置"),
                    ("SUPERSEDED", "已由后一版本代替"),
                ],
                default="READY",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="national.message",
                verbose_name="消息",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["ACKNOWLEDGED", "SUPERSEDED"]), _negated=True),
                fields=["destination", "aggregate", "version"],
                name="message_unsettled",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="message_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{READY:ACKNOWLEDGED,READY:PARKED,PARKED:READY,PARKED:SUPERSEDED,ACKNOWLEDGED:READY}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="d995ce6fe916f0c8febc1dc1b9a805b01653bc6b",
                    operation="UPDATE",
                    pgid="pgtrigger_message_states_23c3d",
                    table="national_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="message_repair_is_counted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."repairs" IS DISTINCT FROM (NEW."repairs") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func="\n                    IF NEW.repairs <> OLD.repairs\n                       + (OLD.state = 'ACKNOWLEDGED' AND NEW.state = 'READY')::int THEN\n                      RAISE EXCEPTION 'an acknowledged message waits again as a counted repair, and only then'\n                        USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="67ca31a5c0ba50b539634d2abfad94eb2f15a22e",
                    operation="UPDATE",
                    pgid="pgtrigger_message_repair_is_counted_28654",
                    table="national_message",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["READY", "ACKNOWLEDGED", "PARKED", "SUPERSEDED"])),
                name="message_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("message", "receipt_number"), name="receipt_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("destination", "aggregate"),
                name="hold_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("destination__in", ["NATIONAL"])), name="hold_destination_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="hold_says_why"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", "")),
                    models.Q(("released_at__isnull", False), models.Q(("released_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hold_released_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("destination__in", ["NATIONAL"])), name="line_destination_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failing_since", None), ("failures", 0)),
                    models.Q(("failing_since__isnull", False), ("failures__gt", 0)),
                    _connector="OR",
                ),
                name="line_fails_since_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["RUNNING", "DONE", "FAILED"])), name="reconciliation_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "RUNNING")),
                    models.Q(models.Q(("state", "RUNNING"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="reconciliation_ended_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "RUNNING")), fields=("destination",), name="one_running_reconciliation"
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="differences",
                to="national.reconciliation",
                verbose_name="核对",
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["aggregate", "-id"], name="difference_of_aggregate"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(fields=("run", "aggregate"), name="difference_once_a_run"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["MISSING", "STALE", "CORRUPT", "AHEAD", "EXTRA"])),
                name="difference_kind_known",
            ),
        ),
        Ledgered("Hold", subject="aggregate"),
        Ledgered("Reconciliation"),
        Ledgered("Difference", subject="aggregate"),
    ]
