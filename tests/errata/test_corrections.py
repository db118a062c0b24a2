"""An erratum from the firm's request to the corrected record (三, BR-33 to BR-36)."""

import json
from datetime import date
from decimal import Decimal

import pytest

import errata.actions as errata
from accounts.models import Notice
from accounts.policy import ActsForNobody
from audit.models import Event
from confirmation.policy import AnInterestWasDeclared, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, TheRecordHasMovedOn
from errata.actions.exceptions import AnExceptionSaysWhy, NoExceptionIsNeeded
from errata.actions.execute import TheCodeIsAnotherProjects
from errata.actions.hand_in import TheErratumIsIncomplete, TheValuesHaveMoved
from errata.actions.papers import ALetterIsNeeded
from errata.actions.preparing import AnErratumIsOpenAlready, NothingOfItIsConfirmed
from errata.models import Erratum, ErratumAct
from errata.queries.effects import effects_of
from errata.rules.corrections import AReasonIsNeeded, NotAllowedNow, OnePersonActsOnce, Status
from errata.rules.fields import NothingIsCorrected, TheProjectWasCompletedLater
from national.models import Message
from projects.models import Completion, ConstructionPermit, EnterpriseIndicators, PersonalTrackRecord, Project
from projects.policy import NotAParty
from projects.queries import records_of
from projects.rules.facts import FactsAreFaulty
from tests.audit.support import acting, contents_of
from tests.errata.steps import LATER, Way, facts_of, letter
from tests.factories import (
    AT,
    MembershipFactory,
    an_identity_number,
    an_investment_code,
    an_official,
    indicators_facts,
    personal_facts,
)
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_way")]
OUT_OF_WINDOW = date(2024, 3, 1)
RECORDS = ("projects_project", "projects_completion", "projects_constructionpermit", "national_message")


def test_the_whole_way_changes_the_record_keeps_its_grade_and_names_its_letters():
    way = Way()
    before = way.completion_record
    assert way.reaches("APPROVED", actual_area=85900, finished_on=date(2023, 9, 21)).status == Status.APPROVED
    assert way.completion_record.actual_area == Decimal("86000")

    way.executes()
    record = way.completion_record
    assert (record.actual_area, record.finished_on) == (Decimal("85900"), date(2023, 9, 21))
    assert (record.grade, record.number, record.confirmed_at) == (before.grade, before.number, before.confirmed_at)
    assert (record.actual_cost, record.updated_at) == (before.actual_cost, LATER)

    assert way.verifies().status == Status.DONE
    actions = Event.objects.filter(action__startswith="errata.").order_by("pk").values_list("action", flat=True)
    assert list(dict.fromkeys(actions)) == [
        "errata.begin", "errata.propose_changes", "errata.set_grounds", "errata.add_evidence", "errata.request",
        "errata.file", "errata.consent", "errata.approve", "errata.execute", "errata.verify",
    ]  # fmt: skip
    written = Event.objects.get(object_type="projects_completion", action="errata.execute")
    assert (written.actor_id, written.role, written.subject) == (way.support.pk, "SUPPORT", str(way.project.row_guid))
    letters = f"勘误 {way.erratum.number}（长住建函〔2025〕12号、长建函〔2025〕3号、吉建函〔2025〕8号）"
    assert written.reason == letters
    executed = Event.objects.filter(action="errata.execute")  # the timeline shows the reason of the newest
    assert set(executed.values_list("reason", flat=True)) == {letters}
    people = list(ErratumAct.objects.order_by("pk").values_list("person_id", flat=True))
    assert people == [user.pk for user in (way.firm.user, way.place, way.city, way.province, way.support, way.verifier)]


def test_those_who_are_next_and_the_firm_are_told():
    way = Way()
    way.reaches("DONE")

    told = {user.username: Notice.objects.filter(user=user, kind="ERRATUM").count() for user in (
        way.firm.user, way.place, way.city, way.province, way.support
    )}  # fmt: skip
    assert told == {
        way.firm.user.username: 5, way.place.username: 1, way.city.username: 1, way.province.username: 1,
        way.support.username: 2,
    }  # fmt: skip


def test_a_city_without_county_files_straight_to_the_province():
    way = Way(home="220581")
    way.requests()

    assert way.files().status == Status.APPROVAL
    assert way.approves().status == Status.APPROVED
    assert way.executes().status == Status.EXECUTED


