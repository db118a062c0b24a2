"""Who took a list or a paper away, or read the history, for which unit (U06, U08, R32)."""

from typing import ClassVar

from django.db import models

from accounts.models.authorities import Authority
from accounts.models.enterprises import Enterprise
from accounts.models.people import User


class ReadingKind(models.TextChoices):
    """What is kept of reading."""

    DOWNLOAD = "DOWNLOAD", "下载"
    EXPORT = "EXPORT", "导出"
    SEARCH = "SEARCH", "历史检索"
    TIMELINE = "TIMELINE", "查阅历史"


class Reading(models.Model):
    """One export of a list, one paper taken away, or one look at the history. Rows are added, never changed.

    A paper's file name is not repeated here: that of a draft is its enterprise's alone (A-18).

    :ivar asked: the filters, as the address had them.
    :ivar subject: the ``row_guid`` of the project whose history or paper was read; empty for a list.
    :ivar paper_guid: the paper; None for what the portal made itself.
    :ivar sha256: of the file that was taken, where it was signed; empty else.
    :ivar address: from where; None in readings of before addresses were kept.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查阅人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="主管部门")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", null=True, verbose_name="企业")
    kind = models.CharField("方式", max_length=8, choices=ReadingKind)
    title = models.CharField("内容", max_length=100)
    asked = models.CharField("条件", max_length=600, blank=True)
    subject = models.CharField("事项", max_length=80, blank=True)
    paper_guid = models.UUIDField("附件", null=True)
    address = models.GenericIPAddressField("网络地址", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    read_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查阅记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(authority=None, enterprise__isnull=False)
                | models.Q(authority__isnull=False, enterprise=None),
                name="reading_is_for_one_unit",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "-id"], name="reading_by_authority"),
            models.Index(fields=["enterprise", "-id"], name="reading_by_enterprise"),
            models.Index(fields=["user", "-read_at"], name="reading_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.title}"
