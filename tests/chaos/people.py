"""Officials who confirm through the web, whatever is killed under them."""

import threading
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from accounts.rules import EnterpriseKind
from confirmation.bulk import CHOSEN_AT_MOST
from confirmation.models import Case, Decision, Viewing
from confirmation.rules.states import CaseKind, Status
from projects.models import Attachment
from tests.chaos.desk import UNANSWERED, Desk, NotTaken, outcomes_of

PAUSE = 0.1
REST = 0.5  # until an official to whom nothing can be done yet looks again
PAGE = 40  # cases that he reads at once
AHEAD = 400  # among so many he looks for them; those whose project is confirmed already lie in front
SOON = timedelta(minutes=5)
TROUBLE = (*UNANSWERED, DatabaseError, InterfaceError)
BASICS = Q(kind=CaseKind.PROJECT_BACKFILL, is_special=False)


class Work:
    """What the officials of a leg share: the journal, and when to go home."""

    def __init__(self, journal, total):
        self.journal, self.total = journal, total
        self.over = threading.Event()
        self.answered = 0.0  # when the newest request was begun that the portal did as it was asked

    @property
    def done(self):
        """How many cases somebody has seen to be confirmed, in the database."""
        return len(self.journal.kept.seen)


class Official(threading.Thread):
    """Confirms the cases of his unit, the oldest first, until none is left.

    One official a unit: whoever has decided a case is given the unit's next one at once. What a design institute added
    he confirms together, on the bulk page, after he has opened its papers; the rest one by one.
    """

    def __init__(self, url, unit, user, password, work):
        super().__init__(daemon=True)
        self.work, self._user_id = work, user.pk
        self._cases = Case.objects.filter(authority__division=unit.division, business_line=unit.line)
        self._desk = Desk(url, user.username, password)
        self._pressed = set()  # what became of them is to be looked for
        self._alone = set()  # the bulk page has refused them

    def run(self):
        while not self.work.over.is_set() and self._goes_on():
            pass
        connection.close()

    def _goes_on(self):
        """Whether any of his unit's cases is left."""
        try:
            close_old_connections()
            self._look()
            page = self._page()
            together, alone = self._sorted(page)
            self._confirm_together(together)
            for case in alone:
                if self.work.over.is_set():
                    return True
                self._confirm(case)
                self._look()
            if not page and not self._cases.filter(status=Status.WAITING).exists():
                return False
            if not together and not alone:
                self.work.over.wait(REST)
        except TROUBLE as trouble:
            self.work.journal.add("trouble", type(trouble).__name__)
            self._desk.hang_up()
            connection.close()
            self.work.over.wait(PAUSE)
        return True

    def _look(self):
        """What the database says of what he pressed, and of what the portal said that is confirmed."""
        if not self._pressed:
            return
        confirmed = set(Case.objects.filter(pk__in=self._pressed, status=Status.CONFIRMED).values_list("pk", flat=True))
        taken_back = (self._pressed - confirmed) & self.work.journal.kept.told
        if confirmed:
            self.work.journal.add("seen", sorted(confirmed))
        if taken_back:
            self.work.journal.add("taken_back", sorted(taken_back))
        self._pressed.clear()

    def _page(self):
        """The next cases of which he may confirm each."""
        waiting = self._cases.filter(status=Status.WAITING).order_by("submitted_at", "pk")
        ready = Case.objects.filter(BASICS | ~Q(project__grade="D"), pk__in=waiting.values("pk")[:AHEAD])
        page = list(ready.select_related("project").order_by("submitted_at", "pk")[:PAGE])
        forgotten = {case.pk for case in page} & self.work.journal.kept.seen
        if forgotten:
            self.work.journal.add("forgotten", sorted(forgotten))
        return page

    def _sorted(self, page):
        """Which of the cases he confirms together, and which one by one.

        He waits until there are as many as the bulk page takes, or no more to come.
        """
        left = self._cases.filter(enterprise_kind=EnterpriseKind.DESIGN, status=Status.WAITING)
        fits = {case.pk for case in page if case.enterprise_kind == EnterpriseKind.DESIGN} - self._alone
        together = [case for case in page if case.pk in fits][:CHOSEN_AT_MOST]
        if together and len(together) < left.exclude(pk__in=self._alone)[:CHOSEN_AT_MOST].count():
            together = []
        return together, [case for case in page if case.pk not in fits]

    def _confirm(self, case):
        path = f"/authority/cases/{case.number}/"
        holder, until = Case.objects.values_list("holder_id", "held_until").get(pk=case.pk)
        # Else it was given to him when he had decided the one before.
        if holder != self._user_id or until < timezone.now() + SOON:
            self._ask(self._desk.post, f"{path}claim/", {})
        self._pressed.add(case.pk)
        fields = {"action": "confirm", "version_seen": case.version, "note": "与原件一致", **_fields(case)}
        self._ask(self._desk.post, path, fields)
        self.work.journal.add("told", [case.pk])

    def _ask(self, how, *what):
        begun = time.monotonic()
        answer = how(*what)
        self.work.answered = max(self.work.answered, begun)
        return answer

    def _confirm_together(self, cases):
        """Both presses of the bulk page; what it says of each case is held against the database."""
        if not cases:
            return
        self._open_papers(cases)
        path, by_number = "/authority/bulk/?tab=unit", {case.number: case for case in cases}
        chosen = {"act": "confirm", "pick": [f"{case.number}-{case.version}" for case in cases]}
        shown = self._ask(self._desk.press, path, chosen)
        if not all(f'value="{pick}"' in shown for pick in chosen["pick"]):
            raise NotTaken(f"{path}: not what was chosen")
        begun = timezone.now()
        self._pressed.update(case.pk for case in cases)
        sure = {"sure": "yes", "method": "ORIGINALS", "note": "与原件一致"}
        try:
            answer = self._ask(self._desk.press, path, chosen | sure)
        except UNANSWERED:
            self.work.journal.add("unanswered")
            raise
        outcomes = {by_number[number].pk: done for number, done in outcomes_of(answer).items() if number in by_number}
        done = sorted(pk for pk, is_done in outcomes.items() if is_done)
        refused = sorted(pk for pk, is_done in outcomes.items() if not is_done)
        self.work.journal.add("told", done)
        self.work.journal.add("pressed", len(done), len(refused))
        self._alone.update(refused)
        # One that an earlier press confirmed, whose answer never came, is rightly refused.
        denied = Decision.objects.filter(case__in=refused, action="CONFIRM", decided_at__gte=begun)
        if found := sorted(denied.values_list("case_id", flat=True)):
            self.work.journal.add("denied", found)
        self._look()

    def _open_papers(self, cases):
        """Every paper, as the page of its case opens it; one that he has opened before he does not open again."""
        opened = Viewing.objects.filter(person=self._user_id, case__in=cases, paper_guid__isnull=False)
        opened = set(opened.values_list("paper_guid", flat=True))
        for case in cases:
            papers = Attachment.objects.filter(
                project=case.project_id, record_guid__in=case.items.values("record_guid"), removed_at=None
            )
            for guid in papers.values_list("guid", flat=True):
                if guid not in opened:
                    self._ask(self._desk.follow, f"/authority/cases/{case.number}/papers/{guid}/")


def _fields(case):
    """What an official fills in when he confirms the case."""
    fields = {f"method_{guid}": "ORIGINALS" for guid in case.items.values_list("record_guid", flat=True)}
    if case.kind != CaseKind.PROJECT_BACKFILL or case.is_special:
        return fields
    project = case.project
    read = {"name": project.name, "code": project.investment_code, "number": project.approval_number}
    return fields | {f"paper_{name}": value for name, value in read.items()}
