"""Walk through a running demo over HTTP: log in, open the queue, confirm one case, wait for its national receipt."""

import re
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.accounts import PASSWORD

REVIEWER = "nanguan"
SECONDS_FOR_THE_RECEIPT = 60
TIMEOUT = 20


class Command(BaseCommand):
    """``manage.py demo_check --url http://127.0.0.1:8000``; exits 1 and says at which step it stopped."""

    help = "Walk log-in, queue, one confirmation and its receipt over HTTP."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--url``: where the portal answers."""
        parser.add_argument("--url", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the walk.

        :raises CommandError: naming the step that failed.
        """
        visitor = Visitor(options["url"].rstrip("/"))
        visitor.log_in(REVIEWER)
        number = visitor.claim_first()
        name = visitor.confirm(number)
        found = visitor.published(name)
        receipt = visitor.wait_for_receipt(found)
        self.stdout.write(f"confirmed case {number}, published project {found}, national receipt {receipt}")


class Visitor:
    """A browser without script: cookies, forms, redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """A page's text."""
        return self._open(urllib.request.Request(self.url + path))  # noqa: S310 - the address of our own demo

    def post(self, path: str, page: str, fields: dict[str, str]) -> str:
        """Send a form with the token of the page on which it stands; the text of the page that follows."""
        token = _first(r'name="csrfmiddlewaretoken" value="([^"]+)"', page, "a form's token")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return self._open(urllib.request.Request(self.url + path, data, {"Referer": self.url + path}))  # noqa: S310

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Log in and come to the queue."""
        page = self.post("/login/", self.get("/login/"), {"username": username, "password": password})
        if "待办" not in page:
            raise CommandError(f"log-in as {username} did not lead to the queue")

    def claim_first(self) -> str:
        """Claim the first free case of the queue; its number."""
        queue = self.get("/authority/")
        number = _first(r'action="/authority/cases/(\d+)/claim/', queue, "a free case in the queue")
        self.post(f"/authority/cases/{number}/claim/", queue, {})
        return number

    def confirm(self, number: str) -> str:
        """Confirm a case as a careful official would; the project's name."""
        path = f"/authority/cases/{number}/"
        page = self.get(path)
        name = _first(r"<dt>项目名称</dt>\s*<dd[^>]*>([^<]+)<", page, "the project's name").strip()
        code = _first(r"<dt>项目代码</dt>\s*<dd[^>]*>([^<]+)<", page, "the investment code").strip()
        paper = _first(r"<dt>立项文号</dt>\s*<dd[^>]*>([^<]+)<", page, "the approval paper's number").strip()
        methods = dict.fromkeys(re.findall(r'name="(method_[0-9a-f-]+)"', page), "ORIGINALS")
        seen = {
            field: _first(rf'name="{field}" value="(\d+)"', page, field) for field in ("version_seen", "round_seen")
        }
        fields = {"action": "confirm", **seen, "paper_name": name, "paper_code": code, "paper_number": paper}
        after = self.post(path, page, {**fields, **methods, "note": "与工程档案原件一致"})
        if number not in after and "已确认" not in after:
            raise CommandError(f"case {number} was not confirmed")
        return name

    def published(self, name: str) -> str:
        """The number under which the public site shows the project."""
        page = self.get(f"/public/projects/?{urllib.parse.urlencode({'q': name})}")
        return _first(r'href="/public/projects/(\d{16})/"', page, f"{name} on the public site")

    def wait_for_receipt(self, number: str) -> str:
        """The receipt's number once the national platform has answered."""
        end = time.monotonic() + SECONDS_FOR_THE_RECEIPT
        while time.monotonic() < end:
            page = self.get(f"/public/projects/{number}/")
            if "已在全国平台展示" in page:
                return _first(r"(QG[0-9A-F]+)", page, "the receipt's number")
            time.sleep(0.5)
        raise CommandError(f"no national receipt for {number} within {SECONDS_FOR_THE_RECEIPT} s")

    def _open(self, request: urllib.request.Request) -> str:
        with self.opener.open(request, timeout=TIMEOUT) as answer:
            text: str = answer.read().decode()
            return text


def _first(pattern: str, text: str, what: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise CommandError(f"did not find {what}")
    return found.group(1)
