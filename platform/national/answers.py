"""What the other platform answers, and what it means when it does not answer as agreed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from national.models import Failure

LONGEST_RETRY_AFTER = timedelta(hours=1)  # a mistyped Retry-After must not silence the province for a year
_DETAIL_LENGTH = 500


class Undelivered(Exception):
    """A request that brought no answers for its items. ``str(error)`` is Chinese, for the province's staff.

    :param retry_after: how long the other platform asked us to wait.
    """

    def __init__(
        self, failure: Failure, words: str, *, status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(words)
        self.failure = failure
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other platform said about one item of a batch."""

    result: str
    status: int
    receipt: Mapping[str, Any] | None
    words: str
    expected_version: int | None = None
    errors: tuple[Mapping[str, str], ...] = ()


def answers_in(document: Any) -> dict[str, Answer]:
    """The answers to a batch, by key.

    :raises Undelivered: when the document is not as agreed.
    """
    try:
        return {
            str(item["key"]): Answer(
                result=str(item["result"]),
                status=int(item.get("status", 0)),
                receipt=item.get("receipt"),
                words=str(item.get("message", "")),
                expected_version=int(item["expected_version"]) if item.get("expected_version") else None,
                errors=tuple(_error(one) for one in item.get("errors") or ()),
            )
            for item in document["results"]
        }
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Undelivered(Failure.BROKEN, "应答的结构不符合约定", status=200) from error


def _error(one: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(one.get(name, ""))[:_DETAIL_LENGTH] for name in ("code", "where", "message")}


def refusal(status: int, headers: Mapping[str, str], text: bytes) -> Undelivered:
    """What an answer other than 200 means for the whole request.

    :param headers: by names in small letters.
    """
    words = f"对方平台答复 {status}：{_message_of(text)}"
    if status in {429, 503}:
        return Undelivered(Failure.BUSY, words, status=status, retry_after=_retry_after(headers.get("retry-after", "")))
    if status in {400, 413, 422}:
        return Undelivered(Failure.REFUSED, words, status=status)
    return Undelivered(Failure.BROKEN if status >= 500 else Failure.NOT_ACCEPTED, words, status=status)


def _message_of(text: bytes) -> str:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    words = document.get("message") if isinstance(document, dict) else None
    return str(words or text.decode(errors="replace").strip() or "没有说明")[:_DETAIL_LENGTH]


def _retry_after(text: str) -> timedelta | None:
    """Seconds only; a date would lean on the other side's clock."""
    return min(timedelta(seconds=int(text[:9])), LONGEST_RETRY_AFTER) if text.isdecimal() else None
