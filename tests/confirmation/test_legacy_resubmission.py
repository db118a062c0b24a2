"""Old D records: their enterprise sees them, completes them by the new standard and submits them again (E21, N17)."""

from uuid import UUID

import pytest
from django.urls import reverse

import confirmation.actions as cases
from confirmation.actions.submit import SomethingIsMissing
from confirmation.models import Case
from confirmation.rules.states import CaseKind
from projects import actions as filing
from projects.actions.legacy import (
    TheOldRecordIsContinuedAlready,
    resume_legacy_project,
    resume_legacy_record,
)
from projects.actions.records import TheOldRecordIsToBeContinued
from projects.models import ConstructionPermit, Draft, LegacyRecord, Project
from projects.queries import records_of
from projects.queries.legacy import left_to_do, legacy_values, old_records
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, Origin
from projects.rules.facts import FactsAreFaulty
from projects.rules.kinds import RecordKind
from projects.rules.lines import StageIsOfAnotherLine
from projects.rules.menus import ProjectExistsAlready
from projects.rules.scope import SectorIsOutOfScope
from tests.audit.support import contents_of
from tests.confirmation.old_records import basics, completion, guid, jsonl, meta, permit, run
from tests.confirmation.pages import browser_of
from tests.confirmation.test_legacy_load import STORED
from tests.factories import (
    AT,
    PDF,
    MembershipFactory,
    an_investment_code,
    an_official,
    completion_facts,
    contract_facts,
    permit_facts,
    project_facts,
)
from tests.projects.test_forms import typed
from tests.world import Firm, a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def loaded(tmp_path, firm):
    """An old project of the firm with permit and completion, nothing confirmed."""
    rows = [
        basics(firm, 1, "D", total_investment="很多", approved_on="2017/3/1", sector="房屋建筑", land_permit_number=""),
        permit(firm, 2, "D", project_manager_document="1", project_manager_number="220102196001011234"),
        completion(firm, 3, "D"),
    ]
    run(jsonl(tmp_path, *rows))
    return rows


def resumes(firm, serial=1, **changes):
    own = {"by": firm.user, "enterprise": firm.enterprise, "legacy_guid": UUID(guid(serial)), "at": AT}
    return resume_legacy_project(**own, facts=project_facts(**changes))


def adds(firm, serial, facts):
    own = {"by": firm.user, "enterprise": firm.enterprise, "legacy_guid": UUID(guid(serial)), "at": AT}
    return resume_legacy_record(**own, facts=facts)


def papers(firm, project):
    for record in records_of(project):
        filing.attach(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            record_guid=record.row_guid,
            kind=REQUIRED_ATTACHMENTS[record.stage],
            filename="扫描件.pdf",
            chunks=[PDF],
            at=AT,
        )


def refused(kind, act):
    before = contents_of(*STORED)
    with pytest.raises(kind) as error:
        act()
    assert contents_of(*STORED) == before
    return error


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_home_counts_what_is_left_to_do_and_leads_to_it(loaded, firm):
    text = body(browser_of(firm.user).get(reverse("enterprise-home")))

    assert "历史D级信息：还有 3 项未重新申报" in text
    assert reverse("legacy") in text


def test_who_has_no_old_records_hears_nothing_of_them(loaded):
    assert "历史D级信息" not in body(browser_of(a_firm().user).get(reverse("enterprise-home")))


def test_the_list_shows_every_old_record_and_how_far_it_has_come(loaded, firm):
    client = browser_of(firm.user)

    text = body(client.get(reverse("legacy")))
    assert text.count("未重新申报") == 4  # three rows and the sentence above them
    assert "项目基本信息 红旗街改造项目" in text

    resumes(firm)
    text = body(client.get(reverse("legacy")))
    assert "填写中，未提交" in text
    assert "还有 3 项未重新申报" in text


