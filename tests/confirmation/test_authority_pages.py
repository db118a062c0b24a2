"""The page of a case: who sees it, who may press what, and that a refused press changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.rules import BusinessLine, Role
from accounts.vault import number_of
from common.clock import now
from confirmation import actions
from confirmation.models import Decision
from confirmation.rules.states import Status
from national.models import Message
from projects.actions import attach, save_record
from projects.models import Project
from projects.queries import records_of
from projects.rules.kinds import RecordKind
from tests.confirmation.pages import browser_of, claims, filled_in, page_of, text_of
from tests.factories import AT, PDF, MembershipFactory, an_official, permit_facts
from tests.world import Firm, a_firm, confirms

pytestmark = pytest.mark.django_db


def state(case):
    """Everything that a decision would change."""
    case.refresh_from_db()
    grades = [record.grade for record in records_of(Project.objects.get(pk=case.project_id))]
    return case.status, case.version, case.holder_id, grades, Decision.objects.count(), Message.objects.count()


@pytest.fixture
def county():
    return an_official("220102", name="赵县级")


@pytest.fixture
def case():
    return a_firm().files()


@pytest.fixture
def held(county, case):
    """A case that the county official holds, and his client."""
    client = browser_of(county)
    claims(client, case)
    case.refresh_from_db()
    assert case.holder == county
    return client


# Who sees it


@pytest.mark.parametrize(
    ("division", "line"),
    [("220122", BusinessLine.CONSTRUCTION), ("220102", BusinessLine.DESIGN), ("220200", BusinessLine.CONSTRUCTION)],
    ids=["another county", "another line", "another city"],
)
def test_outside_the_official_s_place_and_line_there_is_no_case(case, division, line):
    client, before = browser_of(an_official(division, line=line)), state(case)

    assert client.get(page_of(case)).status_code == 404
    assert client.post(page_of(case), filled_in(case)).status_code == 404
    for name in ("authority-claim", "authority-release"):
        assert client.post(reverse(name, args=[case.number])).status_code == 404
    assert client.get(reverse("authority-compare", args=[case.number])).status_code == 404
    assert state(case) == before


def test_enterprise_staff_do_not_see_the_officials_page_of_their_own_case():
    firm = a_firm()
    case = firm.files()

    assert browser_of(firm.user).get(page_of(case)).status_code == 404


def test_a_reviewer_elsewhere_who_files_for_the_enterprise_does_not_see_it_through_his_membership():
    firm = a_firm()
    case = firm.files()
    reviewer = an_official("220122")
    MembershipFactory(user=reviewer, enterprise=firm.enterprise)

    assert browser_of(reviewer).get(page_of(case)).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, case):
    answer = client.get(page_of(case))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('login')}?next={page_of(case)}"


@pytest.mark.parametrize("division", ["220102", "220100", "220000"])
def test_auditors_of_the_place_read_the_page_and_find_no_button(case, division):
    client, before = browser_of(an_official(division, role=Role.AUDITOR)), state(case)
    page = text_of(client.get(page_of(case)))

    assert "您的职责不含审核" in page
    assert "领取办理" not in page
    assert 'name="action"' not in page
    assert client.post(page_of(case), filled_in(case)).status_code == 403
    assert client.post(reverse("authority-claim", args=[case.number])).status_code == 403
    assert state(case) == before


def test_the_county_keeps_reading_the_case_at_the_city_s_turn_and_may_press_nothing(county):
    firm = a_firm()
    project = confirms(county, firm.files()).project
    case = firm.applies_for_next_grade(project)
    client, before = browser_of(county), state(case)

    page = text_of(client.get(page_of(case)))
    assert "该办件由长春市城乡建设委员会（市级）办理，目前不属于您的办理环节" in page
    assert 'name="action"' not in page
    assert client.post(page_of(case), filled_in(case)).status_code == 403
    assert client.post(page_of(case), {"action": "confirm"}).status_code == 403
    assert client.post(reverse("authority-claim", args=[case.number])).status_code == 403
    assert client.post(reverse("authority-release", args=[case.number])).status_code == 403
    assert state(case) == before


def test_an_official_who_files_for_the_enterprise_steps_aside(county):
    firm = a_firm()
    MembershipFactory(user=county, enterprise=firm.enterprise)
    case = firm.files()
    client, before = browser_of(county), state(case)

    assert "应当回避" in text_of(client.get(page_of(case)))
    assert claims(client, case).status_code == 403
    assert state(case) == before


# What it shows


def test_every_record_stands_there_with_its_facts_papers_and_masked_numbers(held, case):
    page = text_of(held.get(page_of(case)))

    for fact in (
        "长发改审批〔2021〕35号",
        "核准（核准批复）",
        "35,600.5 万元",
        "86,000 ㎡",
        "720 天",
        "张建国（220102********",
        "核对工程档案信息原件",
        "由项目所在地县级住房城乡建设主管部门确认，通过后定为C级",
    ):
        assert fact in page
    assert page.count("/papers/") == 6  # three papers, each shown in place and offered in a window of its own
    permit = records_of(case.project)[1]
    assert permit.project_manager.name in page
    assert number_of(permit.project_manager) not in page


def test_it_says_beforehand_what_confirming_does_and_why_nothing_would_be_pushed(held, case):
    page = text_of(held.get(page_of(case)))

    assert "确认后，3条环节信息定为C级（县级确认），在省平台公开展示，不推送至全国平台" in page
    assert "补录确认截止日为2024-12-31（含当日）" in page


def test_a_colleague_reads_who_holds_the_case_and_until_when(held, case):
    page = text_of(browser_of(an_official("220102")).get(page_of(case)))

    assert "正由赵县级（至 " in page
    assert 'name="action"' not in page


def test_what_changed_since_the_last_submission_is_listed(county):
    firm = a_firm()
    case = firm.files()
    client = browser_of(county)
    claims(client, case)
    client.post(page_of(case), filled_in(case, "return", note="合同金额与许可证不符"))
    permit = records_of(case.project)[1]
    facts = permit_facts(firm.enterprise, name=permit.name, paper_number=permit.paper_number)
    changed = facts | {"contract_amount": 23900, "supervisor_name": "吉林梅河监理有限公司（新）"}
    save_record(
        kind=RecordKind.PERMIT,
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=case.project_id,
        record_id=permit.pk,
        facts=changed,
        at=AT,
    )

    page = text_of(client.get(page_of(case)))  # with the enterprise: what it writes is its own until it submits
    assert "23,900" not in page
    assert "21,800 万元" in page
    assert "材料暂不可查看" in page
    assert "与上次提交相比" not in page

    firm.submits(case.project)
    page = text_of(client.get(page_of(case)))
    assert "<del>21,800 万元</del>" in page
    assert "<ins>23,900 万元</ins>" in page
    assert "<ins>吉林梅河监理有限公司（新）</ins>" in page
    assert "合同金额与许可证不符" in page


def test_the_page_asks_once_for_each_kind_of_record_however_many_the_case_holds(county):
    firm = a_firm()
    small, large = firm.files(completed=False), firm.fills_in(prepared=True)
    for _ in range(3):
        save_record(
            kind=RecordKind.PERMIT,
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=large.pk,
            record_id=None,
            facts=permit_facts(firm.enterprise),
            at=AT,
        )
    for record in records_of(large)[5:8]:
        attach(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=large.pk,
            record_guid=record.row_guid,
            kind="PERMIT",
            filename="许可证.pdf",
            chunks=[PDF],
            at=AT,
        )
    large = firm.submits(large)
    client = browser_of(county)
    client.get(page_of(small))  # code lists and field lists are read once a minute
    counts = []
    for case in (small, large):
        claims(client, case)
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(case))
        counts.append(len(captured))

    # One more for each kind of record that the larger case has.
    assert counts == [48, 52]


# Deciding


def test_confirming_tells_the_grade_and_number_and_opens_the_next_case(held, case):
    following = a_firm().files(at=AT + timedelta(minutes=1))

    answer = held.post(page_of(case), filled_in(case))

    assert answer.headers["Location"] == page_of(following)
    case.refresh_from_db()
    assert (case.status, [record.grade for record in records_of(case.project)]) == (Status.CONFIRMED, ["C", "C", "C"])
    page = text_of(held.get(page_of(following)))
    assert f"办件 {case.number} 已确认，定为C级（县级确认）；项目编号 {case.project.number}；补录确认截止日" in page
    assert "由您办理" in page


def test_what_a_decision_with_the_next_case_asks_of_the_database(held, case):
    a_firm().files(at=AT + timedelta(minutes=1))
    sent = filled_in(case)
    held.get(page_of(case))  # code lists and field lists are read once a minute

    with CaptureQueriesContext(connection) as captured:
        assert held.post(page_of(case), sent).status_code == 302

    assert len(captured) == 78


def test_after_the_last_case_the_queue_opens_and_says_so(held, case):
    answer = held.post(page_of(case), filled_in(case), follow=True)

    assert answer.redirect_chain == [(reverse("authority-queue"), 302)]
    assert "本单位暂无可领取的办件" in text_of(answer)


def test_a_name_that_differs_from_the_paper_is_shown_character_by_character(held, case):
    before = state(case)
    typed = case.project.name.replace("住宅", "住宿")

    answer = held.post(page_of(case), filled_in(case, paper_name=typed, note="核对意见"))

    page = text_of(answer)
    assert answer.status_code == 200
    assert "✕ 有 1 个字不同" in page
    assert "<mark>宅</mark>" in page
    assert "<mark>宿</mark>" in page
    assert f'value="{typed}"' in page
    assert "核对意见" in page
    assert "不能确认；请退回企业更正，或核对录入" in page
    assert state(case) == before


def test_the_fragment_compares_while_the_official_types(held, case):
    address = reverse("authority-compare", args=[case.number])

    page = text_of(held.get(address, {"paper_name": case.project.name, "paper_code": "2103-220102-04-01-000000"}))
    assert "项目名称：✓ 逐字一致" in page
    assert "项目代码：✕" in page
    assert "<html" not in page
    assert held.get(address).status_code == 200
    assert held.get(address, {"paper_name": "长" * 5000}).status_code == 200


def test_a_confirmation_without_findings_names_all_that_is_missing_at_once(held, case):
    before = state(case)

    page = text_of(held.post(page_of(case), {"action": "confirm", "version_seen": case.version}))

    assert "有 6 处需要修改" in page
    assert page.count("选择核对方式（依据：吉建管〔2024〕17号 二（二）3）") == 6  # above and at the field
    assert "请对照立项文件逐字录入项目名称" in page
    assert "请对照立项文件录入文号" in page
    assert state(case) == before


def test_another_way_of_checking_must_be_described(held, case):
    before = state(case)
    guid = case.project.row_guid

    page = text_of(held.post(page_of(case), filled_in(case, **{f"method_{guid}": "OTHER"})))

    assert "选择了其他方式，请说明如何核对" in page
    assert state(case) == before


@pytest.mark.parametrize("action", ["return", "refuse"])
def test_sending_back_without_a_reason_is_refused_and_keeps_what_was_typed(held, case, action):
    before = state(case)

    answer = held.post(page_of(case), filled_in(case, action, note="  ", paper_name="立项名称"))

    page = text_of(answer)
    assert answer.status_code == 200
    assert "请写明理由，企业将据此修改" in page
    assert 'value="立项名称"' in page
    assert page.count('value="ORIGINALS" id="') == 3
    assert page.count("checked") == 3
    assert state(case) == before


@pytest.mark.parametrize(("action", "status"), [("return", Status.RETURNED), ("refuse", Status.REFUSED)])
def test_sending_back_needs_the_reason_alone(held, case, action, status):
    held.post(page_of(case), {"action": action, "version_seen": case.version, "note": "许可证扫描件缺页"})

    case.refresh_from_db()
    assert case.status == status
    assert Decision.objects.get().note == "许可证扫描件缺页"


def test_a_stale_decision_changes_nothing_and_keeps_what_was_typed(county, held, case):
    seen = filled_in(case, note="与原件核对一致，同意")
    actions.return_for_correction(
        by=county, case_id=case.pk, version_seen=case.version, note="缺页", address=None, at=now()
    )
    Firm(case.created_by, case.enterprise).submits(case.project)
    before = state(case)

    answer = held.post(page_of(case), seen)

    page = text_of(answer)
    assert answer.status_code == 200
    assert "该办件在您打开之后有了变化，本次意见未生效" in page
    assert "与原件核对一致，同意" in page
    assert f'value="{case.project.name}"' in page
    assert page.count("checked") == 3
    assert "与上次提交相比" in page
    assert state(case) == before


def test_a_hold_that_ran_out_can_be_taken_again_without_losing_what_was_typed(county, held, case):
    typed = filled_in(case, note="与原件核对一致，同意")
    actions.release(by=county, case_id=case.pk, at=now())
    before = state(case)

    page = text_of(held.post(page_of(case), typed))
    assert "请先领取该办件再签署意见" in page
    assert "重新领取，保留已录入内容" in page
    assert state(case) == before

    page = text_of(held.post(page_of(case), typed | {"action": "claim"}))
    assert "由您办理" in page
    assert "与原件核对一致，同意" in page
    assert page.count("checked") == 3
    held.post(page_of(case), typed)
    case.refresh_from_db()
    assert case.status == Status.CONFIRMED


def test_a_decision_on_a_case_that_a_colleague_holds_is_refused_in_the_page(held, case):
    typed, before = filled_in(case), state(case)

    page = text_of(browser_of(an_official("220102")).post(page_of(case), typed))

    assert "该办件正由赵县级办理，请待其释放或办结" in page
    assert state(case) == before


def test_the_first_signer_at_the_province_cannot_be_the_second(deliver):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    deliver()
    confirms(an_official("220100"), firm.applies_for_next_grade(project))
    deliver()
    case = firm.applies_for_next_grade(project, purpose="建筑工程施工总承包一级")
    first, second = an_official("220000", name="钱初审"), an_official("220000", name="孙复审")
    client = browser_of(first)
    claims(client, case)
    assert "您是第1人。初审通过后转由另一人复审，暂不定级" in text_of(client.get(page_of(case)))

    page = text_of(client.post(page_of(case), filled_in(case), follow=True))
    assert f"办件 {case.number} 初审通过，已转由另一人复审" in page
    page = text_of(client.get(page_of(case)))
    assert "您已对该办件签署意见，须由另一人复审" in page
    assert "领取办理" not in page

    claims(client, case)
    before = state(case)
    page = text_of(client.post(page_of(case), filled_in(case)))
    assert "您已对该办件签署意见，须由另一人复审" in page
    assert state(case) == before

    client = browser_of(second)
    claims(client, case)
    client.post(page_of(case), filled_in(case))
    case.refresh_from_db()
    assert (case.status, [record.grade for record in records_of(case.project)]) == (Status.CONFIRMED, ["A", "A", "A"])


def test_an_unknown_button_decides_nothing(held, case):
    before = state(case)

    answer = held.post(page_of(case), filled_in(case, "approve"))

    assert answer.status_code == 200
    assert state(case) == before


def test_releasing_lets_a_colleague_claim(held, case):
    held.post(reverse("authority-release", args=[case.number]))

    case.refresh_from_db()
    assert case.holder is None
    assert claims(browser_of(an_official("220102")), case).status_code == 302


def test_claiming_what_another_holds_says_by_whom_and_leaves_it_to_him(county, held, case):
    client = browser_of(an_official("220102"))

    page = text_of(client.post(reverse("authority-claim", args=[case.number]), follow=True))

    assert "该办件正由赵县级办理，请待其释放或办结" in page
    case.refresh_from_db()
    assert case.holder == county


def test_a_decision_on_what_a_colleague_has_returned_meanwhile_is_refused_in_the_page(county, held, case):
    typed = filled_in(case, note="与原件核对一致，同意")
    actions.return_for_correction(
        by=county, case_id=case.pk, version_seen=case.version, note="缺页", address=None, at=now()
    )
    before = state(case)

    answer = held.post(page_of(case), typed)

    page = text_of(answer)
    assert answer.status_code == 200
    assert "该办件在您打开之后有了变化，本次意见未生效" in page
    assert "与原件核对一致，同意" in page
    assert 'name="action"' not in page
    assert state(case) == before


@pytest.mark.parametrize("name", ["authority-claim", "authority-release"])
def test_the_address_of_a_button_opened_as_a_page_leads_to_the_case_and_does_nothing(county, case, name):
    before = state(case)

    answer = browser_of(county).get(reverse(name, args=[case.number]))

    assert answer.headers["Location"] == page_of(case)
    assert state(case) == before
    assert browser_of(county).get(reverse("authority-next")).headers["Location"] == reverse("authority-queue")
