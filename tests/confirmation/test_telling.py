"""Enterprises are told when the national platform has taken in their projects, once each (E24)."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from accounts.rules import NoticeKind
from common.clock import now
from confirmation.actions.tell import tell_of_arrivals
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    return Notice.objects.filter(kind=NoticeKind.PUSHED)


def test_an_arrival_is_told_once_to_everybody_who_files_for_the_enterprise(deliver):
    firm = a_firm()
    case = confirms(an_official("220102"), firm.files())
    moment = now()
    assert tell_of_arrivals(since=moment - timedelta(days=1), limit=10, at=moment) == 0
    deliver()

    assert tell_of_arrivals(since=moment - timedelta(days=1), limit=10, at=now()) == 1
    assert tell_of_arrivals(since=moment - timedelta(days=1), limit=10, at=now()) == 0

    notice = told().get()
    assert (notice.user, notice.enterprise) == (firm.user, firm.enterprise)
    assert case.project.name in notice.text


def test_more_than_one_run_takes_go_on_in_the_next(deliver):
    official = an_official("220102")
    for _ in range(3):
        confirms(official, a_firm().files())
    deliver()
    since = now() - timedelta(days=1)

    assert [tell_of_arrivals(since=since, limit=2, at=now()) for _ in range(3)] == [2, 1, 0]
    assert told().count() == 3
