"""``manage.py guide_screenshots``: take the guide's pictures anew from a running demo."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confirmation.models import Case
from portal.demo.accounts import PASSWORD
from portal.guide import SHOTS, Shot
from projects.models import IntakeMessage, Project

FOLDER = Path(__file__).parents[2] / "static" / "portal" / "guide"
WIDTH, HEIGHT = 1366, 900
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--lang=zh-CN")
_MILLISECONDS = 15_000


class Command(BaseCommand):
    """Logs in as the demo's people and keeps what they see; needs Chromium and playwright."""

    help = "Take the operation guide's screenshots from a running demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The demo's address, and which pictures."""
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo runs")
        parser.add_argument("names", nargs="*", help="names of pictures; all of them when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the pictures, one browser session a person."""
        wanted = [shot for shot in SHOTS if not options["names"] or shot.name in options["names"]]
        FOLDER.mkdir(parents=True, exist_ok=True)
        # Asked before the browser opens: beside its event loop the database is out of bounds.
        addresses = {shot.name: options["url"] + address_of(shot) for shot in wanted}
        try:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the tests, not of the portal
        except ImportError as error:
            raise CommandError("playwright is missing: it comes with requirements/test.txt") from error
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
            for username in dict.fromkeys(shot.username for shot in wanted):
                context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
                page = context.new_page()
                page.set_default_timeout(_MILLISECONDS)
                if username:
                    self._log_in(page, options["url"], username)
                for shot in (shot for shot in wanted if shot.username == username):
                    self._take(page, addresses[shot.name], shot)
                context.close()
            browser.close()

    def _log_in(self, page: Any, url: str, username: str) -> None:
        page.goto(f"{url}/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("form[action='/login/'] button[type=submit], form button.btn-primary[type=submit]")
        page.wait_for_url(lambda address: "/login" not in address)

    def _take(self, page: Any, address: str, shot: Shot) -> None:
        answer = page.goto(address)
        if answer is None or not answer.ok:
            raise CommandError(f"{shot.name}: {address} answers {answer.status if answer else 'nothing'}")
        page.screenshot(path=str(FOLDER / f"{shot.name}.png"), full_page=False)
        self.stdout.write(f"{shot.name}.png")


def address_of(shot: Shot) -> str:
    """The page of a picture, its placeholders filled in from the demo's data."""
    path = shot.path
    if "{draft}" in path:
        draft = Project.objects.filter(
            filed_by__memberships__user__username=shot.username, grade="D", sealed_at=None
        ).order_by("pk")
        path = path.replace("{draft}", str(draft.values_list("row_guid", flat=True)[0]))
    if "{shown}" in path:
        shown = Case.objects.filter(project__published=True).order_by("pk").values_list("project__row_guid", flat=True)
        path = path.replace("{shown}", str(shown[0]))
    if "{waiting}" in path:
        waiting = IntakeMessage.objects.waiting().order_by("pk").values_list("pk", flat=True)
        path = path.replace("{waiting}", str(waiting[0]))
    return path
