"""Anything as it was: what is rebuilt from the ledger equals what stood in the tables at that moment (X09)."""

import random
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse

import confirmation.actions as cases
import projects.actions as filing
from accounts.models import Appointment, IdentityVault, Person, Reading, Registration
from accounts.rules import Role
from accounts.vault import number_of
from common.clock import SHANGHAI
from confirmation.models import Case
from confirmation.rules.states import WITH_AUTHORITY
from portal.queries.as_of import project_at, public_at
from portal.queries.public_project import public_page
from portal.queries.queue_as_of import queue_at
from portal.queries.units_as_of import authority_at
from projects.models import STAGE_MODELS, Attachment, Project
from tests.audit.support import acting
from tests.confirmation.pages import browser_of, text_of
from tests.errata.steps import Way
from tests.factories import (
    AT,
    LONG_AGO,
    an_authority,
    an_official,
    drawing_review_facts,
    project_facts,
    unit_facts,
)
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def moment():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def stored(project):
    """Every column of the project's rows, as the tables have them."""
    rows = {("projects_project", project.pk): Project.objects.filter(pk=project.pk).values().first()}
    for model in STAGE_MODELS[1:]:
        for row in model.objects.filter(project=project, update_flag="U").values():
            rows[model._meta.db_table, row["id"]] = row
    for row in Attachment.objects.filter(project=project, removed_at=None).values():
        rows["projects_attachment", row["id"]] = row
    return rows


def rebuilt(project, at):
    known = project_at(project, at)
    every = [*known.records, *known.papers]
    return {
        (one._meta.db_table, one.pk): {
            field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields
        }
        for one in every
    }


def told(project):
    """What the public page says today, as far as it is rebuilt."""
    page = public_page(Project.objects.get(pk=project.pk), AT.date())
    return page.project, page.rail, page.sections, page.history


class Story:
    """One project through whatever comes next, by chance."""

    def __init__(self, seed):
        self.chance, self.firm = random.Random(seed), a_firm()
        self.project = self.firm.fills_in()
        self.case = None
        self.at = AT

    def steps(self):
        self.project.refresh_from_db()
        if self.case is not None and self.case.status in WITH_AUTHORITY:
            return [self.withdraws, self.is_confirmed, self.is_confirmed]
        if self.project.grade == "D":
            return [self.renames, self.adds_a_unit, self.adds_a_review, self.removes_a_paper, self.submits]
        if self.case.status != "CONFIRMED":
            return []
        return [self.rises, self.falls] if self.project.grade == "C" else [self.falls]

    def goes_on(self):
        steps = self.steps()
        if not steps:
            return False
        self.at += timedelta(hours=1)
        self.chance.choice(steps)()
        if self.case is not None:
            self.case.refresh_from_db()
        return True

    def renames(self):
        facts = project_facts(
            investment_code=self.project.investment_code, total_investment=self.chance.randint(1, 9**6)
        )
        filing.save_project(
            by=self.firm.user, enterprise=self.firm.enterprise, project_id=self.project.pk, facts=facts, at=self.at
        )

    def adds_a_unit(self):
        self.firm.adds(self.project, "UNIT", unit_facts(name=f"{self.chance.randint(2, 99)}号楼"), self.at)

    def adds_a_review(self):
        self.firm.adds(self.project, "DRAWING_REVIEW", drawing_review_facts(), self.at)
        self.firm.papers(self.project, self.at)

    def removes_a_paper(self):
        self.firm.papers(self.project, self.at)
        paper = self.chance.choice(list(Attachment.objects.filter(project=self.project, removed_at=None)))
        filing.remove(
            by=self.firm.user,
            enterprise=self.firm.enterprise,
            project_id=self.project.pk,
            attachment_guid=paper.guid,
            at=self.at,
        )

    def submits(self):
        self.firm.papers(self.project, self.at)
        self.case = self.firm.submits(self.project, self.at)

    def withdraws(self):
        cases.withdraw(by=self.firm.user, enterprise=self.firm.enterprise, case_id=self.case.pk, at=self.at)

    def is_confirmed(self):
        confirms(an_official("220102"), self.case, self.at)

    def rises(self):
        self.case = self.firm.applies_for_next_grade(self.project, self.at)
        confirms(an_official("220100"), self.case, self.at)

    def falls(self):
        official = an_official(self.case.authority.division_id)
        cases.reverse(
            by=official,
            case_id=self.case.pk,
            version_seen=self.case.version,
            note="原件系伪造",
            address=None,
            at=self.at,
        )


