"""Bugs of the portal: a sender that takes silence for a receipt, and a bulk page that does not say what it did."""

from datetime import UTC, datetime
from itertools import count

from common.errors import RuleError
from confirmation import bulk
from national import drain
from national.models import Outcome, ReceiptResult
from national.verdicts import Verdict, VerifiedReceipt

_cases = count()


def change(bug):
    if bug == "early":
        drain.Verdict = _Early
    else:
        bulk._ACTS[bulk.BulkAct.CONFIRM] = _lying


def _lying(one, wanted, number):
    """Says of one in three that it is done, which it is not, and of one that it is not, which it is."""
    turn = next(_cases) % 3
    if turn == 0:
        return "已确认"
    done = bulk._confirm(one, wanted, number)
    if turn == 1:
        raise RuleError("未确认")
    return done


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
