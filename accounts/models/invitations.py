"""Invitations to work for an enterprise."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from accounts.models.enterprises import Enterprise
from accounts.models.people import User
from accounts.rules import MemberRole


class Invitation(models.Model):
    """An administrator asks a person in. The link's token is kept as a digest alone, and never enters the ledger."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="invitations", verbose_name="企业")
    username = models.CharField("登录名", max_length=150)
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    role = models.CharField("角色", max_length=7, choices=MemberRole)
    token_digest = models.CharField("链接摘要", max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="邀请人")
    created_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "邀请"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None), name="invitation_ends_one_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.enterprise}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
