"""Officials who confirm through the web, whatever is killed under them, and firms that apply for the next grade."""

import threading
import time
import urllib.error
from http.client import HTTPException

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from common.errors import RuleError
from confirmation.models import Case
from confirmation.rules.states import CaseKind, Status
from portal.management.commands.demo_check import Visitor
from projects.models import Project

TROUBLE = (urllib.error.URLError, OSError, HTTPException, CommandError, DatabaseError, InterfaceError)
PAUSE = 0.3
CITY = "220100"
COUNTIES = ("220102", "220103", "220104")


class Official(threading.Thread):
    """Takes cases from a list and confirms each, until the database says that it is confirmed."""

    def __init__(self, url, unit, username, password, work):
        super().__init__(daemon=True)
        self.url, self.unit, self.username, self.password, self.work = url, unit, username, password, work
        self.confirmed = 0
        self.troubles = 0
        self.visitor = None

    def run(self):
        while (step := self.work.take(self)) is not None:
            while not self._done(step):
                pass
            self.confirmed += 1
            self.work.finished(step)
        connection.close()

    def _done(self, step):
        try:
            close_old_connections()
            case = step.case()
            if case.status == Status.CONFIRMED:
                return True
            self._confirm(case.number)
            return step.case().status == Status.CONFIRMED
        except TROUBLE:
            self.troubles += 1
            self.visitor = None
            connection.close()
            time.sleep(PAUSE)
            return False
        except RuleError:  # the firm's application met a state that is changing
            time.sleep(PAUSE)
            return False

    def _confirm(self, number):
        if self.visitor is None:
            visitor = Visitor(self.url)
            visitor.log_in(self.username, self.password)
            self.visitor = visitor
        page = self.visitor.get(f"/authority/cases/{number}/")
        if f"/authority/cases/{number}/claim/" in page:
            self.visitor.post(f"/authority/cases/{number}/claim/", page, {})
        self.visitor.confirm(number)


class Step:
    """One confirmation of one project: the filing, or the application for the next grade."""

    def __init__(self, firm, project_id, kind, unit):
        self.firm, self.project_id, self.kind, self.unit = firm, project_id, kind, unit

    def case(self):
        """The case, which the firm submits when it is not there yet."""
        found = Case.objects.filter(project_id=self.project_id, kind=self.kind).first()
        if found is None and self.kind == CaseKind.UPGRADE:
            found = self.firm.applies_for_next_grade(Project.objects.get(pk=self.project_id), at=timezone.now())
        assert found is not None
        return found


class Work:
    """What is to be confirmed by which unit; a project's second step comes when its first is done.

    One official a unit: whoever has decided a case is given the unit's next one at once.
    """

    def __init__(self, firsts, grades):
        self._lock = threading.Lock()
        self._waiting = {}
        for step in firsts:
            self._waiting.setdefault(step.unit, []).append(step)
        self._grades = grades
        self._open = len(firsts) * grades
        self.done = 0

    def take(self, official):
        while True:
            with self._lock:
                if self._open == 0:
                    return None
                if self._waiting.get(official.unit):
                    return self._waiting[official.unit].pop()
            time.sleep(PAUSE)

    def finished(self, step):
        with self._lock:
            self._open -= 1
            self.done += 1
            if step.kind != CaseKind.UPGRADE and self._grades > 1:
                self._waiting.setdefault(CITY, []).append(Step(step.firm, step.project_id, CaseKind.UPGRADE, CITY))
