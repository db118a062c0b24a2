"""The ledger of changes, and the Merkle log over it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("audit", "0001_privileges")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="叶数")),
                ("root", models.BinaryField(verbose_name="根哈希")),
                ("note", models.TextField(verbose_name="签名文本")),
                ("signed_at", models.DateTimeField(verbose_name="签名时间")),
            ],
            options={
                "verbose_name": "检查点",
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "size", "witness", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("size", models.BigIntegerField(verbose_name="叶数")),
                ("witness", models.CharField(max_length=200, verbose_name="见证方")),
                ("line", models.TextField(verbose_name="签名行")),
                ("witnessed_at", models.DateTimeField(verbose_name="见证时间")),
            ],
            options={
                "verbose_name": "见证签名",
            },
        ),
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
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("event_id", models.BigIntegerField(unique=True, verbose_name="历史记录")),
                ("hash", models.BinaryField(verbose_name="叶哈希")),
            ],
            options={
                "verbose_name": "叶",
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="历史记录")),
            ],
            options={
                "verbose_name": "待入树的历史记录",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="时间")),
                ("transaction_id", models.BigIntegerField(verbose_name="事务")),
                ("object_type", models.CharField(max_length=63, verbose_name="对象")),
                ("object_id", models.CharField(max_length=64, verbose_name="对象编号")),
                ("object_version", models.PositiveIntegerField(verbose_name="版本")),
                (
                    "operation",
                    models.CharField(
                        choices=[("INSERT", "新增"), ("UPDATE", "修改"), ("DELETE", "删除")],
                        max_length=6,
                        verbose_name="操作",
                    ),
                ),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="人员")),
                ("actor_name", models.CharField(max_length=100, verbose_name="姓名")),
                ("role", models.CharField(max_length=30, verbose_name="角色")),
                ("unit", models.CharField(max_length=200, verbose_name="单位")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("reason", models.TextField(verbose_name="事由")),
                ("subject", models.CharField(max_length=80, verbose_name="事项")),
                ("request_id", models.CharField(max_length=64, verbose_name="请求")),
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                ("rule_version", models.CharField(max_length=64, verbose_name="规则版本")),
                ("payload", models.BinaryField(verbose_name="原文")),
            ],
            options={
                "verbose_name": "历史记录",
                "indexes": [
                    models.Index(fields=["subject", "id"], name="event_subject"),
                    models.Index(
                        condition=models.Q(("actor_id__isnull", False)), fields=["actor_id", "id"], name="event_actor"
                    ),
                    models.Index(fields=["transaction_id", "id"], name="event_transaction"),
                    models.Index(fields=["object_type", "id"], name="event_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("object_type", "object_id", "object_version"), name="event_object_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sm3Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="层")),
                ("index", models.BigIntegerField(verbose_name="序号")),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽度")),
                ("hashes", models.BinaryField(verbose_name="哈希")),
            ],
            options={
                "verbose_name": "SM3 哈希块",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("width__gte", 1), ("width__lte", 256)), name="sm3_tile_width"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="层")),
                ("index", models.BigIntegerField(verbose_name="序号")),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽度")),
                ("hashes", models.BinaryField(verbose_name="哈希")),
            ],
            options={
                "verbose_name": "哈希块",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("width__gte", 1), ("width__lte", 256)), name="tile_width"
                    )
                ],
            },
        ),
    ]
