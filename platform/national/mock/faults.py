"""Misbehaviour on demand: rules with a chance and a count, drawn from a seed, and a trace of what was done."""

import json
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from threading import Event, Lock
from typing import Any

TRACED = 10_000  # requests; of earlier ones the counts remain


class Mode(StrEnum):
    """What can go wrong with a batch."""

    DELAY = "delay"
    HEAVY_TAIL = "heavy_tail"
    HANG = "hang"
    REFUSE = "refuse"
    RESET_BEFORE_READ = "reset_before_read"
    SLOW_READ = "slow_read"
    RESET_AFTER_READ = "reset_after_read"
    RESET_AFTER_COMMIT = "reset_after_commit"
    RESET_MID_RESPONSE = "reset_mid_response"
    ERROR = "500"
    UNAVAILABLE = "503"
    TOO_MANY = "429"
    TRUNCATED = "truncated"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_KEY = "wrong_key"
    PARTIAL = "partial"
    TWICE = "twice"
    STALE_REPLICA = "stale_replica"
    CLOCK_SKEW = "clock_skew"
    KEY_ROTATED = "key_rotated"


# Decided before the body is read, so no aggregate can be matched.
UNREAD = frozenset({Mode.REFUSE, Mode.RESET_BEFORE_READ, Mode.SLOW_READ})


@dataclass(slots=True)
class Rule:
    """``mode`` for the next ``count`` batches (0: without end), each with the chance ``p``.

    :param match: only batches that hold this aggregate.
    :param retry_after: seconds, sent with a 429 or 503 when not 0.
    :param seconds: how long a delay or refusal lasts, or by how much the clock is wrong.
    """

    mode: Mode
    count: int = 1
    p: float = 1.0
    match: str = ""
    retry_after: int = 0
    seconds: float = 0.2


class FaultPlane:
    """The rules in force. New ones begin a new trace and let hanging requests go."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: list[tuple[Rule, int]] = []
        self._random = Random(0)  # noqa: S311 -- faults are to be repeatable, not secret
        self._seed = 0
        self._seen = 0
        self._trace: deque[dict[str, Any]] = deque(maxlen=TRACED)
        self._counts: Counter[str] = Counter()
        self._hanging = Event()

    def replace(self, rules: Iterable[dict[str, Any]], seed: int = 0) -> None:
        """:raises ValueError: for an unknown mode or key."""
        try:
            parsed = [Rule(**{**rule, "mode": Mode(rule["mode"])}) for rule in rules]
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from error
        with self._lock:
            self._rules = [(rule, rule.count) for rule in parsed]
            self._random, self._seed = Random(seed), seed  # noqa: S311
            self._trace.clear()
            self._counts.clear()
            self._hanging.set()
            self._hanging = Event()

    def load(self, path: Path) -> None:
        """Rules from a file with ``seed`` and ``rules``, for a platform that is started anew."""
        document = json.loads(path.read_text(encoding="utf-8"))
        self.replace(document["rules"], document["seed"])

    def take(self, aggregates: Iterable[str] | None) -> Rule | None:
        """The rule for this batch, one use of it spent.

        :param aggregates: what the batch holds; None before it has been read.
        """
        held = None if aggregates is None else set(aggregates)
        with self._lock:
            self._seen += held is not None
            for place, (rule, left) in enumerate(self._rules):
                if (rule.mode in UNREAD) is (held is None) and self._applies(rule, left, held):
                    self._rules[place] = (rule, left - 1)
                    self._note(rule, held)
                    return rule
        return None

    def _applies(self, rule: Rule, left: int, held: set[str] | None) -> bool:
        wanted = not rule.match or (held is not None and rule.match in held)
        return wanted and (left > 0 or rule.count == 0) and self._random.random() < rule.p

    def _note(self, rule: Rule, held: set[str] | None) -> None:
        self._counts[rule.mode] += 1
        self._trace.append({"batch": self._seen, "mode": rule.mode, "aggregates": sorted(held or ())})

    def heavy_tail(self, seconds: float) -> float:
        """A delay of which one in a hundred is ten times as long and more (Pareto, bounded at a hundred times)."""
        with self._lock:
            return seconds * min(self._random.paretovariate(2.0), 100.0)

    def report(self) -> dict[str, Any]:
        """Seed, rules, how often each mode was used, and the latest uses."""
        with self._lock:
            rules = [asdict(rule) | {"left": left} for rule, left in self._rules]
            counts = dict(self._counts)
            return {"seed": self._seed, "rules": rules, "counts": counts, "trace": list(self._trace)}

    def hang(self, seconds: float = 600.0) -> None:
        """Keep the caller waiting until the rules change."""
        with self._lock:
            hanging = self._hanging
        hanging.wait(seconds)