def test_an_authority_may_say_so_itself_and_correct_anybodys_record():
    way = Way()
    way.begins_as_authority()
    way.proposes(way.project, by=way.place, name="净月新城一期住宅项目")
    way.explains(by=way.place)
    assert way.files().status == Status.CONSENT
    way.consents()
    way.approves()
    way.executes()

    assert Project.objects.get().name == "净月新城一期住宅项目"


def test_a_corrected_project_that_was_pushed_is_queued_again_in_the_next_version():
    way = Way()
    way.reaches("EXECUTED", actual_area=85900)

    newest = Message.objects.latest("version")
    row = json.loads(bytes(newest.payload))["tables"]["TBProjectFinishManage"][0]
    assert (newest.version, newest.update_flag, row["FactArea"]) == (2, "U", "85900.00")
    assert row["LastUpdateDate"] == "2025-01-01 09:30:00"
    assert "吉建函〔2025〕8号" in newest.note
    assert way.erratum.push_note == "已生成第2版更正推送"


def test_a_project_that_was_never_pushed_is_not_queued():
    way = Way(completion={"finished_on": OUT_OF_WINDOW})
    way.reaches("EXECUTED")

    assert not Message.objects.filter(aggregate=str(way.project.row_guid)).exists()
    assert way.erratum.push_note == "该项目未推送全国平台，不需要更正推送"


def test_a_persons_number_and_a_track_records_figures_are_corrected():
    way = Way()
    firm, project = way.firm, way.project
    own = firm.adds(project, "INDICATORS", indicators_facts())
    firm.adds(project, "PERSONAL", personal_facts(own))
    firm.papers(project)
    import confirmation.actions as cases
    from accounts.rules import EnterpriseKind

    firm.explains(project)
    case = cases.submit_stages(
        by=firm.user, enterprise=firm.enterprise, project_id=project.pk, kind=EnterpriseKind.CONSTRUCTION,
        declared=True, at=AT,
    )  # fmt: skip
    confirms(an_official("220102"), case, paper=None)
    figures, personal = EnterpriseIndicators.objects.get(), PersonalTrackRecord.objects.get()
    person = personal.person_id

    way.begins()
    way.proposes(figures, indicators=[{"code": "floors", "value": "20"}])
    items = way.proposes(personal, person_number=an_identity_number())
    assert [(item.label, item.new_shown) for item in items] == [("人员", "张建国（证件号码更正）")]
    way.explains()
    errata.request(**way.seen(firm.user))
    for step in (way.files, way.consents, way.approves, way.executes):
        step()

    figures.refresh_from_db()
    personal.refresh_from_db()
    assert figures.indicators == [{"code": "floors", "value": "20"}]
    assert "20" in figures.indicator_text
    assert (personal.person_id != person, personal.person.name) == (True, "张建国")


def test_the_effects_are_told_beforehand():
    way = Way()
    way.reaches("APPROVED", finished_on=date(2021, 5, 1), started_on=date(2021, 4, 1))

    effects = effects_of(way.erratum, list(way.erratum.items.all()), records_of(way.project))

    assert [(row.grade, row.title.split("：")[0]) for row in effects.graded] == [("C", "竣工验收（备案）")]
    assert effects.lost == []
    assert effects.national == "执行后立即生成新版本，推送全国平台更正"
    assert len(effects.findings) == 1  # before its permit was released


def test_a_request_says_what_why_and_with_what_proof():
    way = Way()
    way.begins()

    def is_refused(refusal):
        before = contents_of("errata_erratum", "errata_erratumact", "audit_event")
        with pytest.raises(refusal):
            errata.request(**way.seen(way.firm.user))
        assert contents_of("errata_erratum", "errata_erratumact", "audit_event") == before

    is_refused(NothingIsCorrected)
    way.proposes()
    is_refused(TheErratumIsIncomplete)  # no ground
    way.explains(text="有误")
    is_refused(TheErratumIsIncomplete)  # one that says nothing
    way.explains(text="竣工图所载面积有误")
    for row in way.erratum.papers.all():
        errata.remove_evidence(by=way.firm.user, erratum_id=way.erratum.pk, paper_guid=row.guid, at=LATER)
    is_refused(TheErratumIsIncomplete)  # no evidence


def test_facts_typed_as_they_stand_ask_for_nothing():
    way = Way()
    way.begins()

    with pytest.raises(NothingIsCorrected):
        way.proposes(actual_area=Decimal("86000"))
    items = way.proposes(actual_area=Decimal("85900"), kind="1", number="X", grade="A")
    assert [item.name for item in items] == ["actual_area"]


