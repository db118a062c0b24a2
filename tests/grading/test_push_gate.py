"""The push gate (一（四）; BR-12 to BR-17; decisions 15, 16) on the exact days, and the windows that it reads."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.policy import ActsForNobody
from accounts.rules import Role
from audit.context import Acting, SystemActor, context
from common.clock import SHANGHAI, day_of
from confirmation.queries.rules import rules_on
from grading.actions import open_window
from grading.actions.windows import TheCodeOfTheWindowIsTaken, TheWindowCoversNothing
from grading.models import FilingWindow
from grading.queries import windows_on
from grading.rules.push import NOTICE_WINDOWS, Window, push_gate
from national.models import Message
from projects.models import Project
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm, confirms, gate_now

IN_TIME = date(2024, 12, 2)
LATER = Window(
    "DEMO-2026",
    "演示文件 一",
    date(2026, 1, 1),
    date(2026, 6, 1),
    date(2026, 1, 1),
    date(2026, 12, 31),
    is_example=True,
)


def asked(**facts):
    return push_gate(
        **{
            "finished_on": None,
            "released_on": date(2021, 6, 1),
            "first_confirmed_on": IN_TIME,
            "today": IN_TIME,
            "national_shown": False,
            "docked": False,
            "shown": False,
            "windows": NOTICE_WINDOWS,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("finished", "released", "confirmed", "is_open", "window"),
    [
        pytest.param("2023-12-28", "2021-06-01", "2024-12-02", True, "N17-FINISHED", id="BR-12 前一日竣工"),
        pytest.param("2023-12-29", "2021-06-01", "2024-12-02", False, "", id="BR-12 当日竣工不算前"),
        pytest.param("2023-12-28", "2021-06-01", "2024-12-31", True, "N17-FINISHED", id="BR-12 截止当日确认"),
        pytest.param("2023-12-28", "2021-06-01", "2025-01-01", False, "", id="BR-12 次日确认"),
        pytest.param("2023-12-28", "2021-06-01", "2024-11-25", True, "N17-FINISHED", id="发文当日确认"),
        pytest.param("2023-12-28", "2021-06-01", "2024-05-24", True, "N17-FINISHED", id="发文前已确认并展示"),
        pytest.param("2023-12-28", None, "2024-12-02", True, "N17-FINISHED", id="BR-13 竣工无许可"),
        pytest.param(None, "2024-08-31", "2024-12-02", True, "N17-UNFINISHED", id="BR-14 前一日许可"),
        pytest.param(None, "2024-09-01", "2024-12-02", False, "", id="BR-14 当日许可不算前"),
        pytest.param(None, "2024-08-31", "2024-12-31", True, "N17-UNFINISHED", id="BR-14 截止当日确认"),
        pytest.param(None, "2024-08-31", "2025-01-01", False, "", id="BR-14 次日确认"),
        pytest.param("2023-12-29", "2024-08-31", "2024-12-02", False, "", id="BR-16 竣工项目不看许可日期"),
        pytest.param("2024-10-01", "2024-08-31", "2024-12-02", False, "", id="BR-16 窗口后竣工"),
        pytest.param(None, None, "2024-12-02", False, "", id="无日期"),
    ],
)
def test_the_gate_opens_on_exactly_the_days_of_the_notice(finished, released, confirmed, is_open, window):
    def day(text):
        return date.fromisoformat(text) if text else None

    answer = asked(finished_on=day(finished), released_on=day(released), first_confirmed_on=day(confirmed))

    assert (answer.is_open, answer.window) == (is_open, window)
    assert answer.clause.startswith("吉建管〔2024〕17号 一（四）")
    assert ("可推送至全国平台" in answer.reason) is is_open
    assert ("仍可确认并在省平台展示" in answer.reason) is not is_open


@pytest.mark.parametrize("late", [{"finished_on": date(2025, 5, 1)}, {"first_confirmed_on": date(2030, 1, 1)}])
def test_what_is_already_shown_nationally_goes_on_whatever_the_days(late):
    answer = asked(national_shown=True, **late)

    assert (answer.is_open, answer.clause) == (True, "吉建管〔2024〕17号 一（六）4")


@pytest.mark.parametrize("late", [{"finished_on": date(2025, 5, 1)}, {"first_confirmed_on": date(2030, 1, 1)}])
def test_docked_records_go_when_graded_window_or_not(late):
    answer = asked(docked=True, windows=(), **late)

    assert (answer.is_open, answer.clause) == (True, "吉建管〔2024〕17号 二（二）2")


def test_without_any_window_nothing_is_pushed_and_the_facts_are_named():
    answer = asked(finished_on=date(2023, 9, 20), windows=())

    assert not answer.is_open
    assert "竣工日期2023-09-20" in answer.reason


def test_a_window_lets_nothing_through_before_it_opens():
    facts = {"finished_on": date(2025, 5, 1), "first_confirmed_on": date(2025, 6, 1), "windows": (LATER,)}

    answers = [asked(today=day, **facts).is_open for day in (date(2025, 12, 31), date(2026, 1, 1))]

    assert answers == [False, True]


@pytest.mark.parametrize(
    ("released", "finished", "is_open"),
    [
        pytest.param("2024-08-31", None, True, id="BR-15 前一日许可"),
        pytest.param("2024-09-01", None, False, id="BR-15 当日许可不算前"),
        pytest.param("2024-08-31", "2023-10-01", False, id="已竣工的仍看确认日期"),
    ],
)
def test_a_shown_unfinished_project_goes_by_itself_whenever_it_was_confirmed(released, finished, is_open):
    days = {"first_confirmed_on": date(2025, 6, 1), "today": date(2025, 6, 1)}
    answer = asked(
        released_on=date.fromisoformat(released),
        finished_on=date.fromisoformat(finished) if finished else None,
        shown=True,
        **days,
    )

    assert answer.is_open is is_open
    assert ("无需重复补录" in answer.reason) is is_open


def test_a_late_confirmation_names_the_last_day_and_that_it_is_included():
    answer = asked(finished_on=date(2023, 9, 20), first_confirmed_on=date(2025, 1, 1))

    assert "2024-12-31（含当日）" in answer.reason


def test_an_example_window_is_marked_wherever_it_decides():
    later = date(2026, 5, 1)
    answer = asked(
        finished_on=date(2025, 5, 1), first_confirmed_on=later, today=later, windows=(*NOTICE_WINDOWS, LATER)
    )

    assert (answer.is_open, answer.window, answer.clause) == (True, "DEMO-2026", "演示文件 一（示例窗口）")


@pytest.mark.parametrize(
    ("moment", "pushed"),
    [
        pytest.param(datetime(2024, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), 1, id="12月31日23:59"),
        pytest.param(datetime(2025, 1, 1, 0, 0, tzinfo=SHANGHAI), 0, id="1月1日0:00"),
    ],
)
@pytest.mark.django_db
def test_the_day_of_confirmation_is_a_day_of_shanghai(moment, pushed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = confirms(an_official("220102"), a_firm().files(at=AT), at=moment)

    assert case.project.published
    assert Message.objects.count() == pushed


@pytest.mark.django_db
def test_the_first_confirmation_decides_even_when_a_higher_grade_comes_after_the_window(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files(at=AT), at=AT).project
    late = AT.replace(year=2025, month=3)
    case = firm.applies_for_next_grade(project, at=late)
    confirms(an_official("220100"), case, at=late)

    project = Project.objects.get(pk=project.pk)
    answer = gate_now(project, records_of(project), day_of(late), rules_on(day_of(late)).windows)

    assert (answer.is_open, answer.window) == (True, "N17-FINISHED")
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_the_shipped_windows_are_those_of_the_notice():
    assert sorted(windows_on(date(2024, 11, 25)), key=lambda window: window.code) == sorted(
        NOTICE_WINDOWS, key=lambda window: window.code
    )
    assert windows_on(date(2024, 11, 24)) == ()
    assert [window.source for window in NOTICE_WINDOWS] == [
        "吉建管〔2024〕17号 一（四）第一款",
        "吉建管〔2024〕17号 一（四）第二款",
    ]


def window_facts(**changes):
    return {
        "code": "DEMO-2026",
        "clause": "演示文件 一",
        "finished_before": date(2026, 1, 1),
        "released_before": None,
        "opens_on": date(2026, 1, 1),
        "confirm_by": date(2026, 12, 31),
        "is_example": True,
        **changes,
    }


@pytest.mark.django_db
def test_a_window_is_in_force_from_the_day_it_was_opened_until_the_day_before_it_is_revoked():
    administrator = an_official("220000", role=Role.ADMINISTRATOR)
    at = datetime(2026, 2, 1, 10, tzinfo=SHANGHAI)
    window = open_window(by=administrator, authority=an_authority("220000"), at=at, **window_facts())
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        FilingWindow.objects.filter(pk=window.pk).update(revoked_on=date(2026, 3, 1))

    def in_force(day):
        return "DEMO-2026" in {found.code for found in windows_on(day)}

    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [in_force(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        pytest.param({"finished_before": None}, TheWindowCoversNothing, "finished_before", id="什么也不覆盖"),
        pytest.param({"confirm_by": date(2025, 12, 31)}, TheWindowCoversNothing, "confirm_by", id="截止早于开始"),
        pytest.param({"code": "N17-FINISHED"}, TheCodeOfTheWindowIsTaken, "code", id="代码已用"),
    ],
)
@pytest.mark.django_db
def test_a_window_that_lets_nothing_through_is_refused(changes, error, field):
    administrator = an_official("220000", role=Role.ADMINISTRATOR)
    before = contents_of("grading_filingwindow", "audit_event")

    with pytest.raises(error) as refusal:
        open_window(by=administrator, authority=an_authority("220000"), at=AT, **window_facts(**changes))

    assert refusal.value.field == field
    assert contents_of("grading_filingwindow", "audit_event") == before


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.SUPPORT])
@pytest.mark.django_db
def test_only_the_administrator_of_the_province_opens_a_window(role):
    other = an_official("220000", role=role)
    before = contents_of("grading_filingwindow", "audit_event")

    with pytest.raises(ActsForNobody):
        open_window(by=other, authority=an_authority("220000"), at=AT, **window_facts())

    assert contents_of("grading_filingwindow", "audit_event") == before


@pytest.mark.django_db
def test_an_administrator_of_a_city_opens_no_window_of_the_province():
    other = an_official("220100", role=Role.ADMINISTRATOR)
    before = contents_of("grading_filingwindow", "audit_event")

    for authority in ("220000", "220100"):
        with pytest.raises(ActsForNobody):
            open_window(by=other, authority=an_authority(authority), at=AT, **window_facts())

    assert contents_of("grading_filingwindow", "audit_event") == before


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"finished_before": None}, "window_covers_something"),
        ({"confirm_by": date(2025, 12, 31)}, "window_opens_first"),
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_such_a_window_too(changes, guard):
    with (
        pytest.raises(IntegrityError, match=guard),
        transaction.atomic(),
        context(Acting.system(SystemActor.TEST), action="test"),
    ):
        FilingWindow.objects.create(effective_on=IN_TIME, **window_facts(**changes))
