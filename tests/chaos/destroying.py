"""A leg: officials confirm while parts are killed; when all is confirmed, calm, and the count."""

import contextlib
import sqlite3
import time

from confirmation.models import Case
from confirmation.rules.states import Status
from tests.chaos import seeding
from tests.chaos.finding import Evidence
from tests.chaos.people import Official, Work

PASSWORD = "correct-horse-battery"
STEP = 0.2  # seconds between two looks
STUCK = 1_800  # seconds without a confirmation
QUIET_WITHIN = {False: 300, True: 90}  # seconds without an effect; a rival's tasks may come back after a minute
TROUBLE = (OSError, sqlite3.Error)


class NobodyGetsOn(Exception):
    """No case was confirmed for half an hour."""


class Destruction:
    """One leg on parts that run."""

    def __init__(self, campaign, parts):
        self.campaign, self.parts, self.journal = campaign, parts, campaign.journal
        self.evidence = Evidence(campaign.folder, campaign.rival)
        self.journal.look(_confirmed())
        self.work = Work(self.journal, Case.objects.count())
        self.officials = [
            Official(parts.layout.url, unit, user, PASSWORD, self.work) for unit, user in seeding.officials().items()
        ]
        self._minute = (self.work.done, time.monotonic())
        self._moved = self._minute

    def carry_out(self):
        """What is counted in the end; nothing when the leg is over before."""
        for official in self.officials:
            official.start()
        try:
            while self._are_at_work() and not self.campaign.is_over():
                self._kill_what_is_due()
                self._look_after()
                time.sleep(STEP)
        finally:
            self.work.over.set()
            for official in self.officials:
                official.join()
        if self.campaign.is_over():
            return {}
        while self.campaign.victims:
            self._kill()
        self._minute = self.campaign.minute(self.parts, self.work.total, self._minute)
        self.campaign.lasted("quiet", self.parts)
        quiet = self._until_quiet()
        self.journal.look(_confirmed())
        return self.evidence.report() | {
            "forgotten": self.journal.kept.numbers["forgotten"],
            "taken_back": self.journal.kept.numbers["taken_back"],
            "unconfirmed": self.work.total - self.work.done,
            "records": self.work.total,
            "writers": len(self.officials),
            "quiet_after_seconds": round(quiet, 1),
        }

    def _are_at_work(self):
        return any(official.is_alive() for official in self.officials)

    def _kill_what_is_due(self):
        # The kills are spread over the work: one whenever its share of the records is confirmed.
        campaign = self.campaign
        due = int(self.work.done / self.work.total * (campaign.kills + 1))
        while campaign.victims and campaign.kills - len(campaign.victims) < due:
            self._kill()
            self._until_answered()

    def _kill(self):
        victim = self.campaign.victims[0]
        if victim == "national":
            self.journal.add("faults", self.campaign.faults.new(self.parts.layout.national_url))
            self.campaign.faults.begin(self.journal.kept.kills.total())
        self.parts.kill(victim)
        self.journal.add("kill", victim)
        del self.campaign.victims[0]

    def _look_after(self):
        """As a supervisor would; and once a minute as whoever watches would."""
        self._raise_the_dead()
        now, done = time.monotonic(), self.work.done
        if done > self._moved[0]:
            self._moved = (done, now)
        elif now - self._moved[1] > STUCK:
            raise NobodyGetsOn(f"{done} of {self.work.total}")
        if now - self._minute[1] > 60:
            self._minute = self.campaign.minute(self.parts, self.work.total, self._minute)

    def _raise_the_dead(self):
        if ended := self.parts.raise_the_dead():
            self.journal.add("raised", ended)

    def _until_answered(self):
        """After a kill of the only victim: until somebody who asked after its restart has been answered."""
        if len(self.campaign.roles) > 1:
            return
        while self.work.answered < self.parts.restarted:
            if not self._are_at_work() or self.campaign.is_over():
                return
            self._raise_the_dead()
            time.sleep(0.05)
        self.journal.add("answered", round(time.monotonic() - self.parts.restarted, 2))

    def _until_quiet(self):
        self.campaign.faults.end()
        began = moved = time.monotonic()
        effects = -1
        while time.monotonic() - moved < QUIET_WITHIN[bool(self.campaign.rival)]:
            self._raise_the_dead()
            with contextlib.suppress(*TROUBLE):
                self.campaign.faults.tell(self.parts.layout.national_url)
                if self.evidence.is_all_there():
                    break
                if effects != (effects := self.evidence.effects()):
                    moved = time.monotonic()
            time.sleep(STEP)
        return time.monotonic() - began


def _confirmed():
    return Case.objects.filter(status=Status.CONFIRMED).values_list("pk", flat=True).iterator()
