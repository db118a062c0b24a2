"""What became of a message: each attempt to hand it over, and the receipts for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from national.models.messages import Message


class Outcome(models.TextChoices):
    OPEN = "OPEN", "进行中"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已收到回执"
    RETRY = "RETRY", "将再次送达"
    PARKED = "PARKED", "已搁置"
    UNKNOWN = "UNKNOWN", "结果不明"  # the sender ended before it could write the answer down


class ReceiptResult(models.TextChoices):
    """How the other platform answered when it handed the receipt over."""

    CREATED = "CREATED", "已入库"
    DUPLICATE = "DUPLICATE", "此前已入库"
    STALE = "STALE", "对方平台已有更新版本"


class Delivery(models.Model):
    """One attempt to hand a message over: one claim, however many requests it took.

    The row is written before the first byte leaves, so that a digest that may have arrived is always known here.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", verbose_name="消息")
    sent_digest = models.CharField("发出内容摘要", max_length=64, blank=True)  # empty: nothing could be sent
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.OPEN)
    http_status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    error = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "送达记录"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="delivery_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, ended_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(ended_at__isnull=False)),
                name="delivery_ended_has_moment",
            ),
            models.UniqueConstraint(
                fields=["message"], condition=Q(outcome="OPEN"), name="delivery_one_open_per_message"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.get_outcome_display()}"


class Receipt(models.Model):
    """The other platform's signed word that it holds the message; ``raw`` is its canonical JSON, signature included.

    ``digest`` covers the bytes that were sent. ``assigned_number`` is the number that platform gave the aggregate. A
    message has a second one when the other platform had lost the first; the newest counts.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="receipts", verbose_name="消息")
    result = models.CharField("结果", max_length=12, choices=ReceiptResult)
    receipt_number = models.CharField("回执编号", max_length=64)
    assigned_number = models.CharField("对方平台编号", max_length=64, blank=True)
    received_at = models.DateTimeField("对方接收时间")
    digest = models.CharField("内容摘要", max_length=64)
    signature = models.CharField("签名", max_length=200)
    key_id = models.CharField("密钥编号", max_length=40)
    raw = models.BinaryField("回执原文")
    stored_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "回执"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(result__in=ReceiptResult.values), name="receipt_result_known"),
            models.UniqueConstraint(fields=["message", "receipt_number"], name="receipt_kept_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["stored_at"], name="receipt_stored")]

    def __str__(self) -> str:
        return self.receipt_number
