"""What an answer is worth: every field of a receipt is checked before it counts."""

from datetime import timedelta

import pytest

from national import contract
from national.answers import Answer
from national.client import Parcel
from national.models import Failure, Outcome, ReceiptResult
from national.signatures import sign
from national.verdicts import delay_before, judge

KEYS = {"national-1": "receipt-key"}
PARCEL = Parcel(1, "k" * 64, 3, b"{}", "d" * 64, 2, frozenset({"e" * 64}))
FIELDS = {
    "key": PARCEL.key,
    "version": 3,
    "result": "created",
    "receipt_no": "QG1",
    "number": "2201022409010001",
    "received_at": "2024-12-31T15:00:00.000+00:00",
    "digest": PARCEL.digest,
    "key_id": "national-1",
}


def receipt(secret="receipt-key", **changes):
    fields = FIELDS | changes
    return {**fields, "sig": sign(secret, contract.receipt_text(fields))}


def verdict(result="created", words="", **parts):
    return judge(PARCEL, Answer(result, 201, parts.get("receipt", receipt()), words), KEYS)


def test_a_true_receipt_acknowledges():
    found = verdict()

    assert found.outcome == Outcome.ACKNOWLEDGED
    assert (found.receipt.result, found.receipt.number) == (ReceiptResult.CREATED, "QG1")
    assert found.receipt.received_at.isoformat() == "2024-12-31T15:00:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (None, "回执缺少约定的字段"),
        ([], "回执缺少约定的字段"),
        (FIELDS, "回执缺少约定的字段"),
        (receipt() | {"more": ""}, "回执缺少约定的字段"),
        (receipt() | {"digest": ["d"]}, "回执字段的类型不符合约定"),
        (receipt() | {"sig": "0" * 64}, "回执签名不符"),
        (receipt() | {"receipt_no": "QG2"}, "回执签名不符"),
        (receipt() | {"version": float("nan")}, "回执签名不符"),
        (receipt() | {"receipt_no": "\ud800"}, "回执签名不符"),
        (receipt("another-key"), "回执签名不符"),
        (receipt(key_id="national-9"), "回执使用了未知的密钥“national-9”"),
        (receipt(key="j" * 64), "回执属于另一条消息"),
        (receipt(version=2), "回执属于另一条消息"),
        (receipt(digest="f" * 64), "回执中的内容摘要与发出的内容不符"),
        (receipt(receipt_no="9" * 65), "回执中的编号过长或含有不可用的字符"),
        (receipt(number="22\0"), "回执中的编号过长或含有不可用的字符"),
        (receipt(received_at="昨天"), "回执的接收时间无法识别"),
        (receipt(received_at="2024-12-31T15:00:00"), "回执的接收时间缺少时区"),
    ],
)
def test_a_receipt_with_one_thing_wrong_is_no_receipt(wrong, words):
    found = verdict(receipt=wrong)

    assert (found.outcome, found.failure, found.words) == (Outcome.RETRY, Failure.BAD_RECEIPT, words)
    assert found.receipt is None


@pytest.mark.parametrize(
    ("result", "outcome", "failure"),
    [
        ("stale", Outcome.ACKNOWLEDGED, None),
        ("invalid", Outcome.PARKED, Failure.REFUSED),
        ("gap", Outcome.RETRY, Failure.GAP),
        ("corrupt", Outcome.RETRY, Failure.BROKEN),
        ("never heard of", Outcome.RETRY, Failure.BROKEN),
    ],
)
def test_every_result_has_one_consequence(result, outcome, failure):
    found = verdict(result, "说明\0\ud800" + "长" * 2000)

    assert (found.outcome, found.failure) == (outcome, failure)
    assert len(found.words) <= 1000
    assert "\0" not in found.words
    found.words.encode()


def test_an_item_without_an_answer_is_sent_again():
    found = judge(PARCEL, None, KEYS)

    assert (found.outcome, found.failure) == (Outcome.RETRY, Failure.BROKEN)


def test_a_receipt_for_an_earlier_sending_counts_and_another_content_does_not():
    assert verdict("conflict", receipt=receipt(digest="e" * 64)).outcome == Outcome.ACKNOWLEDGED
    assert verdict("conflict", receipt=receipt(digest="f" * 64)).outcome == Outcome.PARKED


def test_the_wait_doubles_up_to_fifteen_minutes_and_never_ends_the_attempts():
    waits = [delay_before(tries, 1.0) for tries in (1, 2, 3, 10, 11, 1_000_000)]

    assert waits == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 512, 900, 900)]
    assert delay_before(11, 0.25) == timedelta(seconds=225)
    assert delay_before(5, 0.0) == timedelta(0)
