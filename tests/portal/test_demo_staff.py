"""The demo's firms have a checker, a second filler, qualifications and people; loading again changes nothing."""

from datetime import date

import pytest

from accounts.models import Enterprise, Membership, Person
from accounts.queries import people_of, qualifications_of, was_employed
from portal.demo.accounts import DEMO_ACCOUNTS
from portal.demo.people import load_people
from portal.demo.staff import load_staff
from tests.audit.support import contents_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_user", "accounts_membership", "accounts_qualification", "accounts_registration", "audit_event")


def test_the_demo_s_staff_is_loaded_once():
    load_people(AT)
    load_staff(AT)
    before = contents_of(*WATCHED)
    load_people(AT)
    load_staff(AT)

    assert contents_of(*WATCHED) == before
    firm = Enterprise.objects.get(memberships__user__username="shigong")
    roles = dict(Membership.objects.filter(enterprise=firm).values_list("user__username", "role"))
    assert roles == {"shigong": "ADMIN", "shenhe": "CHECKER", "tianbao": "FILLER"}
    assert {row.name for row in qualifications_of(firm)} == {"建筑工程施工总承包", "市政公用工程施工总承包"}
    assert {row.person.name for row in people_of(firm)} == {"张建国", "韩玉梅", "曹立新"}
    left = Person.objects.get(name="曹立新")
    assert was_employed(left, firm, date(2021, 6, 1), date(2022, 6, 30))
    assert not was_employed(left, firm, date(2021, 6, 1), date(2022, 7, 1))
    usernames = set(Membership.objects.values_list("user__username", flat=True))
    assert {"shigong", "shenhe", "tianbao", "jianli"} <= usernames & {row.username for row in DEMO_ACCOUNTS}