@pytest.mark.prove
def test_states_rebuilt_at_random_moments_are_those_that_stood_there(full_size):
    for seed in range(60 if full_size else 3):
        story, moments = Story(seed), []
        for _ in range(8):
            shown = Project.objects.published().filter(pk=story.project.pk).exists()
            began = moment()
            moments.append((began, stored(story.project), told(story.project) if shown else None))
            if not story.goes_on():
                break
        for at, snapshot, page in story.chance.sample(moments, len(moments)):
            assert rebuilt(story.project, at) == snapshot, (seed, at)
            then = public_at(project_at(story.project, at))
            assert (then and (then.project, then.rail, then.sections, then.history)) == page, (seed, at)
        assert project_at(story.project, moments[0][0] - timedelta(days=1)) is None


def test_both_axes_of_time_are_told_apart():
    authority = an_authority("220102")
    official = an_official("220102", name="王审核")
    appointment = Appointment.objects.get(user=official)
    before = moment()
    with acting():
        Appointment.objects.filter(pk=appointment.pk).update(ends_on="2024-06-30")
    after = moment()

    def holds(at, day):
        part = next(part for part in authority_at(authority.pk, at, day).parts if part.title == "任职")
        return [row.holds for row in part.rows if row.words[0] == "王审核"]

    summer, autumn = AT.date().replace(month=6, day=30), AT.date().replace(month=7, day=1)
    # The end was entered later: whoever looked before knew nothing of it.
    assert [holds(before, summer), holds(before, autumn)] == [[True], [True]]
    assert [holds(after, summer), holds(after, autumn)] == [[True], [False]]
    assert [holds(after, LONG_AGO - timedelta(days=1))] == [[False]]


def test_an_auditor_sees_what_was_there_then_under_a_banner():
    way = Way()
    confirmed = moment()
    way.reaches("DONE", actual_area=85900)
    client, guid = browser_of(an_official("220102", role=Role.AUDITOR, name="孙静")), way.project.row_guid

    for name in ("as-of-project", "as-of-public"):
        then = text_of(client.get(reverse(name, args=[guid]), {"at": confirmed.isoformat()}))
        today = text_of(client.get(reverse(name, args=[guid])))
        assert "实际面积" in then
        assert ("86,000" in then, "85,900" in then) == (True, False)
        assert ("85,900" in today) is True
        assert "当时的样子" in then
        assert "由变化记录重建" in then
    shown = client.get(reverse("as-of-project", args=[guid]), {"at": confirmed.isoformat()}).content.decode()
    local = confirmed.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S.%f")
    assert f'value="{local}"' in shown
    assert shown.count(f"?at={quote(local)}") == 4  # three records alone, and the public page
    assert "吉建函〔2025〕8号" not in then
    assert "吉建函〔2025〕8号" in today
    early = {"at": "2020-01-01"}
    assert "当时还没有这个项目" in text_of(client.get(reverse("as-of-project", args=[guid]), early))
    assert "当时没有公开页面" in text_of(client.get(reverse("as-of-public", args=[guid]), early))
    assert "不是日期或时间" in text_of(client.get(reverse("as-of-project", args=[guid]), {"at": "昨天"}))
    one = text_of(client.get(reverse("as-of-project", args=[guid]), {"record": way.completion_record.row_guid}))
    assert ("实际面积" in one, "立项文号" in one) == (True, False)
    assert Reading.objects.filter(title__startswith="截至某日的状态").count() == 9


