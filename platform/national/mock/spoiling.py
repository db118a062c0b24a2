"""How a batch's results are spoilt. Pure: what the platform holds is not touched here."""

from collections.abc import Callable
from typing import Any

from national import contract
from national.mock.faults import Mode
from national.signatures import sign

Results = list[dict[str, Any]]
_ROTATED_ID, _ROTATED_KEY = "national-rotated", "a key that nobody was told of"


def spoilt(results: Results, mode: Mode, key: str) -> Results:
    """Results as a mode leaves them; unchanged for modes that spoil something else.

    :param key: the platform's receipt key.
    """
    return _WAYS[mode](results, key) if mode in _WAYS else results


def stale(items: list[Any]) -> Results:
    """As a copy of the database would answer that has not heard of the last versions: nothing is taken."""
    found = []
    for item in items:
        version = item.get("version") if isinstance(item.get("version"), int) else 1
        expected = max(version - 1, 1)
        words = f"缺少第{expected}版，请先报送"
        found.append(
            {
                "key": item.get("key"),
                "status": 409,
                "result": contract.GAP,
                "expected_version": expected,
                "message": words,
            }
        )
    return found


def _with_receipts(results: Results, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Results:
    return [{**result, "receipt": change(result["receipt"])} if "receipt" in result else result for result in results]


def _signed(receipt: dict[str, Any], key: str) -> dict[str, Any]:
    return {**receipt, "sig": sign(key, contract.receipt_text(receipt))}


def _wrong_signature(results: Results, _key: str) -> Results:
    return _with_receipts(results, lambda receipt: {**receipt, "sig": "0" * 64})


def _wrong_key(results: Results, key: str) -> Results:
    """Well-signed receipts of other messages."""
    return _with_receipts(results, lambda receipt: _signed({**receipt, "key": contract.sha256_hex(b"another")}, key))


def _rotated(results: Results, _key: str) -> Results:
    return _with_receipts(results, lambda receipt: _signed({**receipt, "key_id": _ROTATED_ID}, _ROTATED_KEY))


_WAYS: dict[Mode, Callable[[Results, str], Results]] = {
    Mode.WRONG_SIGNATURE: _wrong_signature,
    Mode.WRONG_KEY: _wrong_key,
    Mode.KEY_ROTATED: _rotated,
}
