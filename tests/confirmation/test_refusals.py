"""Everything that a case refuses, each with a Chinese message that carries the clause, and nothing changed."""

from datetime import timedelta

import pytest
from django.test import override_settings

import confirmation.actions as cases
import projects.actions as filing
from accounts import actions as accounts_actions
from accounts.models import Appointment, Enterprise, User
from accounts.policy import ActsForNobody
from accounts.rules import BusinessLine, EnterpriseKind, Role
from confirmation.actions.open import AnotherCaseIsOpen, EnterpriseIsNotOfThatKind
from confirmation.actions.submit import SomethingIsMissing, TheTruthMustBeDeclared
from confirmation.actions.withdraw import AnOfficialIsAtWork
from confirmation.models import Case, Decision, Submission
from confirmation.policy import ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, SomebodyElseHoldsIt, TheRecordHasMovedOn
from confirmation.rules.decisions import (
    AReasonIsNeeded,
    EveryRecordNeedsAMethod,
    NameAndCodeMustEqualThePaper,
    OnePersonActsOnce,
    PaperReading,
    VerificationMethod,
    Verified,
)
from confirmation.rules.states import NotAllowedNow, Status
from grading.models import GradeEntry
from grading.rules.grades import GradesAreGivenTierByTier
from projects.models import (
    Attachment,
    Completion,
    ConstructionPermit,
    Contract,
    DrawingReview,
    Project,
    Tender,
)
from projects.queries import records_of
from projects.rules.menus import ProjectExistsAlready
from tests.audit.support import acting, contents_of
from tests.factories import (
    AT,
    LONG_AGO,
    MembershipFactory,
    an_authority,
    an_investment_code,
    an_official,
    project_facts,
)
from tests.world import Firm, a_firm, confirms

pytestmark = pytest.mark.django_db

WATCHED = (
    "confirmation_case",
    "confirmation_caseitem",
    "confirmation_submission",
    "confirmation_decision",
    "confirmation_verification",
    "grading_gradeentry",
    "projects_project",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_constructionpermit",
    "projects_completion",
    "national_message",
    "audit_event",
)
PREPARED = (Project, Tender, Contract, DrawingReview, ConstructionPermit, Completion)
CONFIRM_C, CONFIRM_B = "220102", "220100"


class Refusing:
    """``with refused(Kind) as error:`` the act is refused so, and no table has changed."""

    def __init__(self, kind, *words):
        self.raises = pytest.raises(kind)
        self.words = words

    def __enter__(self):
        self.before = contents_of(*WATCHED)
        self.error = self.raises.__enter__()
        return self.error

    def __exit__(self, *exception):
        done = self.raises.__exit__(*exception)
        assert contents_of(*WATCHED) == self.before
        for word in self.words:
            assert word in str(self.error.value)
        return done


def refused(kind, *words):
    return Refusing(kind, *words)


def sends_back(verb, official, case, at=AT, **changes):
    case.refresh_from_db()
    return verb(
        **{
            "by": official,
            "case_id": case.pk,
            "version_seen": case.version,
            "note": "缺少竣工验收备案表第二页",
            "address": None,
            "at": at,
            **changes,
        }
    )


