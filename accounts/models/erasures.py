"""Proposals to erase an identity number, which another person decides."""

from typing import ClassVar

from django.db import models

from accounts.models.people import Person, User


class ErasureProposal(models.Model):
    """One administrator's proposal that a person's identity number be erased; another one erases it, or it is dropped.

    :ivar reason: why, with the request's or the document's number.
    :ivar is_erased: the decision; meaningful once ``decided_at`` is set.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    reason = models.TextField("事由")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    is_erased = models.BooleanField("已删除", default=False)

    class Meta:
        verbose_name = "删除证件号码的提议"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, is_erased=False)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="erasure_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(is_erased=False) | ~models.Q(decided_by=models.F("proposed_by")),
                name="erasure_is_two_persons_word",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(decided_at=None), name="one_open_erasure_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.proposed_at:%Y-%m-%d}"
