"""Misbehaviour on demand: rules that are used up one request at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any

BEFORE = frozenset({"500", "503", "hang"})  # nothing is processed
AFTER = frozenset({"reset_after_commit", "wrong_signature", "truncated"})  # processed and committed, then spoilt
MODES = BEFORE | AFTER


@dataclass(slots=True)
class Rule:
    """``mode`` for the next ``count`` batches; with ``match``, only for batches that hold this aggregate."""

    mode: str
    count: int = 1
    match: str = ""
    retry_after: int = 0  # seconds, sent with a 503 when not 0


class FaultPlane:
    """The rules in force. Setting new ones replaces the old and lets hanging requests go."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: list[Rule] = []
        self._hanging = Event()

    def set(self, rules: Iterable[dict[str, Any]]) -> None:
        """:raises ValueError: for an unknown mode or key."""
        try:
            parsed = [Rule(**rule) for rule in rules]
        except TypeError as error:
            raise ValueError(str(error)) from error
        if unknown := {rule.mode for rule in parsed} - MODES:
            raise ValueError(f"unknown modes {sorted(unknown)}; known are {sorted(MODES)}")
        with self._lock:
            self._rules = parsed
            self._hanging.set()
            self._hanging = Event()

    def take(self, aggregates: Iterable[str]) -> Rule | None:
        """The rule for this batch, one use of it spent."""
        held = set(aggregates)
        with self._lock:
            for rule in self._rules:
                if rule.count > 0 and (not rule.match or rule.match in held):
                    rule.count -= 1
                    return rule
        return None

    def hang(self, seconds: float = 600.0) -> None:
        """Keep the caller waiting until the rules change."""
        with self._lock:
            hanging = self._hanging
        hanging.wait(seconds)
