"""Marking on the official's page, correcting on the enterprise's, and seeing what became of it (E19, R07, X04)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from confirmation import actions
from confirmation.models import Case, Decision, Defect
from confirmation.rules.reasons import OTHER
from confirmation.rules.states import Status
from projects.models import Completion, Contract, OpenedRecord, Project
from tests.confirmation.marking import on_field, on_paper, on_stage, record_of, returns
from tests.confirmation.pages import browser_of, claims, filled_in, page_of, text_of
from tests.confirmation.test_defects import answers, changes
from tests.factories import AT, an_official
from tests.projects.stored import facts_of_record
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def county():
    return an_official("220102", name="赵县级")


@pytest.fixture
def case(firm):
    return firm.files()


@pytest.fixture
def held(county, case):
    client = browser_of(county)
    claims(client, case)
    return client


def mark(case, kind, name, code="SIZE_DIFFERS", text="备案表为85900"):
    """What the inputs beside a fact send."""
    key = f"FIELD_{record_of(case, kind).row_guid}_{name}"
    return {f"mark_{key}": code, f"text_{key}": text}


def posted(record):
    """What the form of a record sends when nothing was changed."""
    facts = facts_of_record(record)
    return {
        name: getattr(value, "pk", value)
        for name, value in facts.items()
        if value is not None and value is not False and value != ""
    }


# The official


def test_the_official_marks_beside_fields_and_returns_without_a_note(held, case):
    page = text_of(held.get(page_of(case)))
    assert page.count('class="defect-mark no-print"') == 86
    assert "面积或造价与证明不一致" in page

    held.post(page_of(case), filled_in(case, "return", note="", **mark(case, "COMPLETION", "actual_area")))

    case.refresh_from_db()
    assert case.status == Status.RETURNED
    assert [str(found) for found in Defect.objects.all()] == [f"竣工：{record_of(case, 'COMPLETION')} 实际面积"]


def test_what_is_marked_is_not_confirmed_and_stays_typed(held, case):
    page = text_of(held.post(page_of(case), filled_in(case, **mark(case, "COMPLETION", "actual_area"))))

    assert "已标记1处问题，不能确认" in page
    assert 'value="备案表为85900"' in page
    assert not Decision.objects.exists()


def test_a_missing_paper_and_a_missing_stage_are_marked_too(held, case):
    guid = record_of(case, "PERMIT").row_guid
    sent = {
        f"mark_PAPER_KIND_{guid}_": "PAGES_MISSING",
        f"name_PAPER_KIND_{guid}_": "OTHER",
        "mark_STAGE__CONTRACT": "STAGE_MISSING",
    }

    held.post(page_of(case), filled_in(case, "return", note="", **sent))

    assert list(Defect.objects.order_by("pk").values_list("target", "name", "label")) == [
        ("PAPER_KIND", "OTHER", "缺少附件：其他证明材料"),
        ("STAGE", "CONTRACT", "缺少该环节"),
    ]


def test_every_other_act_carries_its_coded_reasons(held, case):
    held.post(page_of(case), filled_in(case, "refuse", note="档案中没有该许可证", codes_REFUSE=["NOT_IN_ARCHIVE"]))

    assert Decision.objects.get().codes == ["NOT_IN_ARCHIVE"]


def test_a_reason_of_another_act_is_not_taken(held, case):
    page = text_of(held.post(page_of(case), filled_in(case, "refuse", codes_REFUSE=["PAGES_MISSING"])))

    assert "有 1 处需要修改" in page
    assert not Decision.objects.exists()


def test_a_case_is_handed_over_to_a_chosen_unit(held, case):
    page = text_of(held.get(page_of(case)))
    assert "本单位质监业务部门" in page
    assert "双阳区" in page

    page = text_of(held.post(page_of(case), filled_in(case, "hand_over", note="属于监理业绩")))
    assert "请选择接收单位" in page
    case.refresh_from_db()
    unit = f"{case.authority_id}:QUALITY"
    held.post(
        page_of(case), filled_in(case, "hand_over", note="属于监理业绩", unit=unit, codes_HANDOVER=["OTHER_LINE"])
    )

    case.refresh_from_db()
    assert (case.business_line, case.status) == ("QUALITY", Status.WAITING)
    assert Decision.objects.get().codes == ["OTHER_LINE"]


def test_an_upgrade_goes_down_for_a_second_look_and_up_again(firm, county, case):
    project = confirms(county, case).project
    upgrade, city = firm.applies_for_next_grade(project), an_official("220100")
    upper, lower = browser_of(city), browser_of(county)
    claims(upper, upgrade)

    upper.post(page_of(upgrade), filled_in(upgrade, "lower", note="请核对许可证原件", codes_LOWER=["DOUBTED"]))
    claims(lower, upgrade)
    page = text_of(lower.get(page_of(upgrade)))
    assert "复核上报" in page
    assert "立项文件上的项目名称" not in page
    lower.post(page_of(upgrade), {**filled_in(upgrade, "report", note="已核对原件，无误"), "codes_REPORT": ["STANDS"]})

    upgrade.refresh_from_db()
    assert (upgrade.status, upgrade.tier) == (Status.WAITING, "CITY")
    codes = Decision.objects.filter(case=upgrade).order_by("pk").values_list("action", "codes")
    assert list(codes) == [("LOWER", ["DOUBTED"]), ("REPORT", ["STANDS"])]


def test_before_a_confirmation_is_taken_back_the_page_tells_what_it_brings(firm, county, case):
    confirms(county, case)
    client = browser_of(county)

    page = text_of(client.get(page_of(case)))
    for words in (
        "撤销确认的影响",
        "不再满足的应用场景：省、市级审批资质：企业代表工程业绩。",
        "该项目不再在省平台公开展示",
        "通知全国平台撤下该项目（更新标识 D）",
    ):
        assert words in page
    assert page.count("→") >= 3
    sent = {"action": "reverse", "version_seen": Case.objects.get(pk=case.pk).version, "codes_REVERSE": ["FALSE_FACTS"]}
    page = text_of(client.post(page_of(case), sent))
    assert "请写明理由" in page
    client.post(page_of(case), {**sent, "note": "许可证系伪造"})

    case.refresh_from_db()
    assert case.status == Status.REVERSED
    assert not Project.objects.published().exists()
    assert Decision.objects.latest("pk").codes == ["FALSE_FACTS"]


def test_what_the_upper_tier_raised_is_taken_back_there_first(firm, county, case):
    project = confirms(county, case).project
    confirms(an_official("220100"), firm.applies_for_next_grade(project))
    client = browser_of(county)

    page = text_of(client.get(page_of(case)))
    assert "须先由上级撤销：" in page
    sent = {"action": "reverse", "version_seen": Case.objects.get(pk=case.pk).version, "note": "许可证系伪造"}
    page = text_of(client.post(page_of(case), sent))

    assert "须先由上级撤销其确认，再撤销本级确认" in page
    case.refresh_from_db()
    assert case.status == Status.CONFIRMED


def test_a_stale_decision_says_what_happened_and_where_the_difference_is(firm, county, held, case):
    typed = filled_in(case, note="同意", round_seen=1)
    returns(county, case, on_field(case, "COMPLETION", "actual_area"), claim=False)
    changes(firm, case, "COMPLETION", actual_area=Decimal("85900"))
    firm.submits(case.project)

    page = text_of(held.post(page_of(case), typed))

    assert "您打开本页之后的变化" in page
    assert "赵县级退回补正" in page
    assert "企业第2次提交" in page
    assert f"{reverse('authority-changes', args=[case.number])}?since=1" in page
    assert Decision.objects.count() == 1


# The enterprise


@pytest.fixture
def returned(county, case):
    returns(
        county,
        case,
        on_field(case, "COMPLETION", "actual_area"),
        on_paper(case, "PERMIT"),
        on_stage("CONTRACT"),
        note="请逐项修改",
    )
    return case


def test_the_enterprise_finds_one_list_with_links_and_only_what_is_open(firm, returned):
    client = browser_of(firm.user)
    completion, permit = record_of(returned, "COMPLETION"), record_of(returned, "PERMIT")

    page = text_of(client.get(reverse("task-list", args=[returned.project.row_guid])))

    edit = reverse("record-edit", args=[returned.project.row_guid, "completion", completion.row_guid])
    papers = reverse("record-papers", args=[returned.project.row_guid, permit.row_guid])
    assert "共标出 3 处问题" in page
    assert f'href="{edit}#id_actual_area"' in page
    assert f'href="{papers}"' in page
    assert reverse("record-new", args=[returned.project.row_guid, "contract"]) in page
    assert reverse("record-new", args=[returned.project.row_guid, "indicators"]) not in page
    assert "没有被退回，保持原样" in page
    assert "退回1处，只能修改标出的内容" in page
    assert "核对并提交</a>" not in page


def test_the_form_of_a_returned_record_takes_the_marked_field_and_keeps_the_rest(firm, returned):
    client, record = browser_of(firm.user), record_of(returned, "COMPLETION")
    address = reverse("record-edit", args=[returned.project.row_guid, "completion", record.row_guid])

    page = text_of(client.get(address))
    assert "退回意见：面积或造价与证明不一致 与竣工验收备案表不一致" in page
    assert page.count(" disabled") == 14
    sent = {**posted(record), "actual_area": "85900", "actual_cost": "1", "finished_on": "2020-01-01"}
    answer = client.post(address, sent)

    assert answer.status_code == 302
    saved = Completion.objects.get(pk=record.pk)
    assert (saved.actual_area, saved.actual_cost, saved.finished_on) == (
        Decimal("85900"),
        record.actual_cost,
        record.finished_on,
    )


@pytest.mark.parametrize("kind", ["PROJECT", "PERMIT", "COMPLETION"])
def test_a_record_that_was_not_marked_reads_and_changes_nothing(firm, county, case, kind):
    returns(county, case, on_stage("CONTRACT"))
    record, client = record_of(case, kind), browser_of(firm.user)
    guid = case.project.row_guid
    address = (
        reverse("project-edit", args=[guid])
        if kind == "PROJECT"
        else reverse("record-edit", args=[guid, record.record_kind.slug, record.row_guid])
    )

    page = text_of(client.get(address))
    assert "本页各栏没有被退回" in page
    assert "保存并继续" not in page
    client.post(address, {**posted(record), "name": "改了的名称"})

    assert record_of(case, kind).name == record.name


def test_on_the_page_of_papers_the_marked_one_alone_can_be_replaced(firm, returned):
    client, guid = browser_of(firm.user), returned.project.row_guid

    page = text_of(client.get(reverse("record-papers", args=[guid, record_of(returned, "PERMIT").row_guid])))
    assert "退回意见：附件缺页 缺第二页" in page
    assert ">替换</a>" in page
    page = text_of(client.get(reverse("record-papers", args=[guid, record_of(returned, "COMPLETION").row_guid])))
    assert "附件保持原样，不能增减" in page
    assert ">替换</a>" not in page


def test_each_defect_is_explained_on_the_page_and_then_the_case_goes_again(firm, county, returned):
    client, guid = browser_of(firm.user), returned.project.row_guid
    for defect in Defect.objects.all():
        answer = client.post(
            reverse("case-answer-defect", args=[returned.number, defect.pk]), {"text": "已核对，与原件一致"}
        )
        assert answer.headers["Location"] == f"{reverse('task-list', args=[guid])}#defects"

    page = text_of(client.get(reverse("task-list", args=[guid])))
    assert page.count("已说明") == 3
    assert "核对并提交</a>" in page
    firm.submits(returned.project)
    client = browser_of(county)
    page = text_of(client.get(page_of(returned)))
    assert "上次退回的问题" in page
    assert page.count("已核对，与原件一致") == 3
    assert not OpenedRecord.objects.exists()


def test_an_empty_explanation_is_refused_on_the_page_and_another_firm_finds_nothing(firm, returned):
    defect = Defect.objects.first()
    address = reverse("case-answer-defect", args=[returned.number, defect.pk])

    page = text_of(browser_of(firm.user).post(address, {"text": " "}, follow=True))
    assert "请写明如何处理该问题" in page
    assert browser_of(a_firm().user).post(address, {"text": "无误"}).status_code == 404
    assert not defect.answers.exists()


def test_a_missing_stage_is_added_on_its_page(firm, returned):
    client, guid = browser_of(firm.user), returned.project.row_guid

    assert client.get(reverse("record-new", args=[guid, "contract"])).status_code == 200
    page = client.get(reverse("record-new", args=[guid, "indicators"]))
    assert page.status_code == 409 or "没有要求添加" in text_of(page)
    assert not Contract.objects.exists()


def test_what_comes_late_is_asked_for_beside_the_field_alone_that_did_not_change(firm, county, case):
    returns(county, case, on_field(case, "COMPLETION", "actual_area"))
    changes(firm, case, "COMPLETION", at=AT + timedelta(hours=1), actual_area=Decimal("85900"))
    again = firm.submits(case.project)
    client = browser_of(county)
    claims(client, again)

    page = text_of(client.get(page_of(again)))

    completion = record_of(again, "COMPLETION").row_guid
    assert f'name="late_FIELD_{completion}_actual_cost"' in page
    assert f'name="late_FIELD_{completion}_actual_area"' not in page


def test_an_upgrade_that_came_back_is_explained_and_applied_for_again(firm, county, case):
    project = confirms(county, case).project
    city = an_official("220100")
    upgrade = firm.applies_for_next_grade(project)
    returns(city, upgrade, on_field(upgrade, "PERMIT", "area"))
    client = browser_of(firm.user)

    page = text_of(client.get(reverse("task-list", args=[project.row_guid])))
    assert "共标出 1 处问题" in page
    assert reverse("upgrade", args=[project.row_guid]) in page
    answers(firm, upgrade)
    actions.claim(by=city, case_id=firm.applies_for_next_grade(project).pk, at=AT)

    assert Decision.objects.filter(action="RETURN").get().codes == ["SIZE_DIFFERS"]
    assert OTHER not in Decision.objects.filter(action="RETURN").get().codes
