"""A batch on its way through the mock, with whatever the fault plane does to it."""

import json
import time
from datetime import datetime, timedelta
from typing import Any

from national.mock.faults import Mode, Rule
from national.mock.replies import JSON, Replies, document_of
from national.mock.spoiling import spoilt, stale
from national.mock.store import SHANGHAI

SLOW_PIECES = 16


class Batches(Replies):
    """Takes batches, and misbehaves where a rule says so."""

    def take_batch(self, length: int) -> None:
        unread = self.platform.faults.take(None)
        if unread is not None and unread.mode != Mode.SLOW_READ:
            if unread.mode == Mode.REFUSE:
                self.listener.refuse_for(unread.seconds)
            self.reset()
            return
        body = self.rfile.read(length) if unread is None else self._read_slowly(length, unread.seconds)
        rule = self.platform.faults.take(_aggregates(body))
        skew = rule.seconds if rule is not None and rule.mode == Mode.CLOCK_SKEW else 0.0
        self.admit(body, timedelta(seconds=skew))
        if rule is None or not self._fails_before(rule):
            self._answer_batch(document_of(body)["items"], rule)

    def _read_slowly(self, length: int, seconds: float) -> bytes:
        piece, parts = max(length // SLOW_PIECES, 1), []
        while length > 0:
            time.sleep(seconds / SLOW_PIECES)
            parts.append(self.rfile.read(min(piece, length)))
            length -= piece
        return b"".join(parts)

    def _fails_before(self, rule: Rule) -> bool:
        """Whether the rule ends the request before anything is processed; a delay lets it go on."""
        if rule.mode == Mode.DELAY:
            time.sleep(rule.seconds)
        elif rule.mode == Mode.HEAVY_TAIL:
            time.sleep(self.platform.faults.heavy_tail(rule.seconds))
        elif rule.mode == Mode.HANG:
            self.platform.faults.hang()
            self.close_connection = True
            return True
        elif rule.mode == Mode.RESET_AFTER_READ:
            self.reset()
            return True
        elif rule.mode in {Mode.ERROR, Mode.UNAVAILABLE, Mode.TOO_MANY}:
            extra = {"Retry-After": str(rule.retry_after)} if rule.retry_after else {}
            self.reply(int(rule.mode), {"message": "模拟故障"}, extra)
            return True
        return False

    def _answer_batch(self, items: list[Any], rule: Rule | None) -> None:
        mode = rule.mode if rule else None
        at = datetime.now(SHANGHAI)
        if mode == Mode.STALE_REPLICA:
            results = stale(items)
        else:
            results = self.platform.accept(items[: len(items) // 2] if mode == Mode.PARTIAL else items, at)
        if mode == Mode.TWICE:
            results = self.platform.accept(items, at)
        if mode is not None:
            results = spoilt(results, mode, self.platform.receipt_key)
        answer = json.dumps({"results": results}, ensure_ascii=False).encode()
        if mode == Mode.RESET_AFTER_COMMIT:
            self.reset()
        elif mode == Mode.RESET_MID_RESPONSE:
            self.start(200, len(answer), JSON, {})
            self.wfile.write(answer[: len(answer) // 2])
            self.wfile.flush()
            self.reset()
        else:
            self.send(200, answer[: len(answer) // 2] if mode == Mode.TRUNCATED else answer, JSON)


def _aggregates(body: bytes) -> list[str]:
    """What a batch holds, as far as it can be read."""
    try:
        items = json.loads(body)["items"]
        return [str(item["payload"]["aggregate"]) for item in items]
    except (ValueError, KeyError, TypeError):
        return []
