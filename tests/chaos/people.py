"""Officials who confirm through the web, whatever is killed under them."""

import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from confirmation.models import Case
from confirmation.rules.states import Status

PAUSE = 0.1
TIMEOUT = 20


class NotTaken(Exception):
    """The portal answered something else than that the form was taken."""


TROUBLE = (NotTaken, OSError, HTTPException, DatabaseError, InterfaceError)


class Desk:
    """An official's session: cookies, and one connection that is opened again when it breaks."""

    def __init__(self, url, username, password):
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
        self._cookies, self._who = {}, {"username": username, "password": password}

    def post(self, path, fields):
        """Send a form, logged in; where the answer leads.

        :raises NotTaken: when it leads nowhere, or to the log-in.
        """
        if "sessionid" not in self._cookies:
            self._ask("GET", "/login/")
            self._submit("/login/", self._who)
        return self._submit(path, fields)

    def hang_up(self):
        """The next request opens a new connection; the session stays."""
        self._connection.close()

    def _submit(self, path, fields):
        status, leads_to = self._ask("POST", path, {"csrfmiddlewaretoken": self._cookies["csrftoken"], **fields})
        if status != 302 or leads_to.startswith("/login/"):
            self._cookies.clear()
            raise NotTaken(f"{path}: {status} {leads_to}")
        return leads_to

    def _ask(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(fields or {}), headers)
        answer = self._connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", "")


class Official(threading.Thread):
    """Takes his unit's cases from a list and confirms each, until the database says that it is confirmed."""

    def __init__(self, url, unit, user, password, work):
        super().__init__(daemon=True)
        self.unit, self.work = unit, work
        self.troubles = self.taken_back = 0
        self._told = None
        self._user_id, self._desk = user.pk, Desk(url, user.username, password)

    def run(self):
        while (step := self.work.take(self.unit)) is not None:
            while not self._done(step):
                pass
            self.work.finished(step)
        connection.close()

    def _done(self, step):
        try:
            close_old_connections()
            row = Case.objects.values_list("number", "status", "version", "holder_id").get(pk=step.case_id)
            if row[1] == Status.CONFIRMED:
                return True
            if self._told == step.case_id:  # the portal had said that it is confirmed
                self.taken_back += 1
            self._confirm(step, *row)
            self._told = step.case_id
        except TROUBLE:
            self.troubles += 1
            self._desk.hang_up()
            connection.close()
            time.sleep(PAUSE)
        return False

    def _confirm(self, step, number, _status, version, holder_id):
        path = f"/authority/cases/{number}/"
        if holder_id != self._user_id:  # else it was given to him when he had decided the one before
            self._ask(f"{path}claim/", {})
            version = Case.objects.values_list("version", flat=True).get(pk=step.case_id)
        self._ask(path, {"action": "confirm", "version_seen": version, "note": "与原件一致", **step.fields})

    def _ask(self, path, fields):
        begun = time.monotonic()
        self._desk.post(path, fields)
        self.work.answered = max(self.work.answered, begun)


@dataclass
class Step:
    """One confirmation of one project by one unit.

    ``follows``: the project's other one comes first. ``fields``: what the form asks beside the version.
    """

    case_id: int
    project_id: int
    unit: str
    follows: bool
    fields: dict[str, str]


class Work:
    """What is to be confirmed by which unit, oldest first; a city's step comes when the county's is done.

    One official a unit: whoever has decided a case is given the unit's next one at once.
    """

    def __init__(self, steps):
        self._lock = threading.Lock()
        self._waiting = {}
        self._later = {step.project_id: step for step in steps if step.follows}
        for step in steps:
            if not step.follows:
                self._waiting.setdefault(step.unit, []).append(step)
        for waiting in self._waiting.values():
            waiting.reverse()
        self.total, self.done = len(steps), 0
        self.answered = 0.0  # when the newest request was begun that the portal did as it was asked
        self._open = {unit: sum(step.unit == unit for step in steps) for unit in {step.unit for step in steps}}

    def take(self, unit):
        """The unit's next step; None when it has confirmed all."""
        while True:
            with self._lock:
                if not self._open.get(unit):
                    return None
                if self._waiting.get(unit):
                    return self._waiting[unit].pop()
            time.sleep(PAUSE)

    def finished(self, step):
        """It is confirmed; what waited for it may be taken."""
        with self._lock:
            self.done += 1
            self._open[step.unit] -= 1
            if not step.follows and (later := self._later.get(step.project_id)):
                self._waiting.setdefault(later.unit, []).append(later)
