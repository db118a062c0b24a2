"""What a virus scan of a paper says, and the words for it (E11)."""

from django.db import models


class ScanState(models.TextChoices):
    """Where the scan of a file's bytes stands; the last one is not stored: nobody scans here."""

    PENDING = "PENDING", "等待病毒扫描"
    CLEAN = "CLEAN", "未发现病毒"
    INFECTED = "INFECTED", "发现病毒"
    NOT_SCANNED = "NOT_SCANNED", "未启用病毒扫描"


SCAN_TONES = {
    ScanState.PENDING: "progress",
    ScanState.CLEAN: "success",
    ScanState.INFECTED: "danger",
    ScanState.NOT_SCANNED: "neutral",
}