@pytest.mark.parametrize(
    ("text", "found"),
    [("红旗街", 3), ("220102201707010101", 1), ("OLD-1", 3), ("OLD-1 备案", 1), ("没有", 0), ("100%_", 0)],
)
def test_the_list_is_searched_by_name_paper_number_and_old_project(loaded, firm, text, found):
    assert len(old_records(firm.enterprise, text)[0]) == found


def test_a_long_list_comes_in_pages_of_fifty(tmp_path, firm, django_assert_max_num_queries):
    run(jsonl(tmp_path, *(meta(firm, n, "UNIT", "D", project_key=f"K{n}") | {"name": f"楼{n}"} for n in range(1, 121))))

    seen, before = [], None
    for size in (50, 50, 20):
        with django_assert_max_num_queries(2):
            rows, before = old_records(firm.enterprise, "", before)
        assert len(rows) == size
        seen += [row.legacy.pk for row in rows]
    assert before is None
    assert (len(set(seen)), seen) == (120, sorted(seen, reverse=True))
    client = browser_of(firm.user)
    assert "下一页" in body(client.get(reverse("legacy"), {"q": "楼"}))
    assert "没有符合条件的历史信息" in body(client.get(reverse("legacy"), {"before": "1"}))
    for nonsense in ("x", "-1", "9" * 30, "²"):
        assert "楼120" in body(client.get(reverse("legacy"), {"before": nonsense}))


def test_the_form_starts_with_what_can_be_read_and_shows_every_old_value_beside_it(loaded, firm):
    answer = browser_of(firm.user).get(reverse("legacy-resume", args=[guid(1)]))

    text, form = body(answer), answer.context["form"]
    assert form.initial["name"] == "红旗街改造项目"
    assert (str(form.initial["approved_on"]), form.initial["sector"]) == ("2017-03-01", "01")
    assert "total_investment" not in form.initial
    assert '<span class="field-old-mark">原内容</span>很多（不符合现行填写要求，请按现行要求填写）' in text
    assert '<span class="field-old-mark">原内容</span>红旗街改造项目</span>' in text
    assert '<span class="field-old-mark">原内容</span>房屋建筑</span>' in text
    assert "历史D级信息重新申报" in text


def test_old_values_are_text_and_no_markup(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm, 1, "D", address='<script>alert(1)</script>"&')))

    text = body(browser_of(firm.user).get(reverse("legacy-resume", args=[guid(1)])))

    assert "<script>alert" not in text
    assert "原内容</span>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;</span>" in text


def test_saving_makes_a_project_under_the_old_key_and_offers_its_old_stages(loaded, firm):
    client = browser_of(firm.user)

    answer = client.post(reverse("legacy-resume", args=[guid(1)]), typed(project_facts(name="红旗街改造项目（一期）")))

    project = Project.objects.get()
    assert answer["Location"] == reverse("record-papers", args=[project.row_guid, project.row_guid])
    assert (str(project.row_guid), project.origin, project.shown, project.grade) == (guid(1), Origin.LEGACY, False, "D")
    assert (project.name, project.filed_by) == ("红旗街改造项目（一期）", firm.enterprise)
    assert set(LegacyRecord.objects.values_list("project", flat=True)) == {project.pk}
    text = body(client.get(reverse("task-list", args=[project.row_guid])))
    assert "从历史信息继续填写：施工许可（开工报告） 红旗街改造项目施工" in text
    assert reverse("legacy-resume", args=[guid(2)]) in text
    assert "从历史信息继续填写：竣工验收（备案） 红旗街改造项目竣工验收备案" in text
    assert reverse("legacy-resume", args=[guid(3)]) not in text  # its permit comes first


