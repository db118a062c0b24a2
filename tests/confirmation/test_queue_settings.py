"""Saved filters, own and shared; columns and the list that opens (R18). All of it works without script."""

import pytest
from django.urls import reverse

from accounts.rules import BusinessLine
from audit.models import Event
from confirmation.actions.queue_settings import (
    SAVED_AT_MOST,
    OnlyItsMakerRemovesIt,
    TheNameIsTaken,
    TooManyAreSaved,
    remove_filter,
    save_filter,
    set_queue,
)
from confirmation.models import QueueSetting, SavedFilter
from confirmation.queries.columns import USUAL, Column
from confirmation.queries.saved import columns_of, filters_for
from confirmation.queries.worklist import Filters, Tab, Worklist
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
OVERDUE = Worklist(Tab.OVER, Filters(grade="C"))


@pytest.fixture
def county():
    return an_official("220102", name="王建")


def names_for(user):
    return [saved.name for saved in filters_for(user, AT.date())]


def saves(user, name="超期", shared=False, worklist=OVERDUE):
    return save_filter(by=user, name=name, worklist=worklist, shared=shared, at=AT)


def test_a_filter_of_one_s_own_is_seen_by_nobody_else_and_a_shared_one_by_the_unit(county):
    colleague, design, elsewhere = (
        an_official("220102"),
        an_official("220102", line=BusinessLine.DESIGN),
        an_official("220122"),
    )
    saves(county, "我的超期")
    shared = saves(county, "本单位超期", shared=True)

    assert names_for(county) == ["我的超期", "本单位超期"]
    assert names_for(colleague) == ["本单位超期"]
    assert names_for(design) == names_for(elsewhere) == []
    assert (shared.made_by, shared.query) == (county, "tab=over&grade=C")
    event = Event.objects.filter(action="confirmation.save_filter").latest("pk")
    assert (event.actor_name, event.role, event.unit) == ("王建", "REVIEWER", shared.authority.name)


def test_a_name_is_taken_once_by_a_person_and_once_in_a_unit(county):
    colleague = an_official("220102")
    saves(county)
    saves(county, shared=True)
    for user, shared in ((county, False), (colleague, True)):
        with pytest.raises(TheNameIsTaken, match="已有名为“超期”的筛选"):
            saves(user, " 超期 ", shared)

    saves(colleague)
    saves(an_official("220122"), shared=True)
    assert SavedFilter.objects.count() == 4


def test_a_person_saves_no_more_than_there_is_room_for(county):
    for number in range(SAVED_AT_MOST):
        saves(county, f"筛选{number}")
    with pytest.raises(TooManyAreSaved):
        saves(county, "再一个")
    assert SavedFilter.objects.count() == SAVED_AT_MOST


def test_a_shared_filter_is_its_maker_s_to_remove_and_whoever_opened_with_it_opens_the_usual_list_again(county):
    colleague = an_official("220102")
    shared = saves(county, shared=True)
    set_queue(by=colleague, columns=USUAL, opens_with=shared.pk, at=AT)

    with pytest.raises(OnlyItsMakerRemovesIt):
        remove_filter(by=colleague, filter_id=shared.pk, at=AT)
    assert names_for(colleague) == ["超期"]
    remove_filter(by=county, filter_id=shared.pk, at=AT)
    assert names_for(colleague) == []
    assert QueueSetting.objects.get(person=colleague).opens_with is None


def test_a_filter_that_one_does_not_see_is_neither_removed_nor_opened_with(county):
    stranger = an_official("220122")
    saved = saves(county, shared=True)
    for act in (
        lambda: remove_filter(by=stranger, filter_id=saved.pk, at=AT),
        lambda: set_queue(by=stranger, columns=USUAL, opens_with=saved.pk, at=AT),
    ):
        with pytest.raises(SavedFilter.DoesNotExist):
            act()
    assert (SavedFilter.objects.count(), QueueSetting.objects.count()) == (1, 0)
    assert browser_of(stranger).post(reverse("authority-list-remove", args=[saved.pk])).status_code == 404


def test_the_queue_opens_with_the_chosen_list_unless_the_address_names_another(county):
    saved = saves(county)
    set_queue(by=county, columns=USUAL, opens_with=saved.pk, at=AT)
    client = browser_of(county)

    answer = client.get(reverse("authority-queue"))
    assert answer.headers["Location"] == f"{reverse('authority-queue')}?tab=over&grade=C"
    assert client.get(reverse("authority-queue") + "?tab=unit").status_code == 200


def test_the_list_of_the_page_is_saved_from_it_offered_on_it_and_removed_again(county):
    client = browser_of(county)
    address = f"{reverse('authority-list-save')}?tab=unit&sector=01&sort=submitted&page=after-1-1"
    answer = client.post(address, {"name": "房建", "shared": "on"}, follow=True)

    page = text_of(answer)
    assert "筛选“房建”已保存" in page
    assert '<a href="?tab=unit&amp;sector=01&amp;sort=submitted">房建（我共享的）</a>' in page
    assert "房建（王建共享）" in text_of(browser_of(an_official("220102")).get(reverse("authority-queue")))
    assert "已有名为“房建”的筛选" in text_of(client.post(address, {"name": "房建", "shared": "on"}, follow=True))
    assert "请为要保存的筛选写一个名称" in text_of(client.post(address, {"name": " "}, follow=True))

    answer = client.post(reverse("authority-list-remove", args=[SavedFilter.objects.get().pk]), follow=True)
    assert "还没有保存过筛选" in text_of(answer)


def test_columns_stand_in_the_order_that_the_person_has_chosen(county):
    a_firm().files()
    client = browser_of(county)
    answer = client.post(
        reverse("authority-lists"),
        {"column_1": "clock", "column_2": "", "column_3": "project", "column_4": "clock", "opens_with": ""},
        follow=True,
    )

    assert columns_of(QueueSetting.objects.get()) == (Column.CLOCK, Column.PROJECT)
    page = text_of(answer)
    heads = [part.split("<")[0] for part in page.split('role="columnheader">')[1:]]
    assert heads == ["办件编号", "办理期限", "项目", "操作"]
    client.post(reverse("authority-lists"), {})
    assert columns_of(QueueSetting.objects.get()) == USUAL


@pytest.mark.parametrize("given", [{"column_1": "salary"}, {"opens_with": "9"}, {"opens_with": "x"}])
def test_settings_that_there_are_not_are_refused_and_change_nothing(county, given):
    assert browser_of(county).post(reverse("authority-lists"), given).status_code == 200
    assert not QueueSetting.objects.exists()


def test_every_column_can_be_drawn(county):
    a_firm().files()
    set_queue(by=county, columns=list(Column), opens_with=None, at=AT)
    page = text_of(browser_of(county).get(reverse("authority-queue")))

    assert all(f'role="columnheader">{column.label}<' in page for column in Column)


def test_settings_are_for_reviewers(county):
    saved = saves(county, shared=True)
    for user in (a_firm().user, an_official("220102", role="AUDITOR")):
        client = browser_of(user)
        assert client.get(reverse("authority-lists")).status_code == 403
        assert client.post(reverse("authority-list-save") + "?tab=unit", {"name": "甲"}).status_code == 403
        assert client.post(reverse("authority-list-remove", args=[saved.pk])).status_code == 403
    assert SavedFilter.objects.count() == 1
