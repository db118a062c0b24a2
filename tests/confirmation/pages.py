"""Officials at their pages, by Django's test client."""

from django.test import Client
from django.urls import reverse

from accounts.models import Authority
from projects.queries import records_of


def browser_of(user) -> Client:
    """A client in which the user is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(case) -> str:
    """The address of a case's page; a decision is posted there too."""
    return reverse("authority-case", args=[case.number])


def claims(client, case):
    """Press 领取 in the queue."""
    return client.post(reverse("authority-claim", args=[case.number]))


def filled_in(case, action="confirm", **changes):
    """What a decision form sends when everything is right."""
    case.refresh_from_db()
    methods = {f"method_{record.row_guid}": "ORIGINALS" for record in records_of(case.project)}
    return {
        "action": action,
        "version_seen": case.version,
        "paper_name": case.project.name,
        "paper_code": case.project.investment_code,
        "paper_number": case.project.approval_number,
        "note": "与原件一致",
        **methods,
        **changes,
    }


def text_of(answer) -> str:
    """The page as text."""
    return answer.content.decode()


def authority(division):
    """The authority of a division."""
    return Authority.objects.get(division_id=division)