def test_the_form_of_a_stage_names_the_records_that_are_there_and_keeps_its_key(loaded, firm):
    client = browser_of(firm.user)
    resumes(firm)
    answer = client.get(reverse("legacy-resume", args=[guid(2)]))
    form, text = answer.context["form"], body(answer)
    assert (form.initial["paper_number"], form.initial["project_manager_name"]) == ("220102201707010101", "张建国")
    assert "project_manager_number" not in form.initial
    assert "220102********1234" in text
    assert "220102196001011234" not in text

    facts = permit_facts(firm.enterprise, paper_number="220102201707010101")
    client.post(reverse("legacy-resume", args=[guid(2)]), typed(facts))

    granted = ConstructionPermit.objects.get()
    assert str(granted.row_guid) == guid(2)
    form = client.get(reverse("legacy-resume", args=[guid(3)])).context["form"]
    assert form.initial["permit"] == granted
    edit = client.get(reverse("legacy-resume", args=[guid(2)]))
    assert edit["Location"] == reverse("record-edit", args=[guid(1), "permit", guid(2)])
    text = body(client.get(edit["Location"]))
    assert '<span class="field-old-mark">原内容</span>吉林省勘察设计院</span>' in text
    assert dict(legacy_values(granted.row_guid))["paper_number"] == "220102201707010101"


def test_a_stage_leads_to_the_basic_information_while_there_is_no_project(loaded, firm):
    answer = browser_of(firm.user).get(reverse("legacy-resume", args=[guid(3)]))

    assert answer["Location"] == reverse("legacy-resume", args=[guid(1)])


def test_a_stage_without_old_basic_information_begins_a_project_with_a_key_of_its_own(tmp_path, firm):
    run(jsonl(tmp_path, permit(firm, 2, "D")))

    form = browser_of(firm.user).get(reverse("legacy-resume", args=[guid(2)])).context["form"]
    assert (form.kind, form.initial["name"]) == (RecordKind.PROJECT, "红旗街改造项目施工")
    project = resumes(firm, 2)

    assert str(project.row_guid) != guid(2)
    assert LegacyRecord.objects.get().project == project
    assert str(adds(firm, 2, permit_facts(firm.enterprise)).row_guid) == guid(2)


def test_the_whole_way_to_a_grade_goes_as_a_resubmission_and_the_count_falls(loaded, firm, deliver):
    project = resumes(firm)
    granted = adds(firm, 2, permit_facts(firm.enterprise))
    adds(firm, 3, completion_facts(granted))
    with pytest.raises(SomethingIsMissing):
        firm.submits(project)
    papers(firm, project)
    assert left_to_do(firm.enterprise) == 3

    case = firm.submits(project)
    assert (case.kind, case.tier) == (CaseKind.LEGACY_RESUBMISSION, "COUNTY")
    assert left_to_do(firm.enterprise) == 0
    confirms(an_official("220102"), case)

    records = records_of(Project.objects.get())
    assert [(str(record.row_guid), record.grade, record.published) for record in records] == [
        (guid(serial), "C", True) for serial in (1, 2, 3)
    ]
    assert left_to_do(firm.enterprise) == 0


def test_what_came_back_is_left_to_do_again(loaded, firm):
    project = resumes(firm)
    adds(firm, 2, permit_facts(firm.enterprise))
    papers(firm, project)
    case = firm.submits(project)
    assert left_to_do(firm.enterprise) == 1

    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)

    assert left_to_do(firm.enterprise) == 3


def test_another_project_with_the_code_of_an_old_record_leads_to_that_record(tmp_path, firm):
    code = an_investment_code()
    written = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in code)
    run(jsonl(tmp_path, basics(firm, 1, "D", investment_code=f" {written} ")))
    other, facts = a_firm(), project_facts(investment_code=code)

    error = refused(
        TheOldRecordIsToBeContinued,
        lambda: filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT),
    )

    assert error.value.legacy.row_guid == UUID(guid(1))
    page = body(browser_of(firm.user).post(reverse("project-new"), typed(facts)))
    assert reverse("legacy-resume", args=[guid(1)]) in page
    assert facts["address"] in page
    # Another firm neither learns of it nor is held up by it, and the record itself is continued as before.
    assert filing.start_project(by=other.user, enterprise=other.enterprise, facts=facts, at=AT).investment_code == code
    assert resumes(firm, investment_code=code).row_guid == UUID(guid(1))
    assert filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT).pk


