"""What the virus scanner found in a file's bytes: once for each content, however often it is used."""

from typing import ClassVar

from django.db import models

from projects.models.files import StoredFile
from projects.rules.scans import ScanState


class PaperScan(models.Model):
    """The scan of one stored file: waiting and due, or done.

    :param error: why the last try came to nothing.
    """

    file = models.OneToOneField(StoredFile, models.PROTECT, primary_key=True, related_name="scan", verbose_name="文件")
    state = models.CharField("状态", max_length=11, choices=ScanState, default=ScanState.PENDING)
    signature = models.CharField("病毒名称", max_length=200, blank=True)
    scanned_at = models.DateTimeField("扫描时间", null=True)
    attempts = models.PositiveIntegerField("次数", default=0)
    error = models.CharField("未完成的原因", max_length=300, blank=True)
    due_at = models.DateTimeField("下次扫描", null=True)

    class Meta:
        verbose_name = "病毒扫描"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=ScanState.PENDING, due_at__isnull=False, scanned_at=None, signature="")
                | models.Q(state=ScanState.CLEAN, due_at=None, scanned_at__isnull=False, signature="")
                | models.Q(state=ScanState.INFECTED, due_at=None, scanned_at__isnull=False) & ~models.Q(signature=""),
                name="scan_waits_or_says_what_it_found",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-due_at"], name="scan_due", condition=models.Q(state=ScanState.PENDING))
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.get_state_display()}"
