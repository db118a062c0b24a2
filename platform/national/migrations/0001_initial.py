import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RUNNING", "DONE", "FAILED"])),
                        name="reconciliation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "RUNNING")),
                            models.Q(models.Q(("state", "RUNNING"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reconciliation_ended_has_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING")),
                        fields=("destination",),
                        name="one_running_reconciliation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="national.reconciliation",
                        verbose_name="核对",
                    ),
                ),
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
                "constraints": [
                    models.UniqueConstraint(fields=("run", "aggregate"), name="difference_once_a_run"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["MISSING", "STALE", "CORRUPT", "AHEAD", "EXTRA"])),
                        name="difference_kind_known",
                    ),
                ],
                "indexes": [models.Index(fields=["aggregate", "-id"], name="difference_of_aggregate")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "destination",
                    models.CharField(
                        choices=[("NATIONAL", "全国建筑市场监管公共服务平台")], max_length=20, verbose_name="接收平台"
                    ),
                ),
                ("aggregate", models.CharField(max_length=64, verbose_name="业务对象")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("key", models.CharField(max_length=64, verbose_name="幂等键")),
                (
                    "update_flag",
                    models.CharField(choices=[("U", "有效"), ("D", "撤回")], max_length=1, verbose_name="更新标识"),
                ),
                ("payload", models.BinaryField(verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("note", models.CharField(max_length=300, verbose_name="依据")),
                (
                    "state",
                    models.CharField(
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
                ("due_at", models.DateTimeField(verbose_name="可送时间")),
                ("lease_token", models.UUIDField(editable=False, null=True, verbose_name="租约")),
                ("leased_until", models.DateTimeField(editable=False, null=True, verbose_name="租约到期")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="送达次数")),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNREACHABLE", "连接不上对方平台"),
                            ("BUSY", "对方平台要求稍后再送"),
                            ("BROKEN", "没有得到完整应答"),
                            ("NOT_ACCEPTED", "请求未被受理"),
                            ("BAD_RECEIPT", "回执未通过核验"),
                            ("GAP", "对方平台缺少前一版本"),
                            ("IDENTITY", "证件号码暂时无法取得"),
                            ("REFUSED", "数据被对方平台退回"),
                            ("CONFLICT", "对方平台已有同一版本的不同内容"),
                        ],
                        max_length=12,
                        verbose_name="未送达原因",
                    ),
                ),
                ("last_error", models.TextField(blank=True, verbose_name="说明")),
                ("refusals", models.JSONField(blank=True, default=list, verbose_name="退回的内容")),
                ("created_at", models.DateTimeField(verbose_name="生成时间")),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                ("repairs", models.PositiveSmallIntegerField(default=0, verbose_name="补送次数")),
            ],
            options={
                "verbose_name": "报送消息",
                "indexes": [
                    models.Index(condition=models.Q(("state", "READY")), fields=["due_at", "id"], name="message_due"),
                    models.Index(
                        condition=models.Q(("state__in", ["ACKNOWLEDGED", "SUPERSEDED"]), _negated=True),
                        fields=["destination", "aggregate", "version"],
                        name="message_unsettled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("destination", "aggregate", "version"), name="message_version_once"
                    ),
                    models.UniqueConstraint(fields=("destination", "key"), name="message_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="message_versions_start_at_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ["NATIONAL"])), name="message_destination_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("update_flag__in", ["U", "D"])), name="message_update_flag_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["READY", "ACKNOWLEDGED", "PARKED", "SUPERSEDED"])),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "failure__in",
                                [
                                    "",
                                    "UNREACHABLE",
                                    "BUSY",
                                    "BROKEN",
                                    "NOT_ACCEPTED",
                                    "BAD_RECEIPT",
                                    "GAP",
                                    "IDENTITY",
                                    "REFUSED",
                                    "CONFLICT",
                                ],
                            )
                        ),
                        name="message_failure_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "digest",
                                models.Func(
                                    models.Func(
                                        models.F("payload"), function="sha256", output_field=models.BinaryField()
                                    ),
                                    models.Value("hex"),
                                    function="encode",
                                    output_field=models.CharField(),
                                ),
                            )
                        ),
                        name="message_digest_is_of_payload",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", False), ("state", "ACKNOWLEDGED")),
                            models.Q(
                                models.Q(("state", "ACKNOWLEDGED"), _negated=True), ("acknowledged_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="message_acknowledged_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_token__isnull", True), ("leased_until__isnull", True)),
                            models.Q(
                                ("lease_token__isnull", False), ("leased_until__isnull", False), ("state", "READY")
                            ),
                            _connector="OR",
                        ),
                        name="message_lease_whole_and_ready",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "PARKED"), _negated=True),
                            models.Q(
                                models.Q(("failure", ""), _negated=True), models.Q(("last_error", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="message_parked_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="national.message",
                        verbose_name="消息",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("CREATED", "已入库"), ("DUPLICATE", "此前已入库"), ("STALE", "对方平台已有更新版本")],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("receipt_number", models.CharField(max_length=64, verbose_name="回执编号")),
                ("assigned_number", models.CharField(blank=True, max_length=64, verbose_name="对方平台编号")),
                ("received_at", models.DateTimeField(verbose_name="对方接收时间")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("signature", models.CharField(max_length=200, verbose_name="签名")),
                ("key_id", models.CharField(max_length=40, verbose_name="密钥编号")),
                ("raw", models.BinaryField(verbose_name="回执原文")),
                ("stored_at", models.DateTimeField(verbose_name="保存时间")),
            ],
            options={
                "verbose_name": "回执",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["CREATED", "DUPLICATE", "STALE"])),
                        name="receipt_result_known",
                    ),
                    models.UniqueConstraint(fields=("message", "receipt_number"), name="receipt_kept_once"),
                ],
                "indexes": [models.Index(fields=["stored_at"], name="receipt_stored")],
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("destination", "aggregate"),
                        name="hold_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ["NATIONAL"])), name="hold_destination_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="hold_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at", None), ("released_by", "")),
                            models.Q(("released_at__isnull", False), models.Q(("released_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hold_released_by_somebody",
                    ),
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ["NATIONAL"])), name="line_destination_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failing_since", None), ("failures", 0)),
                            models.Q(("failing_since__isnull", False), ("failures__gt", 0)),
                            _connector="OR",
                        ),
                        name="line_fails_since_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="national.message",
                        verbose_name="消息",
                    ),
                ),
                ("sent_digest", models.CharField(blank=True, max_length=64, verbose_name="发出内容摘要")),
                ("started_at", models.DateTimeField(verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("OPEN", "进行中"),
                            ("ACKNOWLEDGED", "已收到回执"),
                            ("RETRY", "将再次送达"),
                            ("PARKED", "已搁置"),
                            ("UNKNOWN", "结果不明"),
                        ],
                        default="OPEN",
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("http_status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP 状态")),
                ("error", models.TextField(blank=True, verbose_name="说明")),
            ],
            options={
                "verbose_name": "送达记录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["OPEN", "ACKNOWLEDGED", "RETRY", "PARKED", "UNKNOWN"])),
                        name="delivery_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "OPEN")),
                            models.Q(models.Q(("outcome", "OPEN"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_ended_has_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "OPEN")),
                        fields=("message",),
                        name="delivery_one_open_per_message",
                    ),
                ],
            },
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
                name="message_content_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."destination" IS DISTINCT FROM (NEW."destination") OR OLD."aggregate" IS DISTINCT FROM (NEW."aggregate") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."update_flag" IS DISTINCT FROM (NEW."update_flag") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e2db6a63bdbbd85a93d8188ebd2af1c429a09564",
                    operation="UPDATE",
                    pgid="pgtrigger_message_content_fixed_faeb6",
                    table="national_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="message_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="71828955d5ca946f88ee20a3987564dc13d1b41a",
                    operation="DELETE",
                    pgid="pgtrigger_message_kept_17195",
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
    ]