def test_a_record_does_not_come_to_contradict_itself():
    way = Way()
    way.begins()

    with pytest.raises(FactsAreFaulty):
        way.proposes(started_on=date(2023, 10, 1))
    assert not way.erratum.items.exists()


def test_a_second_request_waits_for_the_first_and_one_in_preparation_is_gone_on_with():
    way = Way()
    first = way.begins()
    assert way.begins() == first
    way.proposes()
    way.explains()
    errata.request(**way.seen(way.firm.user))

    with pytest.raises(AnErratumIsOpenAlready, match=first.number):
        way.begins()


def test_what_is_not_confirmed_or_not_ones_own_has_no_erratum():
    way, stranger = Way(), a_firm()
    with pytest.raises(NotAParty):
        errata.begin_for_enterprise(
            by=stranger.user, enterprise=stranger.enterprise, project_id=way.project.pk, at=LATER
        )
    with pytest.raises(ActsForNobody):
        way.begins(by=stranger.user)
    draft = way.firm.fills_in()
    with pytest.raises(NothingOfItIsConfirmed):
        errata.begin_for_enterprise(by=way.firm.user, enterprise=way.firm.enterprise, project_id=draft.pk, at=LATER)


@pytest.mark.parametrize(("day", "is_refused"), [(date(2024, 11, 24), False), (date(2024, 11, 25), True)])
def test_a_project_completed_since_the_notice_is_refused_until_two_of_the_province_say_otherwise(day, is_refused):
    way = Way(completion={"finished_on": day})
    if not is_refused:
        assert way.begins().number.startswith("E2025")
        return
    with pytest.raises(TheProjectWasCompletedLater, match="2024-11-25"):
        way.begins()

    with pytest.raises(AnExceptionSaysWhy):
        errata.propose_exception(by=way.province, project_id=way.project.pk, reason="特殊", at=LATER)
    found = errata.propose_exception(by=way.province, project_id=way.project.pk, reason="灾后重建抢险工程", at=LATER)
    with pytest.raises(NoExceptionIsNeeded):
        errata.propose_exception(by=way.province, project_id=way.project.pk, reason="灾后重建抢险工程", at=LATER)
    with pytest.raises(OnePersonActsOnce):
        errata.confirm_exception(by=way.province, exception_id=found.pk, at=LATER)
    with pytest.raises(ActsForNobody):
        errata.confirm_exception(by=way.city, exception_id=found.pk, at=LATER)
    with pytest.raises(TheProjectWasCompletedLater):
        way.begins()
    errata.confirm_exception(by=an_official("220000"), exception_id=found.pk, at=LATER)

    assert way.begins().exception == found
    way.proposes()
    errata.withdraw(**way.seen(way.firm.user, note="暂不更正"))
    with pytest.raises(TheProjectWasCompletedLater):  # an exception serves once
        way.begins()


def test_a_correction_does_not_move_a_completion_behind_the_notice():
    way = Way()
    way.begins()

    with pytest.raises(TheProjectWasCompletedLater):
        way.proposes(finished_on=date(2024, 11, 25))


def test_an_authoritys_act_goes_with_its_document():
    way = Way()
    way.requests()
    before = contents_of("errata_erratum", "errata_erratumpaper", "errata_erratumact", "audit_event")

    for wrong in (letter(" "), letter(dated_on=date(2025, 1, 2))):
        with pytest.raises(ALetterIsNeeded):
            errata.file_application(**way.seen(way.place, note="", letter=wrong))

    assert contents_of("errata_erratum", "errata_erratumpaper", "errata_erratumact", "audit_event") == before


@pytest.mark.parametrize("status", ["CONSENT", "APPROVED"])
def test_what_is_sent_back_is_completed_and_goes_the_whole_way_again(status):
    way = Way()
    way.reaches(status)
    by = {"CONSENT": way.city, "APPROVED": way.support}[status]
    with pytest.raises(AReasonIsNeeded):
        errata.send_back(**way.seen(by, note=" "))

    assert errata.send_back(**way.seen(by, note="请补充竣工验收备案表")).status == Status.RETURNED
    way.proposes(actual_area=85800)
    way.explains()
    assert errata.request(**way.seen(way.firm.user)).status == Status.REQUESTED
    for step in (way.files, way.consents, way.approves, way.executes, way.verifies):
        step()
    assert (way.completion_record.actual_area, way.verifier.pk) == (Decimal("85800"), way.verifier.pk)


