"""A sender that takes silence for a receipt."""

from datetime import UTC, datetime

from national import drain
from national.models import Outcome, ReceiptResult
from national.verdicts import Verdict, VerifiedReceipt


def change(_bug):
    drain.Verdict = _Early


class _Early(Verdict):
    """What was sent counts as delivered, whatever came back."""

    @classmethod
    def undelivered(cls, error):
        receipt = VerifiedReceipt(
            result=ReceiptResult.CREATED,
            number="EARLY",
            assigned_number="",
            received_at=datetime.now(UTC),
            digest="",
            signature="",
            key_id="",
            raw=b"{}",
        )
        return Verdict(Outcome.ACKNOWLEDGED, receipt=receipt)
