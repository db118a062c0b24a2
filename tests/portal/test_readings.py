"""Who took a list away or read the history is part of the history, and auditors read it for their area (U06, R32)."""

import pytest
from django.urls import reverse

from accounts.models import Reading
from accounts.rules import Role
from audit.models import Event
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def kept():
    return list(Reading.objects.order_by("pk").values_list("user__name", "kind", "title", "asked", "subject"))


def test_every_list_that_is_taken_away_is_kept_with_its_filters_and_for_whom():
    firm, official = a_firm(), an_official("220102", name="陈晓东")
    firm.files()

    browser_of(firm.user).get(reverse("enterprise-export"))
    browser_of(official).get(reverse("authority-export"), {"tab": "unit", "q": "长春", "format": "csv"})

    assert kept() == [
        (firm.user.name, "EXPORT", "本企业填报的项目", "", ""),
        ("陈晓东", "EXPORT", "待办-本单位待办", "tab=unit&q=长春&format=csv", ""),
    ]
    own, of_unit = Reading.objects.order_by("pk")
    assert (own.enterprise, own.authority) == (firm.enterprise, None)
    assert (of_unit.enterprise, of_unit.authority.division_id) == (None, "220102")
    event = Event.objects.filter(object_type="accounts_reading").latest("pk")
    assert (event.action, event.actor_name, event.role) == ("accounts.read_export", "陈晓东", "REVIEWER")


def test_an_auditors_own_reading_is_kept_too():
    project = confirms(an_official("220102"), a_firm().files()).project
    auditor = an_official("220102", role=Role.AUDITOR, name="孙静")
    client, guid = browser_of(auditor), str(project.row_guid)

    client.get(reverse("audit-home"))
    client.get(reverse("audit-home"), {"q": project.name})
    client.get(reverse("audit-project", args=[guid]))
    client.get(reverse("audit-timeline-export", args=[guid]))
    client.get(reverse("audit-export"))

    assert kept() == [
        ("孙静", "SEARCH", "历史查阅", f"q={project.name}", ""),
        ("孙静", "TIMELINE", project.name, "", guid),
        ("孙静", "EXPORT", "变化记录", "", guid),
        ("孙静", "EXPORT", "历史查阅-项目", "", ""),
    ]


def test_what_one_may_not_read_leaves_no_reading():
    project = confirms(an_official("220102"), a_firm().files()).project
    before = contents_of("accounts_reading", "audit_event")
    others = [an_official("220103", role=Role.AUDITOR), an_official("220102"), a_firm().user]
    before = contents_of("accounts_reading", "audit_event")

    codes = [
        browser_of(other).get(reverse("audit-timeline-export", args=[project.row_guid])).status_code for other in others
    ]

    assert codes == [404, 403, 403]
    assert contents_of("accounts_reading", "audit_event") == before


@pytest.mark.parametrize(
    ("division", "seen"), [("220102", True), ("220100", True), ("220103", False), ("220000", True)]
)
def test_an_auditor_reads_who_read_in_his_area(division, seen):
    official = an_official("220102", name="陈晓东")
    browser_of(official).get(reverse("authority-export"))

    page = browser_of(an_official(division, role=Role.AUDITOR)).get(reverse("audit-readings"))
    other = browser_of(an_official(division, role=Role.AUDITOR)).get(reverse("audit-readings"), {"q": "没有此人"})

    assert ("陈晓东" in text_of(page)) is seen
    assert list(Reading.objects.filter(kind="SEARCH").values_list("title", "asked")) == [
        ("查阅和导出记录", "q=没有此人")
    ]
    assert "没有查阅记录" in text_of(other)
    assert browser_of(official).get(reverse("audit-readings")).status_code == 403
