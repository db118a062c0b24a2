"""What somebody has typed and not yet saved (E12)."""

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise, User


class Draft(models.Model):
    """The values of one form as typed, sealed as a whole: an identity number may stand among them (ADR 0012).

    It is no filing: it is not ledgered, and it ends when the form is saved.

    :ivar key: which form, see ``projects.drafts.key_of``.
    :ivar version: counts the savings, so that two colleagues do not write over each other unknowingly.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    key = models.CharField("表单", max_length=120)
    sealed = models.BinaryField("内容")
    version = models.PositiveIntegerField("版本", default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "未保存的填写内容"
        constraints: ClassVar = [models.UniqueConstraint(fields=["enterprise", "key"], name="draft_once_a_form")]
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return self.key
