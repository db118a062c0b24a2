"""The province's register of authorities and its working calendar (A02, A03, A10)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions import register
from accounts.calendars import TheListIsNotWellFormed, read_list, work_calendar
from accounts.models import CalendarList, HandlingPeriod, LeadDepartment, ResponsiblePerson
from accounts.policy import ActsForNobody
from accounts.register import lead_department_on, period_on
from accounts.rules import Role
from audit.models import Event
from common.clock import day_of, now
from common.workdays import DayKind
from confirmation.actions.clock import load_calendar
from confirmation.models import BulkConfirmRule
from confirmation.queries.bulk_confirm import at_most as bulk_at_most
from portal.queries.register import unit_rows
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def admin():
    return an_official("220000", role=Role.ADMINISTRATOR)


def sets_period(admin, days, starts_on, line="", division="220102"):
    return register.set_handling_period(
        by=admin,
        province=an_authority("220000"),
        unit=an_authority(division),
        business_line=line,
        facts={"days": days, "near_due_days": 3, "basis": "工作方案"},
        starts_on=starts_on,
        at=AT,
    )


def test_a_new_period_holds_from_its_day_on_and_cases_that_lie_there_keep_theirs(admin):
    case, county = a_firm().files(at=AT), an_authority("220102")
    sets_period(admin, 5, date(2024, 12, 9))

    days = [period_on(county, "CONSTRUCTION", date(2024, 12, day)).days for day in (8, 9)]
    assert days == [10, 5]
    case.refresh_from_db()
    assert (case.days_allowed, case.due_on) == (10, date(2024, 12, 16))
    later = a_firm().files(at=AT + timedelta(days=8))
    assert (later.days_allowed, later.due_on, later.near_due_on) == (5, date(2024, 12, 17), date(2024, 12, 12))


def test_a_lines_own_period_goes_before_that_for_all(admin):
    sets_period(admin, 3, TODAY, line="DESIGN")
    county = an_authority("220102")

    assert period_on(county, "DESIGN", TODAY).days == 3
    assert period_on(county, "CONSTRUCTION", TODAY).days == 10


def test_the_register_keeps_what_was_and_does_not_reach_back(admin):
    sets_period(admin, 5, date(2024, 12, 9))
    sets_period(admin, 7, date(2024, 12, 9))
    rows = HandlingPeriod.objects.filter(authority__division="220102").order_by("starts_on")

    assert [(row.days, row.ends_on) for row in rows] == [(10, date(2024, 12, 8)), (7, None)]
    with pytest.raises(register.TheRegisterDoesNotReachBack):
        sets_period(admin, 1, TODAY - timedelta(days=1))
    with pytest.raises(ActsForNobody):
        sets_period(an_official("220000"), 1, TODAY)
    assert rows.count() == 2
    assert Event.objects.filter(action="accounts.set_handling_period", unit="吉林省住房和城乡建设厅").exists()


def test_the_checklist_names_what_is_missing():
    row = next(row for row in unit_rows(TODAY) if row.unit.division_id == "220000")
    assert "建管条线没有审核人员" in row.gaps
    assert "未登记专人" in row.gaps
    an_official("220000")
    row = next(row for row in unit_rows(TODAY) if row.unit.division_id == "220000")
    assert "建管条线须2人签署，现有1人" in row.gaps
    an_official("220000")
    row = next(row for row in unit_rows(TODAY) if row.unit.division_id == "220000")
    assert not any(gap.startswith("建管") for gap in row.gaps)


def test_the_checklist_asks_the_same_whatever_number_of_units(django_assert_num_queries):
    with django_assert_num_queries(7):
        assert len(unit_rows(TODAY)) > 60


def test_kept_on_the_pages_and_named_persons_stay_internal(admin):
    client, starts = browser_of(admin), day_of(now())
    page = reverse("unit", args=["220102"])
    client.post(
        page,
        {
            "act": "lead",
            "lead-name": "建筑业管理科",
            "lead-phone": "0431-85270001",
            "lead-division_of_rights": "科长复核",
            "lead-basis": "南建发〔2024〕9号",
            "lead-starts_on": starts,
        },
    )
    person = {"person-name": "赵国强", "person-duty": "信息确认负责人", "person-phone": "", "person-business_line": ""}
    answer = client.post(page, {"act": "person", **person, "person-starts_on": starts}, follow=True)

    assert "建筑业管理科" in text_of(answer)
    assert "登记牵头部门和权限划分" in text_of(answer)
    assert lead_department_on(an_authority("220102"), starts).name == "建筑业管理科"
    assert LeadDepartment.objects.filter(authority__division="220102").count() == 2
    public = text_of(browser_of(a_firm().user).get(reverse("public-units")))
    assert "0431-85270001" in public
    assert "赵国强" not in public
    row = ResponsiblePerson.objects.get()
    client.post(page, {"act": "end", "person": row.pk})
    row.refresh_from_db()
    assert row.ends_on == starts
    assert client.post(page, {"act": "end", "person": "九"}, follow=True).status_code == 200


def test_how_many_a_unit_confirms_at_once_is_set_on_its_page_and_out_of_range_it_stays(admin):
    client, starts, page = browser_of(admin), day_of(now()), reverse("unit", args=["220102"])
    sent = {"act": "bulk", "bulk-starts_on": starts, "bulk-reason": "年底集中办理"}

    refused = text_of(client.post(page, {**sent, "bulk-at_most": "21"}))
    assert "一次最多确认的件数为0至20，0为关闭" in refused
    assert "年底集中办理" in refused
    assert not BulkConfirmRule.objects.exists()

    page_after = text_of(client.post(page, {**sent, "bulk-at_most": "5"}, follow=True))
    assert "设定批量确认" in page_after
    assert bulk_at_most(an_authority("220102"), starts) == 5
    assert bulk_at_most(an_authority("220122"), starts) == 0


def test_the_pages_are_the_provinces(admin):
    for user in (an_official("220100"), a_firm().user):
        for name, args in (("units", []), ("unit", ["220102"]), ("calendar", [])):
            assert browser_of(user).get(reverse(name, args=args)).status_code == 403
    support = browser_of(an_official("220000", role=Role.SUPPORT))
    assert support.get(reverse("calendar")).status_code == 200
    given = {"year": "2027", "source": "x", "text": "2027-01-01,放假", "load": ""}
    assert support.post(reverse("calendar"), given).status_code == 403
    assert not CalendarList.objects.filter(year=2027).exists()


def test_a_list_is_read_line_by_line():
    assert read_list("日期,类别\n2027-01-01，放假\n\n2027-01-02,调休上班", 2027) == [
        (date(2027, 1, 1), DayKind.HOLIDAY),
        (date(2027, 1, 2), DayKind.WORKDAY),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027-13-01,放假", "第1行"),
        ("2027-01-01,放假\n2027-01-01,放假", "第2行"),
        ("2026-01-01,放假", "不在 2027 年度内"),
        ("2027-01-04,上班", "本来是工作日"),
        ("2027-01-04,半天", "无法识别"),
        ("\n", "没有读到日期"),
    ],
)
def test_a_list_that_is_not_well_formed_is_refused_with_its_line(text, said):
    with pytest.raises(TheListIsNotWellFormed, match=said):
        read_list(text, 2027)


def test_loading_a_list_moves_due_dates_keeps_the_earlier_list_and_says_so(admin):
    case, province = a_firm().files(at=AT), an_authority("220000")
    text = "2024-12-05,放假\n2024-12-07,调休上班\n2024-12-12,放假"
    _, moved = load_calendar(by=admin, authority=province, year=2024, source="国办发明电", text=text, at=AT)

    case.refresh_from_db()
    assert (moved, case.due_on) == (1, date(2024, 12, 17))
    assert CalendarList.objects.filter(year=2024).count() == 2
    assert not work_calendar().is_workday(date(2024, 12, 12))
    assert Event.objects.filter(action="accounts.load_calendar", reason="国办发明电").exists()
    with pytest.raises(ActsForNobody):
        load_calendar(by=an_official("220000"), authority=province, year=2024, source="x", text=text, at=AT)


def test_previewed_and_loaded_on_the_page(admin):
    case, client = a_firm().files(at=AT), browser_of(admin)
    upload = SimpleUploadedFile("2024.csv", "2024-12-05,放假\n".encode())
    given = {"year": "2024", "source": "国办发明电"}
    preview = text_of(client.post(reverse("calendar"), {**given, "text": "", "file": upload, "preview": ""}))
    assert case.number in preview
    assert "2024-12-17" in preview
    case.refresh_from_db()
    assert case.due_on == date(2024, 12, 16)

    answer = client.post(reverse("calendar"), {**given, "text": "2024-12-05,放假", "load": ""}, follow=True)
    assert "重新计算了 1 件办件的办理期限" in text_of(answer)
    case.refresh_from_db()
    assert case.due_on == date(2024, 12, 17)
    assert "导入工作日历" in text_of(answer)