def test_an_old_record_is_continued_once(loaded, firm):
    colleague = Firm(MembershipFactory(enterprise=firm.enterprise).user, firm.enterprise)
    resumes(firm)
    adds(firm, 2, permit_facts(firm.enterprise))

    for serial in (1, 2, 3):
        refused(TheOldRecordIsContinuedAlready, lambda serial=serial: resumes(colleague, serial))
    refused(TheOldRecordIsContinuedAlready, lambda: adds(colleague, 2, permit_facts(firm.enterprise)))
    refused(TheOldRecordIsContinuedAlready, lambda: adds(colleague, 1, permit_facts(firm.enterprise)))
    assert Case.objects.count() == 0


def test_a_stage_is_not_continued_before_its_project(loaded, firm):
    refused(Project.DoesNotExist, lambda: adds(firm, 2, permit_facts(firm.enterprise)))


def test_resuming_is_judged_like_a_new_project(loaded, firm):
    other = a_firm()
    taken = other.files().project.investment_code

    refused(SectorIsOutOfScope, lambda: resumes(firm, sector="05"))
    refused(ProjectExistsAlready, lambda: resumes(firm, investment_code=taken))
    refused(FactsAreFaulty, lambda: resumes(firm, owner_code="91220102MA17EXAM5X"))
    resumes(firm)
    foreign = permit_facts(other.enterprise)
    refused(FactsAreFaulty, lambda: adds(firm, 2, foreign))


def test_another_enterprise_neither_resumes_nor_learns_of_an_old_record(loaded, firm):
    other = a_firm()

    refused(LegacyRecord.DoesNotExist, lambda: resumes(other))
    project = resumes(firm)
    refused(LegacyRecord.DoesNotExist, lambda: adds(other, 2, permit_facts(other.enterprise)))
    for serial in (1, 2, 3, 99):
        assert browser_of(other.user).get(reverse("legacy-resume", args=[guid(serial)])).status_code == 404
    assert browser_of(other.user).get(reverse("task-list", args=[project.row_guid])).status_code == 404


def test_what_is_typed_is_kept_for_each_old_record_and_ends_with_its_saving(loaded, firm):
    client, url = browser_of(firm.user), reverse("legacy-resume", args=[guid(1)])
    key = client.get(url).context["key"]
    kept = {"version": 0, "fields": {"name": ["改到一半的名称"]}}
    client.post(reverse("draft-keep", args=[key]), kept, content_type="application/json")

    assert client.get(url).context["form"].initial["name"] == "改到一半的名称"
    assert "改到一半的名称" not in body(client.get(reverse("project-new")))
    resumes(firm)
    assert Draft.objects.count() == 0


def test_an_old_stage_of_a_project_on_display_is_added_by_the_rules_of_missing_stages(tmp_path, firm):
    supervisor = a_firm("SUPERVISION")
    rows = [
        basics(firm),
        permit(firm, 2, supervisor_name=supervisor.enterprise.name, supervisor_code=supervisor.enterprise.credit_code)
        | {"chief_supervisor_name": "李监理"},
        completion(firm, 3, "D"),
        meta(supervisor, 4, "CONTRACT", "D") | {"kind": "301", "name": "施工合同"},
    ]
    run(jsonl(tmp_path, *rows))
    project = Project.objects.get()

    text = body(browser_of(firm.user).get(reverse("stage-backfill", args=[project.row_guid])))
    assert reverse("legacy-resume", args=[guid(3)]) in text
    assert reverse("legacy-resume", args=[guid(4)]) not in text
    granted = ConstructionPermit.objects.get()
    added = adds(firm, 3, completion_facts(granted))
    assert (str(added.row_guid), added.project, added.grade) == (guid(3), project, "D")
    refused(StageIsOfAnotherLine, lambda: adds(supervisor, 4, contract_facts(supervisor.enterprise)))
