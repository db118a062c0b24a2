"""Registrations that wait for the province: of an enterprise that old records brought, not its own people."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.enterprises import Enterprise
from accounts.models.people import User
from accounts.rules import EnterpriseKind


class EnterpriseClaim(models.Model):
    """Somebody registers an enterprise that came with old records; nobody has worked for it here yet.

    Whoever knew its code first would otherwise come by its records. ``name`` and ``kinds`` are those that he states.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="claims", verbose_name="企业")
    user = models.ForeignKey(User, models.PROTECT, related_name="claims", verbose_name="登记人")
    name = models.CharField("企业名称", max_length=200)
    kinds = ArrayField(models.CharField(max_length=12, choices=EnterpriseKind), verbose_name="企业类别")
    claimed_at = models.DateTimeField("登记时间")
    is_approved = models.BooleanField("核准", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="核实人")
    decided_at = models.DateTimeField("核实时间", null=True)

    class Meta:
        verbose_name = "企业登记申请"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_approved=None, decided_by=None, decided_at=None, reason="")
                | models.Q(is_approved=True, decided_by__isnull=False, decided_at__isnull=False)
                | models.Q(is_approved=False, decided_by__isnull=False, decided_at__isnull=False)
                & ~models.Q(reason=""),
                name="claim_is_open_or_decided",
            ),
            models.UniqueConstraint(
                fields=["enterprise"], condition=models.Q(is_approved=True), name="enterprise_claimed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.enterprise}"

    @property
    def kind_labels(self) -> str:
        """The kinds that he states, in words."""
        return "、".join(EnterpriseKind(kind).label for kind in self.kinds)
