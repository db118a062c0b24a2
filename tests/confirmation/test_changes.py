"""What changed: since the last submission, since I looked, since a confirmation; rows by key, files by their bytes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import confirmation.actions as cases
import projects.actions as filing
from confirmation.models import Case
from confirmation.queries.differences import ADDED, CHANGED, REMOVED, SAME, differences
from confirmation.queries.submitted import PaperSeen, Submitted, read_snapshots
from projects.queries import attachments_of
from tests.confirmation.marking import record_of, returns
from tests.confirmation.pages import browser_of, page_of, text_of
from tests.confirmation.test_defects import changes
from tests.factories import AT, PDF, an_official, indicators_facts, personal_facts, unit_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def county():
    return an_official("220102")


def seen(case, *rounds):
    """Submissions of a case, read."""
    found = case.submissions.filter(round__in=rounds).order_by("round")
    return read_snapshots([submission.snapshot for submission in found])


def address(case, since=""):
    page = reverse("authority-changes", args=[case.number])
    return f"{page}?since={since}" if since else page


def comes_again(firm, county, case, **facts):
    """The case is returned as a whole, changed and submitted again."""
    returns(county, case, note="请核对全部内容")
    changes(firm, case, "COMPLETION", at=LATER, **facts)
    return firm.submits(case.project, at=LATER)


def test_each_changed_fact_stands_with_its_label_and_the_rest_is_the_same(firm, county):
    case = comes_again(firm, county, firm.files(), actual_area=Decimal("85900"))

    project, permit, completion = differences(*seen(case, 1, 2))

    assert (project.state, permit.state, completion.state) == (SAME, SAME, CHANGED)
    assert [(line.label, line.before, line.after) for line in completion.lines] == [
        ("实际面积", "86,000 ㎡", "85,900 ㎡")
    ]
    assert ("实际造价", "22,010.5 万元") in completion.same


def test_figures_are_compared_one_by_one(firm, county):
    project = firm.fills_in()
    firm.adds(project, "INDICATORS", indicators_facts())
    firm.papers(project)
    case = firm.submits(project)
    returns(county, case, note="请核对全部内容")
    figures = [{"code": "floors", "value": "20"}, {"code": "unit_area", "value": "8600.5"}]
    changes(firm, case, "INDICATORS", at=LATER, indicators=figures)
    case = firm.submits(project, at=LATER)

    found = differences(*seen(case, 1, 2))[-1]

    assert len(found.lines) == 1
    assert (found.lines[0].before.split()[0], found.lines[0].after.split()[0]) == ("18", "20")
    assert found.lines[0].label.startswith("技术指标：")


def test_rows_entered_anew_are_the_same_by_unit_name_and_by_person_and_duty(firm):
    project = firm.fills_in()
    unit = firm.adds(project, "UNIT", unit_facts())
    indicators = firm.adds(project, "INDICATORS", indicators_facts())
    person = firm.adds(project, "PERSONAL", personal_facts(indicators))
    unit_again, person_again = firm.adds(project, "UNIT", unit_facts(name="暂名")), None
    unit_again.name, unit_again.floors_above = unit.name, 20
    person_again = type(person)(
        indicators=indicators, person=person.person, duty=person.duty, started_on=person.started_on, updated_at=AT
    )

    found = differences(Submitted([unit, person], {}), Submitted([unit_again, person_again], {}))

    assert [row.state for row in found] == [CHANGED, CHANGED]
    assert [line.label for line in found[0].lines] == ["地上层数"]


def test_a_record_that_came_or_went_is_told_as_such(firm):
    project = firm.fills_in()
    first, second = firm.adds(project, "UNIT", unit_facts()), firm.adds(project, "UNIT", unit_facts(name="2号住宅楼"))

    found = differences(Submitted([first], {}), Submitted([second], {}))

    assert [(row.state, row.title) for row in found] == [
        (REMOVED, f"基本信息：{first}"),
        (ADDED, f"基本信息：{second}"),
    ]


def test_a_renamed_file_is_the_same_and_another_of_the_same_name_is_not(firm):
    project = firm.fills_in()
    guid = project.row_guid
    was = [PaperSeen("APPROVAL_PAPER", "批复.pdf", "a" * 64), PaperSeen("OTHER", "说明.pdf", "b" * 64)]
    now = [PaperSeen("APPROVAL_PAPER", "立项批复.pdf", "a" * 64), PaperSeen("OTHER", "说明.pdf", "c" * 64)]

    (found,) = differences(Submitted([project], {guid: was}), Submitted([project], {guid: now}))

    assert [(line.label, line.before, line.after) for line in found.lines] == [
        ("附件：立项批复、核准批复或备案登记表（内容相同，改名）", "批复.pdf", "立项批复.pdf"),
        ("附件：其他证明材料", "说明.pdf（bbbbbbbbbbbb）", "说明.pdf（cccccccccccc）"),
    ]


# The page


def test_the_page_compares_with_the_last_submission_unless_another_is_asked_for(firm, county):
    case = comes_again(firm, county, firm.files(), actual_area=Decimal("85900"))

    page = text_of(browser_of(county).get(address(case)))

    assert "第1次提交（2024-12-02 09:30） → 第2次提交（2024-12-02 10:30）" in page
    assert "1 条信息有变化，2 条未变" in page
    assert "<del>86,000 ㎡</del>" in page
    assert "<ins>85,900 ㎡</ins>" in page
    assert address(case) in text_of(browser_of(county).get(page_of(case)))


def test_since_i_last_looked_goes_by_what_was_there_then(firm, county, monkeypatch):
    case = firm.files()
    colleague = an_official("220102")
    from confirmation.actions.viewing import CameFrom, look_at_case
    from confirmation.models import Picked

    look_at_case(by=county, case=case, came_from=CameFrom(Picked.LINK, "", ""), at=AT + timedelta(minutes=1))
    case = comes_again(firm, county, case, actual_area=Decimal("85900"))

    assert "<ins>85,900 ㎡</ins>" in text_of(browser_of(county).get(address(case, "look")))
    assert "您在本次提交之前没有打开过该办件" in text_of(browser_of(colleague).get(address(case, "look")))


def test_since_the_last_confirmation_compares_across_cases(firm, county):
    case = firm.files()
    project = confirms(county, case).project
    city = an_official("220100")
    upgrade = firm.applies_for_next_grade(project, at=LATER)

    page = text_of(browser_of(city).get(address(upgrade, "confirmation")))

    assert f"办件 {case.number} 第1次提交" in page
    assert "内容和附件完全相同" in page


@pytest.mark.parametrize("since", ["submission", "look", "confirmation", "7", "x", "１", "-1"])
def test_without_anything_to_compare_with_the_page_says_so(firm, county, since):
    case = firm.files()

    answer = browser_of(county).get(address(case, since))

    assert answer.status_code == 200
    assert "没有可比较的内容" in text_of(answer)


def test_outside_the_place_and_line_there_is_no_page(firm):
    case = firm.files()

    assert browser_of(an_official("220122")).get(address(case)).status_code == 404
    assert browser_of(firm.user).get(address(case)).status_code == 404


def test_the_page_asks_as_often_for_a_large_case_as_for_a_small_one(firm, county):
    small = comes_again(firm, county, firm.files(), actual_area=Decimal("85900"))
    project = firm.fills_in()
    for number in range(5):
        firm.adds(project, "UNIT", unit_facts(name=f"{number}号楼"))
    large = comes_again(firm, county, firm.submits(project), actual_area=Decimal("85900"))
    client, counts = browser_of(county), []
    client.get(address(small))
    for case in (small, large):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(case))
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert Case.objects.filter(pk=small.pk).exists()


def test_a_replaced_file_is_told_by_its_digest_in_the_page(firm, county):
    case = firm.files()
    returns(county, case, note="许可证扫描件缺页")
    paper = attachments_of(case.project)[record_of(case, "PERMIT").row_guid][0]
    filing.attach(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=case.project_id,
        record_guid=paper.record_guid,
        kind=paper.kind,
        filename="许可证全本.pdf",
        chunks=[PDF + b"\n"],
        replaces=paper.guid,
        at=LATER,
    )
    case = firm.submits(case.project, at=LATER)

    page = text_of(browser_of(county).get(address(case)))

    assert f"<del>扫描件.pdf（{paper.file_id[:12]}）</del>" in page
    assert "<ins>许可证全本.pdf（" in page
    assert cases
