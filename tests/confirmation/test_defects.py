"""A return marks what is wrong; that alone opens, each mark is answered, and what comes late is counted (X04)."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

import confirmation.actions as cases
import projects.actions as filing
from confirmation.actions.answering import AnAnswerHasWords, EveryDefectNeedsAnAnswer
from confirmation.actions.mark import ALateMarkSaysWhy, TheMarkIsNowhere
from confirmation.models import Case, Decision, Defect, DefectAnswer
from confirmation.queries.defects import defects_again
from confirmation.queries.submitted import read_snapshots
from confirmation.rules.decisions import AReasonIsNeeded
from confirmation.rules.reasons import OtherNeedsWords, TheCodeIsUnknown
from confirmation.rules.states import NotAllowedNow, Status
from projects.actions.filling import RecordIsClosed
from projects.actions.openings import OnlyMarkedPartsAreOpen
from projects.models import Attachment, OpenedFiling, OpenedRecord, Project
from projects.queries import attachments_of, records_of
from projects.rules.dictionaries import AttachmentKind
from projects.rules.kinds import RecordKind
from tests.audit.support import contents_of
from tests.confirmation.marking import on_field, on_paper, on_record, on_stage, record_of, returns
from tests.factories import AT, PDF, an_official, contract_facts, indicators_facts
from tests.projects.stored import facts_of_record
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TABLES = (
    "confirmation_case",
    "confirmation_decision",
    "confirmation_defect",
    "confirmation_defectanswer",
    "confirmation_submission",
    "projects_openedfiling",
    "projects_openedrecord",
    "projects_attachment",
    "projects_project",
    "projects_constructionpermit",
    "projects_completion",
)


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def county():
    return an_official("220102")


@pytest.fixture
def case(firm):
    return firm.files()


def changes(firm, case, kind, at=AT, **facts):
    """The firm saves a record with some facts changed and all others as they are."""
    record = record_of(Case.objects.get(pk=case.pk), kind)
    return saves(firm, record, {**facts_of_record(record), **facts}, at)


def saves(firm, record, facts, at=AT):
    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": record.of_project.pk, "facts": facts, "at": at}
    if isinstance(record, Project):
        return filing.save_project(**own)
    return filing.save_record(**own, kind=record.record_kind, record_id=record.pk)


def answers(firm, case, text="已按备案表核对，填报无误", at=AT):
    """The firm explains every defect of the last return."""
    last = Decision.objects.filter(case=case).order_by("-pk").first()
    for defect in last.defects.all():
        cases.answer_defect(by=firm.user, enterprise=firm.enterprise, defect_id=defect.pk, text=text, at=at)


def unchanged(kind, act, *words):
    """The act is refused so, and no table has changed."""
    before = contents_of(*TABLES)
    with pytest.raises(kind) as refusal:
        act()
    assert contents_of(*TABLES) == before
    for word in words:
        assert word in str(refusal.value)


# What is kept


def test_a_return_keeps_each_mark_with_what_the_official_saw(county, case):
    paper = attachments_of(case.project)[record_of(case, "PERMIT").row_guid][0]

    returned = returns(
        county, case, on_field(case, "COMPLETION", "actual_area"), on_paper(case, "PERMIT"), on_stage("CONTRACT")
    )

    decision = Decision.objects.get()
    assert (returned.status, decision.codes) == (Status.RETURNED, ["SIZE_DIFFERS", "PAGES_MISSING", "STAGE_MISSING"])
    kept = Defect.objects.order_by("pk").values_list("target", "label", "value", "reason", "text", "is_late", "digest")
    assert list(kept) == [
        ("FIELD", "实际面积", "86,000 ㎡", "面积或造价与证明不一致", "与竣工验收备案表不一致", False, ""),
        ("PAPER", "附件：施工许可证或开工报告", "扫描件.pdf", "附件缺页", "缺第二页", False, paper.file_id),
        ("STAGE", "缺少该环节", "", "缺少环节", "应补合同登记", False, ""),
    ]


def test_a_return_without_marks_says_why_for_the_whole_and_counts_as_other(county, case):
    cases.claim(by=county, case_id=case.pk, at=AT)
    unchanged(AReasonIsNeeded, lambda: returns(county, case, claim=False), "请写明理由")

    returns(county, case, note="整套材料与原件不符", claim=False)

    assert Decision.objects.get().codes == ["OTHER"]
    assert not OpenedFiling.objects.exists()


def test_a_mark_names_what_the_case_has_with_a_code_in_force(county, case):
    other = a_firm().files()
    cases.claim(by=county, case_id=case.pk, at=AT)

    for kind, mark in (
        (TheMarkIsNowhere, on_field(other, "PERMIT", "area")),
        (TheMarkIsNowhere, on_field(case, "PERMIT", "grade")),
        (TheMarkIsNowhere, on_paper(other, "PERMIT")),
        (TheMarkIsNowhere, on_stage("ROOF")),
        (TheCodeIsUnknown, on_field(case, "PERMIT", "area", code="NOT_IN_ARCHIVE")),
        (OtherNeedsWords, on_field(case, "PERMIT", "area", code="OTHER", text=" ")),
    ):
        unchanged(kind, lambda mark=mark: returns(county, case, mark, claim=False))


# What opens


def test_of_a_returned_filing_only_the_marked_field_changes(firm, county, case):
    returns(county, case, on_field(case, "COMPLETION", "actual_area"))

    unchanged(
        OnlyMarkedPartsAreOpen,
        lambda: changes(firm, case, "COMPLETION", actual_cost=Decimal("1")),
        "“实际造价”没有被退回，不能修改",
        "四（二）",
    )
    unchanged(OnlyMarkedPartsAreOpen, lambda: changes(firm, case, "PERMIT", area=Decimal("1")), "不能修改")
    unchanged(OnlyMarkedPartsAreOpen, lambda: changes(firm, case, "PROJECT", name="另一个名称"), "“项目名称”")
    unchanged(
        OnlyMarkedPartsAreOpen,
        lambda: changes(firm, case, "PERMIT", project_manager_name="王二", project_manager_number="220102190001010015"),
        "不能修改",
    )
    changes(firm, case, "COMPLETION", actual_area=Decimal("85900"))

    assert record_of(case, "COMPLETION").actual_area == Decimal("85900")


def test_nothing_is_added_to_a_returned_filing_but_a_stage_that_was_missed(firm, county, case):
    returns(county, case, on_stage("CONTRACT"))

    unchanged(
        OnlyMarkedPartsAreOpen,
        lambda: firm.adds(case.project, "INDICATORS", indicators_facts()),
        "没有要求添加企业业绩技术指标",
    )
    firm.adds(case.project, "CONTRACT", contract_facts(firm.enterprise))

    assert record_of(case, "CONTRACT").is_open


def test_only_the_marked_paper_is_replaced_and_its_kind_added(firm, county, case):
    returns(county, case, on_paper(case, "PERMIT"))
    papers = attachments_of(case.project)
    marked = papers[record_of(case, "PERMIT").row_guid][0]
    kept = papers[record_of(case, "COMPLETION").row_guid][0]
    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": case.project_id, "at": AT + timedelta(hours=1)}

    def attaches(kind, replaces=None, record="PERMIT", data=PDF):
        return filing.attach(
            **own,
            record_guid=record_of(case, record).row_guid,
            kind=kind,
            filename="许可证第二页.pdf",
            chunks=[data],
            replaces=replaces,
        )

    unchanged(
        OnlyMarkedPartsAreOpen, lambda: filing.remove(**own, attachment_guid=kept.guid), "没有被退回，不能替换或移除"
    )
    unchanged(OnlyMarkedPartsAreOpen, lambda: attaches(kept.kind, kept.guid, "COMPLETION"), "没有被退回")
    unchanged(OnlyMarkedPartsAreOpen, lambda: attaches(AttachmentKind.OTHER), "没有要求补充这类附件")
    newer = attaches(marked.kind, marked.guid)
    newest = attaches(marked.kind, newer.guid)
    second = attaches(marked.kind)
    filing.remove(**own, attachment_guid=second.guid)

    left = Attachment.objects.filter(record_guid=marked.record_guid, removed_at=None).values_list("guid", flat=True)
    assert list(left) == [newest.guid]


def test_a_mark_on_the_whole_record_opens_all_of_it_and_nothing_else(firm, county, case):
    returns(county, case, on_record(case, "PERMIT"))

    changes(firm, case, "PERMIT", contract_days=800, scale="地上18层")

    unchanged(OnlyMarkedPartsAreOpen, lambda: changes(firm, case, "PROJECT", scale="另一规模"))


def test_taking_the_case_back_after_resubmission_is_no_way_round_the_marks(firm, county, case):
    returns(county, case, on_field(case, "COMPLETION", "actual_area"))
    changes(firm, case, "COMPLETION", actual_area=Decimal("85900"))
    again = firm.submits(case.project)
    assert not OpenedFiling.objects.exists()
    assert not OpenedRecord.objects.exists()
    unchanged(RecordIsClosed, lambda: changes(firm, case, "COMPLETION", actual_area=Decimal("1")))

    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=again.pk, at=AT)

    unchanged(OnlyMarkedPartsAreOpen, lambda: changes(firm, case, "PERMIT", area=Decimal("1")))
    changes(firm, case, "COMPLETION", actual_area=Decimal("85800"))


def test_a_refusal_with_marks_opens_the_whole_filing(firm, county, case):
    cases.claim(by=county, case_id=case.pk, at=AT)
    case.refresh_from_db()
    cases.refuse(
        by=county,
        case_id=case.pk,
        version_seen=case.version,
        note="档案中的许可证为另一项目",
        address=None,
        at=AT,
        codes=["NOT_IN_ARCHIVE"],
        marks=[on_field(case, "PERMIT", "paper_number", code="CODE_DIFFERS")],
    )

    changes(firm, case, "PROJECT", scale="住宅楼11栋")

    assert Decision.objects.get().codes == ["NOT_IN_ARCHIVE", "CODE_DIFFERS"]


# Answers


def test_each_defect_is_changed_or_answered_before_the_case_goes_again(firm, county, case):
    returns(county, case, on_field(case, "COMPLETION", "actual_area"), on_field(case, "PERMIT", "area"))

    unchanged(EveryDefectNeedsAnAnswer, lambda: firm.submits(case.project), "还有2处", "四（二）")
    changes(firm, case, "COMPLETION", actual_area=Decimal("85900"))
    unchanged(EveryDefectNeedsAnAnswer, lambda: firm.submits(case.project), "还有1处", "面积")
    defect = Defect.objects.get(name="area")
    for text in ("", " ", "长" * 501):
        unchanged(
            AnAnswerHasWords,
            lambda text=text: cases.answer_defect(
                by=firm.user, enterprise=firm.enterprise, defect_id=defect.pk, text=text, at=AT
            ),
        )
    cases.answer_defect(by=firm.user, enterprise=firm.enterprise, defect_id=defect.pk, text="面积以许可证为准", at=AT)

    again = firm.submits(case.project)

    rows = defects_again(again)
    assert [(row.where.split(" · ")[1], row.has_changed, row.answer, row.state[1]) for row in rows] == [
        ("实际面积", True, "", "已修改"),
        ("面积", False, "面积以许可证为准", "已说明"),
    ]
    unchanged(
        NotAllowedNow,
        lambda: cases.answer_defect(
            by=firm.user, enterprise=firm.enterprise, defect_id=defect.pk, text="再补充", at=AT
        ),
    )


def test_another_firm_answers_nothing(firm, county, case):
    returns(county, case, on_field(case, "PERMIT", "area"))
    stranger = a_firm()

    unchanged(
        Defect.DoesNotExist,
        lambda: cases.answer_defect(
            by=stranger.user, enterprise=stranger.enterprise, defect_id=Defect.objects.get().pk, text="无误", at=AT
        ),
    )


# Late marks


def test_what_could_have_been_marked_before_says_why_it_was_not_and_is_counted(firm, county, case):
    returns(county, case, on_field(case, "COMPLETION", "actual_area"))
    changes(firm, case, "COMPLETION", actual_area=Decimal("85900"))
    case = firm.submits(case.project)
    cases.claim(by=county, case_id=case.pk, at=AT)

    unchanged(
        ALateMarkSaysWhy,
        lambda: returns(county, case, on_field(case, "PERMIT", "area"), claim=False),
        "上次退回时未提出",
        "四（三）",
    )
    returns(
        county,
        case,
        on_field(case, "PERMIT", "area", late="上次漏看了许可证附图"),
        on_field(case, "COMPLETION", "actual_area", late="改动过的不算迟"),
        claim=False,
    )

    kept = Defect.objects.filter(decision__submission__round=2).order_by("pk").values_list("name", "is_late", "late")
    assert list(kept) == [("area", True, "上次漏看了许可证附图"), ("actual_area", False, "")]


def test_after_a_return_without_marks_nothing_comes_late(firm, county, case):
    returns(county, case, note="整套材料与原件不符")
    case = firm.submits(case.project)

    returns(county, case, on_field(case, "PERMIT", "area"))

    assert not Defect.objects.get().is_late


@pytest.mark.parametrize("tier", ["县级", "市级", "省级"])
def test_three_rounds_of_marks_at_every_tier_and_then_confirmation(firm, deliver, tier):
    division, officials = {"县级": "220102", "市级": "220100", "省级": "220000"}[tier], []
    officials = [an_official(division), an_official(division)]
    submit = firm.submits
    if tier == "省级":
        project = confirms(an_official("220100"), firm.files(sector="08", purpose="700")).project
        deliver()

        def submit(project):
            return firm.applies_for_next_grade(project, purpose="电力工程施工总承包一级")

        case = submit(project)
    else:
        case = firm.files() if tier == "县级" else firm.files(sector="08", purpose="700")

    for number in range(3):
        area = Decimal(80000 + number)
        returns(
            officials[0],
            case,
            on_field(case, "COMPLETION", "actual_area"),
            on_field(case, "PERMIT", "paper_number", code="CODE_DIFFERS"),
        )
        assert Case.objects.get(pk=case.pk).status == Status.RETURNED
        if tier != "省级":  # what is confirmed is frozen; there the enterprise explains
            changes(firm, case, "COMPLETION", actual_area=area)
        unchanged(EveryDefectNeedsAnAnswer, partial(submit, case.project))
        answers(firm, case, text=f"第{number + 1}次说明：与许可证原件一致")
        case = submit(case.project)
        rows = defects_again(case)
        assert [row.has_changed for row in rows] == [tier != "省级", False]
        assert [row.answer for row in rows] == [f"第{number + 1}次说明：与许可证原件一致"] * 2

    for official in officials[: 2 if tier == "省级" else 1]:
        case = confirms(official, case)

    assert case.status == Status.CONFIRMED
    grade = {"县级": "C", "市级": "B", "省级": "A"}[tier]
    assert [record.grade for record in records_of(Project.objects.get(pk=case.project_id))] == [grade] * 3
    assert DefectAnswer.objects.count() == 6
    assert case.submissions.count() == 4
    assert not OpenedRecord.objects.exists()
    last = read_snapshots([case.submissions.latest("round").snapshot])[0].records[2]
    assert last.actual_area == (Decimal("86000") if tier == "省级" else Decimal("80002"))
    assert last.record_kind is RecordKind.COMPLETION
