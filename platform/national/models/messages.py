"""Messages to another platform: one version of one aggregate each."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value


class Destination(models.TextChoices):
    NATIONAL = "NATIONAL", "全国建筑市场监管公共服务平台"


class MessageState(models.TextChoices):
    READY = "READY", "待送达"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已送达"
    PARKED = "PARKED", "已搁置"
    SUPERSEDED = "SUPERSEDED", "已由后一版本代替"


# Nothing waits for these any more.
SETTLED = (MessageState.ACKNOWLEDGED, MessageState.SUPERSEDED)
TRANSITIONS = [
    (MessageState.READY, MessageState.ACKNOWLEDGED),
    (MessageState.READY, MessageState.PARKED),
    (MessageState.PARKED, MessageState.READY),
    (MessageState.PARKED, MessageState.SUPERSEDED),
    (
        MessageState.ACKNOWLEDGED,
        MessageState.READY,
    ),  # the other platform has lost it: only with ``repairs`` grown by one
]


class UpdateFlag(models.TextChoices):
    U = "U", "有效"
    D = "D", "撤回"


class Failure(models.TextChoices):
    """Why the last attempt did not end with a receipt. All but REFUSED and CONFLICT are tried again for ever."""

    UNREACHABLE = "UNREACHABLE", "连接不上对方平台"
    BUSY = "BUSY", "对方平台要求稍后再送"
    BROKEN = "BROKEN", "没有得到完整应答"
    NOT_ACCEPTED = "NOT_ACCEPTED", "请求未被受理"
    BAD_RECEIPT = "BAD_RECEIPT", "回执未通过核验"
    GAP = "GAP", "对方平台缺少前一版本"
    IDENTITY = "IDENTITY", "证件号码暂时无法取得"
    REFUSED = "REFUSED", "数据被对方平台退回"
    CONFLICT = "CONFLICT", "对方平台已有同一版本的不同内容"


class MessageQuerySet(models.QuerySet["Message"]):
    """Filters; none of them orders."""

    def to(self, destination: str) -> Self:
        return self.filter(destination=destination)

    def about(self, aggregates: Iterable[str]) -> Self:
        return self.filter(aggregate__in=list(aggregates))

    def pending(self) -> Self:
        """Not settled yet: waiting, being sent or parked."""
        return self.exclude(state__in=SETTLED)

    def due(self, at: datetime) -> Self:
        """Waiting to be sent; a leased message is due again when its lease has run out."""
        return self.filter(state=MessageState.READY, due_at__lte=at)

    def heads(self) -> Self:
        """Messages with no earlier unacknowledged version of the same aggregate: only these may be sent."""
        # Not NOT EXISTS: PostgreSQL makes that a join, and with statistics from an empty outbox it reads the whole
        # outbox for every row. A scalar subquery stays one look into message_unsettled.
        first = Message.objects.pending().filter(destination=OuterRef("destination"), aggregate=OuterRef("aggregate"))
        return self.filter(version=Subquery(first.order_by("version").values("version")[:1]))

    def with_follows(self) -> Self:
        """With ``follows``, the newest earlier version that was acknowledged."""
        earlier = Message.objects.filter(
            destination=OuterRef("destination"),
            aggregate=OuterRef("aggregate"),
            version__lt=OuterRef("version"),
            state=MessageState.ACKNOWLEDGED,
        )
        return self.annotate(follows=Subquery(earlier.order_by("-version").values("version")[:1]))


class Message(models.Model):
    """One version of one aggregate on its way to another platform. Content never changes after the insert.

    ``payload`` is canonical JSON as UTF-8 bytes in which identity numbers are placeholders; ``digest`` is its SHA-256.
    ``note`` says under which clause it is sent. ``due_at`` is the moment from which it may be sent (again).
    """

    destination = models.CharField("接收平台", max_length=20, choices=Destination)
    aggregate = models.CharField("业务对象", max_length=64)
    version = models.PositiveIntegerField("版本")
    key = models.CharField("幂等键", max_length=64)
    update_flag = models.CharField("更新标识", max_length=1, choices=UpdateFlag)
    payload = models.BinaryField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    note = models.CharField("依据", max_length=300)
    state = models.CharField("状态", max_length=12, choices=MessageState, default=MessageState.READY)
    due_at = models.DateTimeField("可送时间")
    lease_token = models.UUIDField("租约", null=True, editable=False)
    leased_until = models.DateTimeField("租约到期", null=True, editable=False)
    tries = models.PositiveIntegerField("送达次数", default=0)
    failure = models.CharField("未送达原因", max_length=12, choices=Failure, blank=True)
    last_error = models.TextField("说明", blank=True)
    # What the platform refused in it: code of ``contract.REFUSALS``, place and words.
    refusals = models.JSONField("退回的内容", default=list, blank=True)
    created_at = models.DateTimeField("生成时间")
    acknowledged_at = models.DateTimeField("送达时间", null=True)
    # How often the other platform had lost it and it was sent again under its key.
    repairs = models.PositiveSmallIntegerField("补送次数", default=0)

    follows: int | None  # of rows that come ``with_follows``

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "报送消息"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["destination", "aggregate", "version"], name="message_version_once"),
            models.UniqueConstraint(fields=["destination", "key"], name="message_key_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="message_versions_start_at_one"),
            models.CheckConstraint(condition=Q(destination__in=Destination.values), name="message_destination_known"),
            models.CheckConstraint(condition=Q(update_flag__in=UpdateFlag.values), name="message_update_flag_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(failure__in=["", *Failure.values]), name="message_failure_known"),
            models.CheckConstraint(
                condition=Q(
                    digest=Func(
                        Func(F("payload"), function="sha256", output_field=models.BinaryField()),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
                name="message_digest_is_of_payload",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.ACKNOWLEDGED, acknowledged_at__isnull=False)
                | (~Q(state=MessageState.ACKNOWLEDGED) & Q(acknowledged_at__isnull=True)),
                name="message_acknowledged_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, leased_until__isnull=True)
                | Q(lease_token__isnull=False, leased_until__isnull=False, state=MessageState.READY),
                name="message_lease_whole_and_ready",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.PARKED) | (~Q(failure="") & ~Q(last_error="")),
                name="message_parked_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="READY"), name="message_due"),
            models.Index(
                fields=["destination", "aggregate", "version"],
                condition=~Q(state__in=["ACKNOWLEDGED", "SUPERSEDED"]),
                name="message_unsettled",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="message_states",
                field="state",
                transitions=[(before.value, after.value) for before, after in TRANSITIONS],
                condition=pgtrigger.AnyChange("state"),
            ),
            pgtrigger.ReadOnly(
                name="message_content_fixed",
                fields=["destination", "aggregate", "version", "key", "update_flag", "digest", "note", "created_at"],
            ),
            pgtrigger.Protect(name="message_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="message_repair_is_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("state", "repairs"),
                func="""
                    IF NEW.repairs <> OLD.repairs
                       + (OLD.state = 'ACKNOWLEDGED' AND NEW.state = 'READY')::int THEN
                      RAISE EXCEPTION 'an acknowledged message waits again as a counted repair, and only then'
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aggregate} 第{self.version}版（{self.get_state_display()}）"