def test_nothing_unconfirmed_stands_on_a_public_page_of_any_day():
    firm = a_firm()
    project = firm.fills_in()
    case = firm.submits(project)
    filed = moment()
    confirms(an_official("220102"), case)
    client = browser_of(an_official("220102", role=Role.AUDITOR))

    page = client.get(reverse("as-of-public", args=[project.row_guid]), {"at": filed.isoformat()})
    assert "当时没有公开页面" in text_of(page)
    assert "未确认" in text_of(client.get(reverse("as-of-project", args=[project.row_guid]), {"at": filed.isoformat()}))


def test_people_enterprises_and_authorities_without_a_number_and_for_the_auditors_own_area():
    way = Way()
    person = Person.objects.latest("pk")
    with acting():
        Registration.objects.create(
            person=person, enterprise=way.firm.enterprise, category="CONSTRUCTOR_1", profession="建筑工程",
            certificate_number="吉1222020210001", starts_on=LONG_AGO,
        )  # fmt: skip
    addresses = [
        reverse("as-of-enterprise", args=[way.firm.enterprise.pk]),
        reverse("as-of-person", args=[person.pk]),
        reverse("as-of-authority", args=[an_authority("220102").pk]),
        reverse("as-of-project", args=[way.project.row_guid]),
        reverse("as-of-public", args=[way.project.row_guid]),
    ]
    numbers = [number_of(one.person) for one in IdentityVault.objects.select_related("person")]

    own = browser_of(an_official("220102", role=Role.AUDITOR))
    for address in addresses:
        page = text_of(own.get(address))
        assert "当时的样子" in page
        assert not [number for number in numbers if number in page or number[6:14] in page]
    assert person.name in text_of(own.get(addresses[0]))
    assert way.place.name in text_of(own.get(addresses[2]))
    other = browser_of(an_official("220103", role=Role.AUDITOR))
    assert [other.get(address).status_code for address in addresses] == [404] * 5
    for user in (way.place, way.firm.user):
        assert [browser_of(user).get(address).status_code for address in addresses] == [403] * 5


def test_what_lay_with_an_authority_is_what_its_queue_held_at_each_moment():
    county, city = an_authority("220102"), an_authority("220100")
    first, second = a_firm(), a_firm()
    official = an_official("220102", name="周文博")
    stood = []

    def look():
        lying = Case.objects.filter(status__in=WITH_AUTHORITY).order_by("submitted_at", "pk")
        queues = {
            unit.pk: [(case.number, case.get_status_display()) for case in lying.filter(authority=unit)]
            for unit in (county, city)
        }
        stood.append((moment(), queues))

    look()
    case = first.files()
    look()
    second.files(name="二号工程")
    look()
    cases.claim(by=official, case_id=case.pk, at=AT)
    look()
    confirms(official, case, claim=False)
    look()
    first.applies_for_next_grade(case.project)
    look()

    assert [[len(queue) for queue in queues.values()] for _, queues in stood] == [
        [0, 0], [1, 0], [2, 0], [2, 0], [1, 0], [1, 1],
    ]  # fmt: skip
    for at, queues in stood:
        for pk, queue in queues.items():
            found = queue_at(pk, at, AT.date())
            assert [(row.number, row.status) for row in found.rows] == queue
            assert found.total == len(queue)
    late = queue_at(county.pk, stood[-1][0], date(2030, 1, 1)).rows[0]
    assert (late.project, late.enterprise, late.is_overdue) == ("二号工程", second.enterprise.name, True)
    page = browser_of(an_official("220102", role=Role.AUDITOR)).get(
        reverse("as-of-authority", args=[county.pk]), {"at": stood[2][0].isoformat()}
    )
    assert "共 2 件" in text_of(page)