def test_refusing_and_taking_back_end_it_with_a_reason():
    way = Way()
    way.requests()
    assert errata.refuse(**way.seen(way.place, note="与档案一致，无误")).status == Status.REFUSED
    with pytest.raises(NotAllowedNow):
        way.files()

    way.requests()
    with pytest.raises(AReasonIsNeeded):
        errata.withdraw(**way.seen(way.firm.user, note=""))
    assert errata.withdraw(**way.seen(way.firm.user, note="另行核实")).status == Status.WITHDRAWN
    assert way.completion_record.actual_area == Decimal("86000")


def test_a_verifier_who_disagrees_says_why_and_only_another_erratum_changes_it_again():
    way = Way()
    way.reaches("EXECUTED")

    assert errata.object_to(**way.seen(way.verifier, note="应为85800")).status == Status.OBJECTED
    assert way.completion_record.actual_area == Decimal("85900")
    assert way.requests(actual_area=85800).status == Status.REQUESTED


def test_executor_is_never_approver_and_verifier_never_executor():
    way = Way()
    way.reaches("APPROVED")
    with acting():
        from accounts.actions import grant_duty
        from accounts.rules import Role
        from tests.factories import LONG_AGO, an_authority

        province = an_authority("220000")
        grant_duty(user=way.province, authority=province, role=Role.SUPPORT, starts_on=LONG_AGO)

    with pytest.raises(OnePersonActsOnce):
        way.executes(by=way.province)
    way.executes()
    for person in (way.province, way.support):
        with pytest.raises(OnePersonActsOnce):
            way.verifies(by=person)
    assert way.verifies().status == Status.DONE


def test_who_is_tied_to_the_firm_leaves_it_to_others():
    way = Way()
    way.requests()
    MembershipFactory(user=way.place, enterprise=way.firm.enterprise)
    with pytest.raises(OwnFilingsAreForOthers):
        way.files()

    from accounts.actions import declare_relation

    related = an_official("220102")
    declare_relation(
        by=related, enterprise=way.firm.enterprise, kind="RELATIVE", reason="配偶任该企业总工程师",
        starts_on=AT.date(), ends_on=None, at=AT,
    )  # fmt: skip
    with pytest.raises(AnInterestWasDeclared):
        way.files(by=related)


def test_an_act_on_a_page_that_time_has_overtaken_is_refused():
    way = Way()
    way.requests()
    old = way.seen(way.place, note="缺页")
    way.files()

    with pytest.raises(ItIsAnotherUnitsTurn):
        errata.send_back(**old)
    with pytest.raises(TheRecordHasMovedOn):
        errata.consent(**{**way.seen(way.city, note="", letter=letter()), "version_seen": 1})


def test_of_two_errata_about_one_value_the_second_is_stale_and_changes_nothing():
    one = Way()
    one.reaches("APPROVED", actual_area=85900)
    other = Way(firm=one.firm)
    other.project, other.erratum = one.project, None
    other.begins_as_authority()
    other.proposes(by=other.place, actual_area=85000)
    other.explains(by=other.place)
    other.files()
    one.executes()
    before = contents_of(*RECORDS, "errata_erratum", "audit_event")

    with pytest.raises(TheValuesHaveMoved, match="实际面积"):
        other.consents()

    assert contents_of(*RECORDS, "errata_erratum", "audit_event") == before


def test_an_investment_code_never_comes_to_stand_twice_and_a_failed_execution_changes_nothing():
    way, other = Way(), Way(is_new=True)
    way.reaches("APPROVED", way.project, investment_code=other.project.investment_code)
    before = contents_of(*RECORDS, "errata_erratum", "errata_erratumact", "audit_event")

    with pytest.raises(TheCodeIsAnotherProjects):
        way.executes()

    assert contents_of(*RECORDS, "errata_erratum", "errata_erratumact", "audit_event") == before
    assert ConstructionPermit.objects.count() == Completion.objects.count() == 2


def test_a_free_investment_code_is_corrected():
    way = Way()
    code = an_investment_code()
    way.reaches("EXECUTED", way.project, investment_code=code)

    assert Project.objects.get().investment_code == code
    assert facts_of(Project.objects.get())["investment_code"] == code
    assert Erratum.objects.get().executed_at == LATER
