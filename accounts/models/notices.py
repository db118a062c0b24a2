"""What people are told, how it leaves the portal, and what each of them wants to be told that way (E24)."""

from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models.enterprises import Enterprise, Membership
from accounts.models.people import User
from accounts.rules import NoticeChannel, NoticeKind, SendingState


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Filters of notices."""

    def visible_to(self, user: User, today: date) -> "NoticeQuerySet":
        """The user's own; what he was told as a member of an enterprise only while he is one. One query."""
        firms = Membership.objects.current(today).filter(user=user).values("enterprise_id")
        return self.filter(models.Q(enterprise=None) | models.Q(enterprise__in=firms), user=user)


class Notice(models.Model):
    """Something that one person is told, for himself or as a member of an enterprise."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name="用户")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", null=True, verbose_name="企业")
    kind = models.CharField("类型", max_length=11, choices=NoticeKind)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    url = models.CharField("页面", max_length=300, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        indexes: ClassVar = [
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["user", "-id"], name="notice_of_user"),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeSending(models.Model):
    """The sending of one notice through one channel: its state, how often it was tried and what went wrong."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="sendings", verbose_name="通知")
    channel = models.CharField("方式", max_length=4, choices=NoticeChannel)
    state = models.CharField("状态", max_length=11, choices=SendingState)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("原因", max_length=300, blank=True)
    due_at = models.DateTimeField("下次发送", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = "通知发送"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notice_sending_once"),
            models.CheckConstraint(
                condition=models.Q(state=SendingState.WAITING, due_at__isnull=False)
                | ~models.Q(state=SendingState.WAITING) & models.Q(due_at=None),
                name="waiting_sending_is_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="notice_sending_due", condition=models.Q(state=SendingState.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_channel_display()} {self.get_state_display()}"


class NoticeSetting(models.Model):
    """What one person wants to be told of one kind of thing, and how."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notice_settings", verbose_name="用户")
    kind = models.CharField("类型", max_length=11, choices=NoticeKind)
    by_mail = models.BooleanField("邮件")
    by_sms = models.BooleanField("短信")

    class Meta:
        verbose_name = "通知设置"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="notice_setting_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"
