"""What a campaign keeps: a journal of what happened, and what that adds up to, in one leg or in many.

An event is written before anything is built on it, so that whoever is killed has at most forgotten what he did last.
"""

import json
import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Kept:
    """What the events of all legs add up to; each has a method ``on_`` its name.

    ``told``: cases that the portal said are confirmed, not yet looked for in the database. ``seen``: cases that the
    database had as confirmed.
    """

    legs: int = 0
    seconds: Counter = field(default_factory=Counter)
    passed: set[str] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    kills: Counter = field(default_factory=Counter)
    numbers: Counter = field(default_factory=Counter)
    troubles: Counter = field(default_factory=Counter)
    bulk: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    cpu: Counter = field(default_factory=Counter)
    answers: list[float] = field(default_factory=list)

    def take(self, event):
        name, *values = event
        getattr(self, f"on_{name}")(*values)

    def on_leg(self):
        self.legs += 1

    def on_passed(self, what):
        self.passed.add(what)

    def on_lasted(self, phase, seconds, cpu):
        """Seconds by the clock, and of the processor by part, since this was said before."""
        self.seconds[phase] += seconds
        self.cpu.update(cpu)

    def on_told(self, cases):
        self.told.update(cases)

    def on_seen(self, cases):
        self.told.difference_update(cases)
        self.seen.update(cases)

    def on_taken_back(self, cases):
        self.told.difference_update(cases)
        self.numbers["taken_back"] += len(cases)

    def on_forgotten(self, cases):
        self.seen.difference_update(cases)
        self.numbers["forgotten"] += len(cases)

    def on_denied(self, cases):
        """The portal said that it had not confirmed them, and had."""
        self.numbers["denied"] += len(cases)

    def on_kill(self, part):
        self.kills[part] += 1

    def on_raised(self, parts):
        """Parts that had ended by themselves, and were started again."""
        self.numbers["ended_by_themselves"] += parts

    def on_trouble(self, kind):
        self.troubles[kind] += 1

    def on_pressed(self, done, refused):
        """The answer of the bulk page was read."""
        self.bulk.update(presses=1, done=done, refused=refused)

    def on_unanswered(self):
        """What the bulk page said of its cases nobody knows; it was killed, or what it works with."""
        self.bulk["unanswered"] += 1

    def on_faults(self, modes):
        self.faults.update(modes)

    def on_answered(self, seconds):
        self.answers.append(seconds)


class Journal:
    """The events of a campaign in a file, and what they add up to. Threads may share it."""

    def __init__(self, path):
        self.kept = Kept()
        self._lock = threading.Lock()
        for event in read(path):
            self.kept.take(event)
        self._file = path.open("a", buffering=1, encoding="utf-8")

    def add(self, *event):
        """Write an event, and let it count."""
        with self._lock:
            self._file.write(json.dumps(event) + "\n")
            self.kept.take(event)

    def look(self, confirmed):
        """Hold what was told and seen against the cases that the database has as confirmed, all of them."""
        confirmed = set(confirmed)
        for name, cases in (
            ("taken_back", self.kept.told - confirmed),
            ("forgotten", self.kept.seen - confirmed),
            ("seen", confirmed - (self.kept.seen - self.kept.told)),
        ):
            if cases:
                self.add(name, sorted(cases))


def read(path):
    """The events of a journal. What a killed process wrote in part is cut off."""
    if not path.exists():
        return []
    whole, line_feed, torn = path.read_bytes().rpartition(b"\n")
    if torn:
        path.write_bytes(whole + line_feed)
    return [json.loads(line) for line in whole.splitlines()]
