"""A planned field list is taken back before its first day; the one before it goes on (A07). A sector's other name."""

from datetime import timedelta

import pytest

from accounts.models import Authority
from accounts.policy import ActsForNobody
from accounts.rules import Role
from audit.models import Event
from common.clock import day_of
from portal.queries.lists import acts_on
from projects.actions.catalogue import TheVersionIsInForce, relabel_term, start_version, withdraw_version
from projects.catalogue import catalogue, forget_catalogue
from projects.models import FormVersion, Project
from projects.rules.fields import BUILT_IN, Entry, Section
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from tests.audit.support import contents_of, entry_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = day_of(AT), day_of(AT) + timedelta(days=1)
WITH_ONE_MORE = (
    *BUILT_IN[RecordKind.PROJECT],
    Section("补充", (Entry("x_bim", label="BIM应用", type=ValueType.TEXT),)),
)
WATCHED = ("projects_formversion", "audit_event")


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    forget_catalogue()
    yield
    forget_catalogue()


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


def province():
    return Authority.objects.get(division="220000")


def plans(keeper, day=TOMORROW):
    return start_version(
        by=keeper, authority=province(), kind=RecordKind.PROJECT, sections=WITH_ONE_MORE, starts_on=day,
        is_provisional=True, reason="吉建办〔2024〕99号", at=AT,
    )  # fmt: skip


def takes_back(by, code, at=AT, authority=None):
    return withdraw_version(
        by=by, authority=authority or province(), kind=RecordKind.PROJECT, code=code, reason="文件已废止", at=at
    )


def versions():
    rows = FormVersion.objects.filter(record_kind="PROJECT").order_by("starts_on")
    return [(row.code, row.ends_on) for row in rows]


def test_the_list_in_force_goes_on_and_the_history_keeps_the_other(keeper):
    planned = plans(keeper)
    assert versions() == [("2024-11-25", TODAY), (planned.code, None)]

    takes_back(keeper, planned.code)

    assert versions() == [("2024-11-25", None)]
    forget_catalogue()
    assert catalogue().fields_on(RecordKind.PROJECT, TOMORROW).code == "2024-11-25"
    gone = Event.objects.get(object_type="projects_formversion", operation="DELETE")
    assert (gone.actor_name, gone.reason) == (keeper.name, "文件已废止")
    assert entry_of(gone)["row"]["sections"][-1]["title"] == "补充"
    assert [act.what for act in acts_on("PROJECT")] == ["撤回新版", "设立新版"]


def test_another_may_be_planned_afterwards_for_the_same_day(keeper):
    takes_back(keeper, plans(keeper).code)

    assert plans(keeper).starts_on == TOMORROW


def test_what_is_in_force_or_has_another_after_it_stays(keeper):
    first = plans(keeper)
    plans(keeper, TOMORROW + timedelta(days=7))
    before = contents_of(*WATCHED)

    for code, at in (("2024-11-25", AT), (first.code, AT), ("x", AT)):
        with pytest.raises(TheVersionIsInForce):
            takes_back(keeper, code, at)
    last = versions()[-1][0]
    with pytest.raises(TheVersionIsInForce):
        takes_back(keeper, last, AT + timedelta(days=8))

    assert contents_of(*WATCHED) == before


def test_nobody_else_takes_it_back(keeper):
    planned, city = plans(keeper), an_official("220100", role=Role.ADMINISTRATOR)
    before = contents_of(*WATCHED)

    for by, place in ((an_official("220000"), "220000"), (city, "220000"), (city, "220100")):
        with pytest.raises(ActsForNobody):
            takes_back(by, planned.code, authority=Authority.objects.get(division=place))

    assert contents_of("projects_formversion") == {"projects_formversion": before["projects_formversion"]}


def test_a_sector_has_the_name_of_the_day_on_which_the_project_was_filled_in(keeper, client, django_assert_num_queries):
    official, firm = an_official("220102"), a_firm()
    old = confirms(official, firm.files()).project
    relabel_term(
        by=keeper, authority=province(), dictionary="SECTOR", code="01", label="房屋建筑（新名）", starts_on=TOMORROW,
        reason="吉建办〔2024〕99号", at=AT,
    )  # fmt: skip
    new = confirms(official, firm.files(at=AT + timedelta(days=1)), at=AT + timedelta(days=1)).project
    forget_catalogue()

    rows = {row.pk: row for row in Project.objects.all()}
    with django_assert_num_queries(1):
        assert [rows[old.pk].get_sector_display(), rows[new.pk].get_sector_display()] == [
            "房屋建筑",
            "房屋建筑（新名）",
        ]
    page = client.get("/public/projects/").content.decode()
    assert page.count("房屋建筑（新名）") == 1
