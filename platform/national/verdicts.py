"""What an answer means for a message. Pure: nothing is read, written or sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from national import contract
from national.answers import Answer, Undelivered
from national.client import Parcel
from national.models import Failure, Outcome, ReceiptResult
from national.signatures import is_signed

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=15)
LONGEST_WORDS = 1000
LONGEST_NUMBER = 64
PARKING = frozenset({Failure.REFUSED, Failure.CONFLICT})  # trying again unchanged cannot help


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt whose signature, key, version and digest have been checked."""

    result: ReceiptResult
    number: str
    assigned_number: str
    received_at: datetime
    digest: str
    signature: str
    key_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one message after one attempt.

    :param missing_from: the earliest version that the platform has lost and wants first.
    :param refusals: what the platform refused: code, place and words of each.
    """

    outcome: Outcome
    failure: Failure | None = None
    words: str = ""
    status: int | None = None
    retry_after: timedelta | None = None
    receipt: VerifiedReceipt | None = None
    missing_from: int | None = None
    refusals: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def failed(
        cls, failure: Failure, words: str, *, status: int | None = None, retry_after: timedelta | None = None
    ) -> Self:
        """Parked when trying again cannot help, otherwise to be tried again."""
        outcome = Outcome.PARKED if failure in PARKING else Outcome.RETRY
        return cls(outcome, failure, _storable(words), status, retry_after)

    @classmethod
    def undelivered(cls, error: Undelivered) -> Self:
        """The verdict on a message whose request brought no answers."""
        return cls.failed(error.failure, str(error), status=error.status, retry_after=error.retry_after)


class BadReceipt(Exception):
    """The receipt proves nothing; the message names the part that is wrong, in Chinese."""


def judge(parcel: Parcel, answer: Answer | None, receipt_keys: Mapping[str, str]) -> Verdict:
    """Decide what an answer is worth.

    :param receipt_keys: the other platform's keys by key id.
    """
    if answer is None:
        return Verdict.failed(Failure.BROKEN, "应答中没有本条的结果", status=200)
    if answer.result in contract.WITH_RECEIPT:
        return _with_receipt(parcel, answer, receipt_keys)
    if answer.result == contract.CONFLICT:
        return _conflict(parcel, answer, receipt_keys)
    if answer.result == contract.INVALID:
        refused = Verdict.failed(Failure.REFUSED, answer.words or "对方平台未说明原因", status=answer.status)
        return replace(refused, refusals=answer.errors)
    if answer.result == contract.GAP:
        return _gap(parcel, answer)
    return Verdict.failed(Failure.BROKEN, f"无法理解的结果“{answer.result}”{answer.words}", status=answer.status)


def delay_before(tries: int, draw: float) -> timedelta:
    """Full jitter: anything up to 1 s after the first try, doubling to 15 minutes.

    :param tries: attempts made so far, at least 1.
    :param draw: a random number from 0 up to 1.
    """
    ceiling = min(LONGEST_DELAY, FIRST_DELAY * (1 << min(tries - 1, 20)))
    return ceiling * draw


def _with_receipt(parcel: Parcel, answer: Answer, keys: Mapping[str, str]) -> Verdict:
    try:
        receipt = verify(answer.receipt, parcel, keys, ReceiptResult(answer.result.upper()))
    except BadReceipt as error:
        return Verdict.failed(Failure.BAD_RECEIPT, str(error), status=answer.status)
    return Verdict(Outcome.ACKNOWLEDGED, status=answer.status, receipt=receipt)


def _conflict(parcel: Parcel, answer: Answer, keys: Mapping[str, str]) -> Verdict:
    """Our own earlier sending is no conflict.

    A person's number may have been corrected between two attempts, which changes the bytes though not the message.
    """
    try:
        receipt = verify(answer.receipt, parcel, keys, ReceiptResult.DUPLICATE)
    except BadReceipt:
        words = answer.words or "对方平台已有同一版本的不同内容"
        return Verdict.failed(Failure.CONFLICT, words, status=answer.status)
    return Verdict(Outcome.ACKNOWLEDGED, status=answer.status, receipt=receipt)


def _gap(parcel: Parcel, answer: Answer) -> Verdict:
    """The platform has lost what it once acknowledged; what it says is believed only below the version sent."""
    verdict = Verdict.failed(Failure.GAP, answer.words or "对方平台缺少前一版本", status=answer.status)
    lost = answer.expected_version
    return replace(verdict, missing_from=lost) if lost is not None and 1 <= lost < parcel.version else verdict


def verify(
    receipt: Mapping[str, Any] | None, parcel: Parcel, keys: Mapping[str, str], result: ReceiptResult
) -> VerifiedReceipt:
    """Check a receipt against what was sent.

    :raises BadReceipt: when a field is missing, or signature, key, version or digest is wrong.
    """
    if not isinstance(receipt, Mapping) or set(receipt) != set(contract.RECEIPT_FIELDS):
        raise BadReceipt("回执缺少约定的字段")
    if any(not isinstance(value, str) for name, value in receipt.items() if name != "version"):
        raise BadReceipt("回执字段的类型不符合约定")
    secret = keys.get(receipt["key_id"])
    if secret is None:
        raise BadReceipt(f"回执使用了未知的密钥“{receipt['key_id']}”")
    if not _signed(receipt, secret):
        raise BadReceipt("回执签名不符")
    if (receipt["key"], receipt["version"]) != (parcel.key, parcel.version):
        raise BadReceipt("回执属于另一条消息")
    if receipt["digest"] not in {parcel.digest, *parcel.earlier_digests}:
        raise BadReceipt("回执中的内容摘要与发出的内容不符")
    return VerifiedReceipt(
        result=result,
        number=_number(receipt["receipt_no"]),
        assigned_number=_number(receipt["number"]),
        received_at=_moment(receipt["received_at"]),
        digest=receipt["digest"],
        signature=receipt["sig"],
        key_id=receipt["key_id"],
        raw=contract.canonical_json(dict(receipt)),
    )


def _signed(receipt: Mapping[str, Any], secret: str) -> bool:
    try:
        return is_signed(secret, contract.receipt_text(receipt), receipt["sig"])
    except (TypeError, ValueError):  # a value that has no canonical form was never signed
        return False


def _number(text: str) -> str:
    if len(text) > LONGEST_NUMBER or text != _storable(text):
        raise BadReceipt("回执中的编号过长或含有不可用的字符")
    return text


def _storable(words: str) -> str:
    """Foreign words as PostgreSQL can keep them: one bad character must not stop a whole batch from being settled."""
    return words.replace("\0", "").encode(errors="replace").decode()[:LONGEST_WORDS]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadReceipt("回执的接收时间无法识别") from error
    if moment.tzinfo is None:
        raise BadReceipt("回执的接收时间缺少时区")
    return moment
