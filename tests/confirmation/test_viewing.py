"""What officials opened and for how long: kept from the first day, and not to be rewritten (X16, R21)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from confirmation.actions.viewing import CameFrom, keep_looking, last_look, look_at_case, look_at_paper
from confirmation.models import Picked, Viewing
from projects.queries import attachments_of
from tests.confirmation.pages import browser_of, claims, filled_in, page_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return an_official("220102")


@pytest.fixture
def case():
    return a_firm().files()


def a_paper(case):
    return next(paper for papers in attachments_of(case.project).values() for paper in papers)


def test_opening_a_case_from_the_list_is_kept_with_the_list(county, case):
    client = browser_of(county)
    client.get(page_of(case) + "?tab=unit&sector=07&how=step&at=after-1-1")
    client.get(page_of(case))

    first, second = Viewing.objects.order_by("pk")
    assert (first.person, first.case, first.paper_guid, first.case_version) == (county, case, None, case.version)
    assert (first.tab, first.filters, first.picked) == ("unit", "tab=unit&sector=07", "STEP")
    assert (second.tab, second.filters, second.picked, second.seconds) == ("", "", "LINK", 0)


def test_a_decision_that_is_refused_is_not_another_opening(county, case):
    client = browser_of(county)
    claims(client, case)
    client.get(page_of(case))
    answer = client.post(page_of(case) + "?tab=unit", filled_in(case, action="return", note=""))

    assert answer.status_code == 200
    assert f'action="{page_of(case)}?tab=unit"' in text_of(answer)
    assert Viewing.objects.count() == 1


def test_opening_a_paper_on_the_page_is_kept_and_shows_the_paper(county, case):
    client, paper = browser_of(county), a_paper(case)
    address = reverse("authority-paper", args=[case.number, paper.guid])

    assert address in text_of(client.get(page_of(case)))
    answer = client.get(address)
    assert answer.headers["Location"] == reverse("file", args=[paper.guid])
    assert last_look(county, case, paper.guid).picked == "LINK"


def test_a_paper_of_another_project_is_not_of_this_case(county, case):
    other = a_paper(a_firm().files())

    assert browser_of(county).get(reverse("authority-paper", args=[case.number, other.guid])).status_code == 404
    assert not Viewing.objects.exists()


def test_an_official_elsewhere_opens_nothing_and_tells_no_time(case):
    client = browser_of(an_official("220122"))

    assert client.get(page_of(case)).status_code == 404
    assert client.get(reverse("authority-paper", args=[case.number, a_paper(case).guid])).status_code == 404
    assert client.post(reverse("authority-seen", args=[case.number]), {"page": "5"}).status_code == 404
    assert not Viewing.objects.exists()


def test_time_in_sight_is_kept_once_and_is_never_longer_than_what_has_passed(county, case):
    guid = uuid4()
    look_at_case(by=county, case=case, came_from=CameFrom(Picked.HAND), at=AT)
    look_at_paper(by=county, case=case, paper_guid=guid, at=AT + timedelta(seconds=10))
    told = AT + timedelta(seconds=60)
    for seconds in (40, 40, 12, 9_999):
        keep_looking(by=county, case=case, seconds=seconds, at=told)
    keep_looking(by=county, case=case, seconds=30, paper_guid=guid, at=told)
    keep_looking(by=an_official("220102"), case=case, seconds=30, at=told)

    page, paper = last_look(county, case), last_look(county, case, guid)
    assert (page.seconds, page.last_seen_at, page.opened_at) == (60, told, AT)
    assert (paper.seconds, paper.picked) == (30, "HAND")
    assert Viewing.objects.count() == 2


@pytest.mark.parametrize("told", [{"page": "x"}, {"page": "-4"}, {"page": "9" * 40}, {"x": "5"}, {"page": "٣"}])
def test_a_malformed_time_counts_as_none(county, case, told):
    client = browser_of(county)
    client.get(page_of(case))

    assert client.post(reverse("authority-seen", args=[case.number]), told).status_code == 204
    assert Viewing.objects.get().seconds == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM confirmation_viewing",
        "UPDATE confirmation_viewing SET person_id = person_id",
        "UPDATE confirmation_viewing SET paper_guid = NULL",
        "UPDATE confirmation_viewing SET opened_at = now()",
    ],
)
def test_the_portal_rewrites_nothing_of_what_was_opened_but_the_time(county, case, statement):
    look_at_case(by=county, case=case, came_from=CameFrom(), at=AT)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Viewing.objects.get().opened_at == AT
