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
            models.Index(fields=["request_id"], name="event_request"),
            models.Index(fields=["actor_id", "id"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} v{self.object_version}"
