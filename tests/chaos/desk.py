"""An official's browser: a session, its forms, and what the bulk page answers."""

import re
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TIMEOUT = 20
LONGER = 120  # for twenty cases in one request
OUTCOME = re.compile(r'/authority/cases/(\d+)/">.*?data-label="结果"[^>]*>(.*?)</td>', re.DOTALL)


class NotTaken(Exception):
    """The portal answered something else than that the form was taken."""


UNANSWERED = (NotTaken, OSError, HTTPException)


def outcomes_of(page):
    """What the bulk page says that became of each case: whether it is done, by number.

    :raises NotTaken: when it is not the page of the outcomes.
    """
    found = {number: "已办理" in said for number, said in OUTCOME.findall(page)}
    if not found or f"共 {len(found)} 件，已办理 {sum(found.values())} 件" not in page:
        raise NotTaken("no outcomes")
    return found


class Desk:
    """An official's session: cookies, and one connection that is opened again when it breaks."""

    def __init__(self, url, username, password):
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
        self._cookies, self._who = {}, {"username": username, "password": password}

    def post(self, path, fields):
        """Send a form that leads on.

        :raises NotTaken: when it leads nowhere, or to the log-in.
        """
        self._log_in()
        self._leads_on("POST", path, self._signed(fields))

    def follow(self, path):
        """Open an address that leads on; raises as ``post``."""
        self._log_in()
        self._leads_on("GET", path)

    def press(self, path, fields):
        """Send a form that is answered with a page; the page.

        :raises NotTaken: when it is answered otherwise.
        """
        self._log_in()
        status, leads_to, page = self._ask("POST", path, self._signed(fields), LONGER)
        self._require(status == 200, path, status, leads_to)
        return page

    def hang_up(self):
        """The next request opens a new connection; the session stays."""
        self._connection.close()

    def _log_in(self):
        if "sessionid" not in self._cookies:
            self._ask("GET", "/login/")
            self._leads_on("POST", "/login/", self._signed(self._who))

    def _signed(self, fields):
        if "csrftoken" not in self._cookies:
            raise NotTaken("no form")
        return {"csrfmiddlewaretoken": self._cookies["csrftoken"], **fields}

    def _leads_on(self, method, path, fields=None):
        status, leads_to, _ = self._ask(method, path, fields)
        self._require(status == 302 and not leads_to.startswith("/login/"), path, status, leads_to)

    def _require(self, is_taken, path, status, leads_to):
        if not is_taken:
            self._cookies.clear()
            raise NotTaken(f"{path}: {status} {leads_to}")

    def _ask(self, method, path, fields=None, seconds=TIMEOUT):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.timeout = seconds
        if self._connection.sock is not None:
            self._connection.sock.settimeout(seconds)
        self._connection.request(method, path, urlencode(fields or {}, doseq=True), headers)
        answer = self._connection.getresponse()
        page = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), page.decode(errors="replace")
