"""The permanent history: one append-only ledger for every business table (四（三）)."""

from typing import ClassVar

from django.db import models


class Operation(models.TextChoices):
    INSERT = "INSERT", "新增"
    UPDATE = "UPDATE", "修改"
    DELETE = "DELETE", "删除"


class Event(models.Model):
    """One change of one row, written by a trigger in the transaction that made it; never changed, never pruned.

    ``payload`` is the canonical JSON of the whole entry as bytes, kept exactly as it will be hashed; the other columns
    repeat parts of it so that it can be searched. Plain ids, no foreign keys: history outlives what it speaks of.
    """

    recorded_at = models.DateTimeField("时间")
    transaction_id = models.BigIntegerField("事务")
    object_type = models.CharField("对象", max_length=63)
    object_id = models.CharField("对象编号", max_length=64)
    object_version = models.PositiveIntegerField("版本")
    operation = models.CharField("操作", max_length=6, choices=Operation)
    actor_id = models.BigIntegerField("人员", null=True)
    actor_name = models.CharField("姓名", max_length=100)
    role = models.CharField("角色", max_length=30)
    unit = models.CharField("单位", max_length=200)
    action = models.CharField("动作", max_length=60)
    reason = models.TextField("事由")
    subject = models.CharField("事项", max_length=80)
    request_id = models.CharField("请求", max_length=64)
    channel = models.CharField("渠道", max_length=20)
    rule_version = models.CharField("规则版本", max_length=64)
    payload = models.BinaryField("原文")

    class Meta:
        verbose_name = "历史记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_type", "object_id", "object_version"], name="event_object_version"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="event_subject"),
            models.Index(fields=["actor_id", "id"], name="event_actor", condition=models.Q(actor_id__isnull=False)),
            models.Index(fields=["transaction_id", "id"], name="event_transaction"),
            models.Index(fields=["object_type", "id"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} v{self.object_version}"


class Pending(models.Model):
    """An event that has no leaf yet; written by the ledger's trigger with the event, taken away with its leaf.

    There is no cursor: an event that commits late, under a number below others, is simply taken later.
    """

    event_id = models.BigIntegerField("历史记录", primary_key=True)

    class Meta:
        verbose_name = "待入树的历史记录"

    def __str__(self) -> str:
        return str(self.event_id)


class Leaf(models.Model):
    """One event's place in the Merkle tree: ``index`` counts from 0 without a gap; event numbers may have gaps."""

    index = models.BigIntegerField("序号", primary_key=True)
    event_id = models.BigIntegerField("历史记录", unique=True)
    hash = models.BinaryField("叶哈希")

    class Meta:
        verbose_name = "叶"

    def __str__(self) -> str:
        return str(self.index)


class AbstractTile(models.Model):
    """Up to 256 hashes of one level, as C2SP tlog-tiles cuts the tree; grows on the right and changes in no other way.

    ``hashes`` has 32 bytes for each of ``width`` entries; an entry of level ``n + 1`` is the root of a whole tile of
    level ``n``.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField("层")
    index = models.BigIntegerField("序号")
    width = models.PositiveSmallIntegerField("宽度")
    hashes = models.BinaryField("哈希")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.level}/{self.index}.p/{self.width}"


class Tile(AbstractTile):
    """Of the log's tree, by SHA-256."""

    class Meta:
        verbose_name = "哈希块"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(width__gte=1, width__lte=256), name="tile_width"),
        ]


class Sm3Tile(AbstractTile):
    """Of the second tree, by SM3, over the same leaves; empty unless ``LEDGER_SM3`` is or was set."""

    class Meta:
        verbose_name = "SM3 哈希块"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(width__gte=1, width__lte=256), name="sm3_tile_width"),
        ]


class Checkpoint(models.Model):
    """The tree's root at one size, signed by the log: a C2SP signed note."""

    size = models.BigIntegerField("叶数", primary_key=True)
    root = models.BinaryField("根哈希")
    note = models.TextField("签名文本")
    signed_at = models.DateTimeField("签名时间")

    class Meta:
        verbose_name = "检查点"

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """A witness's word that it saw this checkpoint and that it continues what it saw before (C2SP tlog-cosignature)."""

    pk = models.CompositePrimaryKey("size", "witness")
    size = models.BigIntegerField("叶数")
    witness = models.CharField("见证方", max_length=200)
    line = models.TextField("签名行")
    witnessed_at = models.DateTimeField("见证时间")

    class Meta:
        verbose_name = "见证签名"

    def __str__(self) -> str:
        return f"{self.size} {self.witness}"


class HistoryCheck(models.Model):
    """One check of the whole history and its guards, and what it found. Rows are added, never changed.

    :ivar exported: checkpoints that were held against the exported folder; 0 where the checker does not see it.
    :ivar fault: the first thing of the history that does not hold; empty when it is whole.
    :ivar guards: the guards that are down, in words; empty when all stand.
    """

    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    events = models.BigIntegerField("历史记录")
    tables = models.PositiveIntegerField("数据表")
    checkpoints = models.PositiveIntegerField("检查点")
    exported = models.PositiveIntegerField("与外部目录对照")
    witnessed = models.PositiveIntegerField("有见证签名")
    fault = models.TextField("历史的问题", blank=True)
    guards = models.TextField("保护的问题", blank=True)

    class Meta:
        verbose_name = "历史核验"

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M}"

    @property
    def seconds(self) -> int:
        """How long it took."""
        return round((self.ended_at - self.started_at).total_seconds())

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not (self.fault or self.guards)