@pytest.fixture(scope="module")
def filed(rows_for_the_module, tmp_path_factory):
    """The case that most tests refuse to decide, and an official who may; each test is taken back to them."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        return a_firm().files(), an_official("220102")


@pytest.fixture
def case(filed):
    return Case.objects.get(pk=filed[0].pk)


@pytest.fixture
def firm(case):
    return Firm(User.objects.get(pk=case.created_by_id), Enterprise.objects.get(pk=case.enterprise_id))


@pytest.fixture
def county(filed):
    return User.objects.get(pk=filed[1].pk)


def test_the_county_does_not_decide_what_the_city_decides_first(firm, county):
    case = firm.files(sector="11", purpose="700")

    with refused(ItIsAnotherUnitsTurn, "长春市城乡建设委员会", "二（二）"):
        confirms(county, case)
    with refused(ItIsAnotherUnitsTurn, "长春市城乡建设委员会"):
        confirms(county, case, claim=False)
    with refused(ItIsAnotherUnitsTurn, "长春市城乡建设委员会"):
        sends_back(cases.refuse, county, case)


@pytest.mark.parametrize("division", ["220103", "220100", "220000", "220581"], ids=["邻县", "市", "省", "梅河口"])
def test_no_other_authority_decides_out_of_turn(case, division):
    other = an_official(division)

    for verb in (cases.return_for_correction, cases.refuse):
        with refused(ItIsAnotherUnitsTurn, "南关区住房和城乡建设局", "二（二）"):
            sends_back(verb, other, case)
    with refused(ItIsAnotherUnitsTurn, "南关区住房和城乡建设局", "二（二）"):
        confirms(other, case)


def test_the_county_is_out_of_turn_while_the_city_upgrades(firm, case, county):
    project = confirms(county, case).project
    upgrade = firm.applies_for_next_grade(project)

    with refused(ItIsAnotherUnitsTurn, "长春市城乡建设委员会"):
        confirms(county, upgrade)


@pytest.mark.parametrize("line", [BusinessLine.DESIGN, BusinessLine.QUALITY])
def test_another_department_of_the_same_authority_does_not_decide(case, line):
    other = an_official("220102", line=line)

    with refused(ItIsAnotherUnitsTurn, "建管业务部门", "四（二）"):
        confirms(other, case)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (EnterpriseKind.SURVEY, "DESIGN"),
        (EnterpriseKind.DESIGN, "DESIGN"),
        (EnterpriseKind.CONSTRUCTION, "CONSTRUCTION"),
        (EnterpriseKind.SUPERVISION, "QUALITY"),
    ],
    ids=["勘察", "设计", "施工", "监理"],
)
def test_each_kind_of_enterprise_has_its_department(kind, line):
    assert a_firm(kind).files().business_line == line


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPPORT])
def test_an_official_of_another_role_does_not_decide(case, role):
    other = an_official("220102", role=role)

    with refused(ItIsAnotherUnitsTurn):
        confirms(other, case)


def test_an_appointment_that_has_ended_decides_nothing_even_before_the_nightly_task(case, county):
    with acting():
        Appointment.objects.filter(user=county).update(ends_on=AT.date() - timedelta(days=1))

    with refused(ItIsAnotherUnitsTurn):
        confirms(county, case)


def test_a_member_of_the_enterprise_does_not_decide_its_case(firm, case, county):
    MembershipFactory(user=county, enterprise=firm.enterprise)

    with refused(OwnFilingsAreForOthers, firm.enterprise.name, "回避", "四（三）"):
        confirms(county, case)


def test_the_same_person_does_not_act_at_two_tiers(firm, case, county):
    project = confirms(county, case).project
    with acting():
        accounts_actions.grant_duty(
            user=county,
            authority=an_authority("220100"),
            role=Role.REVIEWER,
            business_line=BusinessLine.CONSTRUCTION,
            starts_on=LONG_AGO,
        )
    upgrade = firm.applies_for_next_grade(project)

    with refused(OnePersonActsOnce, "同一人不得在两个层级办理", "四（三）"):
        cases.claim(by=county, case_id=upgrade.pk, at=AT)
    with refused(OnePersonActsOnce, "同一人不得在两个层级办理", "四（三）"):
        confirms(county, upgrade, claim=False)


def at_the_province(firm, deliver):
    project = confirms(an_official(CONFIRM_B), firm.files(sector="08", purpose="700")).project
    deliver()
    return firm.applies_for_next_grade(project, purpose="电力工程施工总承包一级")


def test_the_province_needs_two_different_persons(firm, deliver):
    case, first, second = at_the_province(firm, deliver), an_official("220000"), an_official("220000")
    assert confirms(first, case).status == Status.SIGNED
    assert GradeEntry.objects.filter(new_grade="A").count() == 0

    with refused(OnePersonActsOnce, "须由另一人复审", "四（三）"):
        cases.claim(by=first, case_id=case.pk, at=AT)
    with refused(OnePersonActsOnce, "须由另一人复审", "四（三）"):
        confirms(first, case, claim=False)

    assert confirms(second, case).status == Status.CONFIRMED
    assert GradeEntry.objects.filter(new_grade="A").count() == 3


def test_after_a_return_the_province_signs_twice_anew(firm, deliver):
    case, first, second = at_the_province(firm, deliver), an_official("220000"), an_official("220000")
    confirms(first, case)
    cases.claim(by=second, case_id=case.pk, at=AT)
    sends_back(cases.return_for_correction, second, case)
    case = firm.applies_for_next_grade(case.project, purpose="电力工程施工总承包一级")

    assert confirms(first, case).status == Status.SIGNED
    assert confirms(second, case).status == Status.CONFIRMED


def test_a_decision_on_a_version_that_is_gone_is_refused(firm, case, county):
    seen = Case.objects.get(pk=case.pk).version
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)
    filing.save_project(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=case.project_id,
        facts=project_facts(name="改了名的项目", investment_code=case.project.investment_code),
        at=AT,
    )
    case = firm.submits(case.project)
    cases.claim(by=county, case_id=case.pk, at=AT)

    for verb in (cases.return_for_correction, cases.refuse):
        with refused(TheRecordHasMovedOn, "有了变化，本次意见未生效"):
            sends_back(verb, county, case, version_seen=seen)
    with refused(TheRecordHasMovedOn, "有了变化，本次意见未生效"):
        confirms(county, case, claim=False, version_seen=seen)
    assert confirms(county, case, claim=False).status == Status.CONFIRMED


@pytest.mark.parametrize("second_firm", [True, False], ids=["另一企业", "同一企业"])
def test_a_second_project_with_a_submitted_investment_code_is_refused(firm, case, second_firm):
    other = a_firm() if second_firm else firm

    with refused(ProjectExistsAlready, "不得重复添加项目基本信息", "一（六）2、四（二）") as refusal:
        filing.start_project(
            by=other.user,
            enterprise=other.enterprise,
            facts=project_facts(investment_code=case.project.investment_code),
            at=AT,
        )
    assert refusal.value.field == "investment_code"
    assert case.project.name not in str(refusal.value)
    assert firm.enterprise.name not in str(refusal.value)


def test_two_drafts_may_share_a_code_until_one_is_submitted(firm, county):
    other, code = a_firm(), an_investment_code()
    first, second = firm.fills_in(investment_code=code), other.fills_in(investment_code=code)

    case = firm.submits(first)

    with refused(ProjectExistsAlready, "一（六）2、四（二）"):
        other.submits(second)
    confirms(county, case)
    with refused(ProjectExistsAlready, "一（六）2、四（二）"):
        other.submits(second)


def test_a_code_is_free_again_when_its_filing_was_taken_back(firm):
    other, code = a_firm(), an_investment_code()
    first, second = firm.fills_in(investment_code=code), other.fills_in(investment_code=code)
    case = firm.submits(first)
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)

    assert other.submits(second).status == Status.WAITING
    with refused(ProjectExistsAlready):
        firm.submits(first)


def test_old_projects_without_code_do_not_stand_in_each_others_way(firm):
    from datetime import date

    old = {"investment_code": "", "approved_on": date(2015, 5, 1), "remark": "当时尚无项目代码"}

    assert [f.files(**old).status for f in (firm, a_firm())] == [Status.WAITING, Status.WAITING]


def test_deciding_needs_a_claim(case, county):
    for verb in (cases.return_for_correction, cases.refuse):
        with refused(SomebodyElseHoldsIt, "请先领取该办件"):
            sends_back(verb, county, case)
    with refused(SomebodyElseHoldsIt, "请先领取该办件"):
        confirms(county, case, claim=False)
    with refused(SomebodyElseHoldsIt, "无需释放"):
        cases.release(by=county, case_id=case.pk, at=AT)


def test_a_claim_of_another_stands_for_thirty_minutes(case, county):
    colleague = an_official("220102", name="李同事")
    cases.claim(by=colleague, case_id=case.pk, at=AT)
    almost, over = AT + timedelta(minutes=30, microseconds=-1), AT + timedelta(minutes=30)

    for moment in (AT, almost):
        with refused(SomebodyElseHoldsIt, "李同事"):
            cases.claim(by=county, case_id=case.pk, at=moment)
        with refused(SomebodyElseHoldsIt, "李同事"):
            confirms(county, case, at=moment, claim=False)

    with refused(SomebodyElseHoldsIt, "请先领取"):
        confirms(colleague, case, at=over, claim=False)
    assert cases.claim(by=county, case_id=case.pk, at=over).holder == county
    with refused(SomebodyElseHoldsIt):
        confirms(colleague, case, at=over, claim=False)


def test_a_claim_is_renewed_by_its_holder(case, county):
    cases.claim(by=county, case_id=case.pk, at=AT)
    cases.claim(by=county, case_id=case.pk, at=AT + timedelta(minutes=29))

    assert confirms(county, case, at=AT + timedelta(minutes=58), claim=False).status == Status.CONFIRMED


def verified(case, **changes):
    found = {record.row_guid: Verified(VerificationMethod.ORIGINALS) for record in records_of(case.project)}
    return {**found, **changes}


@pytest.mark.parametrize("stage", PREPARED, ids=lambda model: model.record_kind.label)
def test_every_record_needs_a_verification_method(county, stage):
    firm = a_firm()
    case = firm.submits(firm.fills_in(prepared=True))
    record = next(record for record in records_of(case.project) if isinstance(record, stage))
    cases.claim(by=county, case_id=case.pk, at=AT)
    methods = verified(case)

    missing = {guid: method for guid, method in methods.items() if guid != record.row_guid}
    with refused(EveryRecordNeedsAMethod, "核对方式", "二（二）3") as refusal:
        confirms(county, case, claim=False, verified=missing)
    assert refusal.value.field == f"method_{record.row_guid}"

    for note in ("", " \u3000"):
        other = {**methods, record.row_guid: Verified(VerificationMethod.OTHER, note)}
        with refused(EveryRecordNeedsAMethod, "请说明如何核对", "二（二）3") as refusal:
            confirms(county, case, claim=False, verified=other)
        assert refusal.value.field == f"note_{record.row_guid}"

    told = {**methods, record.row_guid: Verified(VerificationMethod.OTHER, "与城建档案馆视频核对")}
    confirms(county, case, claim=False, verified=told)
    kept = Decision.objects.get().verifications.get(record_guid=record.row_guid)
    assert (kept.method, kept.note) == ("OTHER", "与城建档案馆视频核对")


def reading(case, **changes):
    """The approval paper as it is, but for some changes."""
    facts = {name: getattr(case.project, name) for name in ("name", "investment_code", "approval_number")}
    return PaperReading(**(facts | changes))


def one_character_off(text):
    return [text[:-1], f"{text}一", text[:-1] + ("乙" if text[-1] != "乙" else "甲"), f" {text}", f"{text} ", ""]


@pytest.mark.parametrize("number", range(6))
def test_a_name_that_differs_from_the_paper_by_one_character_is_refused(case, county, number):
    cases.claim(by=county, case_id=case.pk, at=AT)
    name = one_character_off(case.project.name)[number]

    with refused(NameAndCodeMustEqualThePaper, "项目名称", "四（二）") as refusal:
        confirms(county, case, claim=False, paper=reading(case, name=name))
    assert refusal.value.field == "paper_name"


@pytest.mark.parametrize("number", range(6))
def test_a_code_that_differs_from_the_paper_by_one_character_is_refused(case, county, number):
    cases.claim(by=county, case_id=case.pk, at=AT)
    code = one_character_off(case.project.investment_code)[number]

    with refused(NameAndCodeMustEqualThePaper, "项目代码", "四（二）") as refusal:
        confirms(county, case, claim=False, paper=reading(case, investment_code=code))
    assert refusal.value.field == "paper_code"


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_another_number_than_the_papers_is_refused(case, county, number):
    cases.claim(by=county, case_id=case.pk, at=AT)
    other = one_character_off(case.project.approval_number)[number]

    with refused(NameAndCodeMustEqualThePaper, "文号", "四（二）") as refusal:
        confirms(county, case, claim=False, paper=reading(case, approval_number=other))
    assert refusal.value.field == "paper_number"


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "［］", "（）", "()", "【】"])
def test_the_papers_number_may_be_typed_with_any_brackets_and_is_kept_as_it_was_typed(case, county, brackets):
    typed = f" {case.project.approval_number} ".translate(str.maketrans("〔〕", brackets))

    confirms(county, case, paper=reading(case, approval_number=typed))

    assert Decision.objects.get().paper_number == typed


@pytest.mark.parametrize("verb", [cases.return_for_correction, cases.refuse], ids=["退回", "不予确认"])
@pytest.mark.parametrize("note", ["", " \n\u3000"])
def test_sending_back_says_why(case, county, verb, note):
    cases.claim(by=county, case_id=case.pk, at=AT)

    with refused(AReasonIsNeeded, "请写明理由"):
        sends_back(verb, county, case, note=note)


def test_a_is_not_applied_for_from_c(firm, case, county, deliver):
    project = confirms(county, case).project
    deliver()
    upgrade = firm.applies_for_next_grade(project, purpose="建筑工程施工总承包一级")

    assert (upgrade.target_grade, upgrade.tier) == ("B", "CITY")


def test_nothing_is_applied_for_from_d_or_beyond_a(firm, deliver):
    project = firm.fills_in()
    with refused(GradesAreGivenTierByTier, "D级", "二（二）"):
        firm.applies_for_next_grade(project)

    case = at_the_province(firm, deliver)
    for _ in range(2):
        case = confirms(an_official("220000"), case)
    with refused(GradesAreGivenTierByTier, "已为A级"):
        firm.applies_for_next_grade(case.project, purpose="一级")


def test_a_needs_a_national_receipt_and_a_purpose(firm, deliver):
    project = confirms(an_official(CONFIRM_B), firm.files(sector="08", purpose="700")).project

    with refused(GradesAreGivenTierByTier, "全国平台", "二（二）4"):
        firm.applies_for_next_grade(project, purpose="一级")
    deliver()
    with refused(GradesAreGivenTierByTier, "资质", "二（二）4"):
        firm.applies_for_next_grade(project, purpose=" ")
    assert firm.applies_for_next_grade(project, purpose="一级").tier == "PROVINCE"


def test_a_confirmed_project_is_not_submitted_again(firm, case, county):
    confirms(county, case)

    with refused(NotAllowedNow, "无需再次提交", "二（二）"):
        firm.submits(case.project)


def test_a_project_has_one_open_case(firm, case, county):
    with refused(AnotherCaseIsOpen, "尚未办结"):
        firm.submits(case.project)

    project = confirms(county, case).project
    firm.applies_for_next_grade(project)
    with refused(AnotherCaseIsOpen, "尚未办结"):
        firm.applies_for_next_grade(project)


def test_a_submission_declares_the_truth_for_a_kind_that_the_enterprise_has(firm):
    project = firm.fills_in()
    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": project.pk, "at": AT}

    with refused(TheTruthMustBeDeclared, "真实性声明", "一（六）1"):
        cases.submit_backfill(**own, kind=EnterpriseKind.CONSTRUCTION, declared=False)
    with refused(EnterpriseIsNotOfThatKind, "不是设计企业", "一（一）"):
        cases.submit_backfill(**own, kind=EnterpriseKind.DESIGN, declared=True)


def test_a_submission_has_a_permit_and_every_paper(firm):
    project = filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)
    with refused(SomethingIsMissing, "施工许可（开工报告）", "一（一）"):
        firm.submits(project)

    project = firm.fills_in()
    for paper in Attachment.objects.filter(project=project):
        filing.remove(
            by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT
        )
        with refused(SomethingIsMissing, "缺少附件", "二（二）3"):
            firm.submits(project)


def test_another_firm_neither_submits_nor_withdraws(firm, case):
    stranger, project = a_firm(), firm.fills_in()

    with refused(Project.DoesNotExist):
        stranger.submits(project)
    with refused(ActsForNobody):
        cases.submit_backfill(
            by=stranger.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            kind=EnterpriseKind.CONSTRUCTION,
            declared=True,
            at=AT,
        )
    with refused(Case.DoesNotExist):
        cases.withdraw(by=stranger.user, enterprise=stranger.enterprise, case_id=case.pk, at=AT)
    with refused(ActsForNobody):
        cases.withdraw(by=stranger.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)


def test_a_claimed_case_is_not_taken_back_until_the_claim_has_run_out(firm, case, county):
    cases.claim(by=county, case_id=case.pk, at=AT)
    own = {"by": firm.user, "enterprise": firm.enterprise, "case_id": case.pk}

    with refused(AnOfficialIsAtWork, "正在办理"):
        cases.withdraw(**own, at=AT + timedelta(minutes=29))
    assert cases.withdraw(**own, at=AT + timedelta(minutes=30)).status == Status.WITHDRAWN
    with refused(NotAllowedNow):
        cases.withdraw(**own, at=AT + timedelta(minutes=31))


def test_a_decided_case_is_decided(case, county):
    confirms(county, case)

    for verb in (cases.return_for_correction, cases.refuse):
        with refused(NotAllowedNow, "已确认"):
            sends_back(verb, county, case)
    with refused(NotAllowedNow, "已确认"):
        confirms(county, case, claim=False)
    with refused(NotAllowedNow, "不能领取"):
        cases.claim(by=county, case_id=case.pk, at=AT)


@pytest.mark.parametrize("tier", ["县级", "市级", "省级"])
def test_three_rounds_of_return_and_then_confirmation(firm, deliver, tier):
    division = {"县级": "220102", "市级": "220100", "省级": "220000"}[tier]
    officials = [an_official(division), an_official(division)]
    submit = firm.submits
    if tier == "县级":
        case = firm.files()
    elif tier == "市级":
        case = firm.files(sector="08", purpose="700")
    else:
        case = at_the_province(firm, deliver)

        def submit(project):
            return firm.applies_for_next_grade(project, purpose="一级")

    for number in range(3):
        cases.claim(by=officials[0], case_id=case.pk, at=AT)
        sends_back(cases.return_for_correction, officials[0], case, note=f"第{number + 1}次退回")
        assert Case.objects.get(pk=case.pk).status == Status.RETURNED
        case = submit(case.project)
        assert case.status == Status.WAITING

    for official in officials[: 2 if tier == "省级" else 1]:
        case = confirms(official, case)

    assert case.status == Status.CONFIRMED
    grade = {"县级": "C", "市级": "B", "省级": "A"}[tier]
    assert [record.grade for record in records_of(Project.objects.get(pk=case.project_id))] == [grade] * 3
    assert list(Submission.objects.filter(case=case).order_by("round").values_list("round", flat=True)) == [1, 2, 3, 4]
    notes = Decision.objects.filter(case=case, action="RETURN").order_by("pk").values_list("note", flat=True)
    assert list(notes) == ["第1次退回", "第2次退回", "第3次退回"]


def test_a_refused_filing_may_come_again_and_was_never_public(firm, case, county):
    cases.claim(by=county, case_id=case.pk, at=AT)
    sends_back(cases.refuse, county, case)
    assert not Project.objects.published().exists()

    assert confirms(county, firm.submits(case.project)).status == Status.CONFIRMED
    assert Project.objects.published().count() == 1
