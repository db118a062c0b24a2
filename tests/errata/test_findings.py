"""A false-information case with due process, from the evidence to the public list and its end (四（二）, X28)."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

import confirmation.actions as cases
import errata.actions as errata
from accounts.models import AdverseRecord, CreditFile, Notice
from accounts.rules import Role
from audit.models import Event
from common.clock import SHANGHAI
from common.errors import RuleError
from confirmation.actions.confirm import ARecordWasFoundFalse
from confirmation.policy import ItIsAnotherUnitsTurn, OwnFilingsAreForOthers
from confirmation.queries.uses import uses_now
from errata.models import FalseCase, FalseCaseAct, FalseCasePaper
from errata.rules.corrections import AReasonIsNeeded
from errata.rules.findings import (
    FINDING_MOVES,
    FindingAction,
    FindingStatus,
    TheCaseIsIncomplete,
    TheCaseIsNotThereYet,
    TheReplyPeriodRuns,
    TwoPersonsSign,
    finding_move,
)
from grading.actions import mark_false
from grading.models import FalseMark
from grading.queries import windows_on
from grading.rules.grades import GradesAreGivenTierByTier
from national.models import Message
from national.queries import delivery_of
from projects.models import Completion, ConstructionPermit, Project
from projects.queries import records_of
from tests.audit.support import acting, contents_of
from tests.confirmation.marking import returns
from tests.confirmation.pages import browser_of, text_of
from tests.errata.steps import SHARED
from tests.factories import PDF, MembershipFactory, an_authority, an_official
from tests.world import Firm, a_firm, confirms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_way")]
OPENED = datetime(2025, 1, 6, 10, 0, tzinfo=SHANGHAI)  # a Monday; five working days end on 2025-01-13
OVER = datetime(2025, 1, 14, 9, 0, tzinfo=SHANGHAI)
END = date(2025, 7, 14)
WATCHED = (
    "errata_falsecase",
    "errata_falsecaseact",
    "accounts_adverserecord",
    "projects_completion",
    "national_message",
)


@dataclass
class Affair:
    """A firm with a confirmed project, and two officials of the county who look into it."""

    firm: Firm | None = None

    def __post_init__(self):
        if self.firm is None and SHARED:
            self.firm, self.project = SHARED[0].firm, Project.objects.get(pk=SHARED[0].project.pk)
        else:
            self.firm = self.firm or a_firm()
            self.project = self.confirmed_project()
        self.official, self.second = an_official("220102"), an_official("220102")
        self.case = None

    def confirmed_project(self):
        project = self.firm.fills_in()
        confirms(an_official("220102"), self.firm.submits(project))
        project.refresh_from_db()
        return project

    def opens(self, at=OPENED):
        self.case = errata.open_case(
            by=self.official, authority=an_authority("220102"), enterprise=self.firm.enterprise,
            project_id=self.project.pk, allegation="举报称竣工验收备案系伪造", at=at,
        )  # fmt: skip
        return self.case

    def proves(self, *kinds, at=OPENED):
        problems = {row.pk: "业绩不存在" for row in self.case.records.all() if row.kind in (kinds or ("COMPLETION",))}
        errata.say_what_is_wrong(by=self.official, case_id=self.case.pk, problems=problems, at=at)
        errata.add_case_paper(by=self.official, case_id=self.case.pk, filename="函复.pdf", chunks=[PDF], at=at)

    def seen(self, by, at=OVER, note="查无此备案", **more):
        self.case = FalseCase.objects.get(pk=self.case.pk)
        return {
            "by": by, "case_id": self.case.pk, "version_seen": self.case.version, "note": note,
            "address": None, "at": at, **more,
        }  # fmt: skip

    def notifies(self, at=OPENED, reply_days=5):
        return errata.notify_enterprise(**self.seen(self.official, at, "请于期内陈述", reply_days=reply_days))

    def proposes(self, at=OVER, ends_on=END, by=None, heard="所述备案号查无记录，不予采纳"):
        seen = self.seen(by or self.official, at, "竣工验收备案系伪造", ends_on=ends_on, heard=heard)
        return errata.propose_finding(**seen)

    def finds(self, at=OVER, by=None):
        return errata.find(**self.seen(by or self.second, at, ""))

    def reaches(self, status):
        self.opens()
        self.proves()
        steps = {
            "OPEN": self.notifies,
            "NOTIFIED": lambda: errata.reply(**self.seen(self.firm.user, OPENED, "备案系真实办理")),
            "REPLIED": self.proposes,
            "PROPOSED": self.finds,
            "FOUND": lambda: errata.appeal(**self.seen(self.firm.user, OVER, "另有证据")),
        }
        while self.case.status != status:
            self.case = steps[self.case.status]()
        return self.case


def uses(affair, enterprise=None, links=False):
    project = Project.objects.get(pk=affair.project.pk)
    delivery = delivery_of(str(project.row_guid))
    return uses_now(
        project, records_of(project), enterprise or affair.firm.enterprise,
        delivery=delivery, today=OVER.date(), windows=windows_on(OVER.date()), links=links,
    )  # fmt: skip


def met(affair):
    return [line.label for line in uses(affair).met]


def test_a_finding_enters_the_credit_file_the_public_list_and_takes_the_uses_at_once(client):
    affair = Affair()
    before = met(affair)
    assert before
    affair.reaches("FOUND")

    record = Completion.objects.get()
    assert (record.false_mark, record.grade, record.published) == (True, "C", True)
    assert ConstructionPermit.objects.get().false_mark is False
    assert met(affair) == []
    entry = AdverseRecord.objects.get()
    assert (entry.number, entry.ground, entry.published_on, entry.ends_on) == (
        affair.case.number, "竣工验收备案系伪造", date(2025, 1, 14), END,
    )  # fmt: skip
    assert CreditFile.objects.get().enterprise == affair.firm.enterprise
    message = json.loads(bytes(Message.objects.latest("version").payload))
    assert message["version"] == 2
    assert message["tables"]["TBProjectFinishManage"][0]["IsFake"] == 1
    assert "IsFake" not in message["tables"]["TBProjectInfo"][0]
    fake = message["tables"]["TBFakeInfo"][0]
    assert (fake["FakeNum"], fake["FakeType"], fake["MarkDate"]) == (affair.case.number, "业绩不存在", "2025-01-14")
    assert [row.action for row in FalseCaseAct.objects.order_by("pk")] == ["NOTIFY", "REPLY", "PROPOSE", "FIND"]
    marked = Event.objects.filter(object_type="projects_completion").latest("pk")
    assert (marked.action, marked.subject) == ("errata.case_find", str(affair.project.row_guid))
    assert Notice.objects.filter(user=affair.firm.user, kind="FALSE_CASE").count() == 2


def test_the_entry_is_public_from_its_first_to_its_last_day():
    affair = Affair()
    affair.reaches("FOUND")

    for day, is_public in (
        (date(2025, 1, 13), False),
        (date(2025, 1, 14), True),
        (END, True),
        (END + timedelta(1), False),
    ):
        assert AdverseRecord.objects.public(day).exists() is is_public


def test_nothing_is_published_before_the_reply_period_ends_even_if_the_firm_replied():
    affair = Affair()
    affair.opens()
    affair.proves()
    case = affair.notifies()
    assert case.reply_until == date(2025, 1, 13)
    last_day = datetime(2025, 1, 13, 23, 59, tzinfo=SHANGHAI)
    with pytest.raises(TheReplyPeriodRuns):
        affair.proposes(at=last_day)
    errata.reply(**affair.seen(affair.firm.user, OPENED, "备案系真实办理"))
    affair.proposes(at=last_day)
    before = contents_of(*WATCHED)

    with pytest.raises(TheReplyPeriodRuns, match="2025-01-13"):
        affair.finds(at=last_day)
    assert contents_of(*WATCHED) == before
    with pytest.raises(IntegrityError, match="finding_waits_for_the_reply_period"), acting():
        FalseCase.objects.update(found_on=date(2025, 1, 13))
    assert affair.finds().found_on == date(2025, 1, 14)


def test_two_persons_sign_and_a_third_decides_on_the_appeal():
    affair = Affair()
    affair.reaches("PROPOSED")
    with pytest.raises(TwoPersonsSign):
        affair.finds(by=affair.official)
    affair.finds()
    errata.appeal(**affair.seen(affair.firm.user, OVER, "另有证据"))
    for person in (affair.official, affair.second):
        with pytest.raises(TwoPersonsSign):
            errata.revoke_finding(**affair.seen(person, OVER, "证据成立"))
    third = an_official("220102")

    assert errata.uphold_finding(**affair.seen(third, OVER, "证据不足")).status == FindingStatus.FOUND
    assert Completion.objects.get().false_mark is True


def test_a_finding_taken_back_leaves_the_list_stays_in_the_file_and_the_uses_come_back():
    affair = Affair()
    before = met(affair)
    affair.reaches("APPEALED")
    errata.revoke_finding(**affair.seen(an_official("220102"), OVER, "原件已核实"))

    entry = AdverseRecord.objects.get()
    assert (entry.lifted_on, entry.lifted_because) == (date(2025, 1, 14), "原件已核实")
    assert not AdverseRecord.objects.public(date(2025, 1, 14)).exists()
    assert met(affair) == before
    message = json.loads(bytes(Message.objects.latest("version").payload))
    assert (message["version"], "TBFakeInfo" in message["tables"]) == (3, False)


@pytest.mark.parametrize(
    ("kind", "part"),
    [("COMPLETION", "竣工验收备案信息"), ("PERMIT", "施工许可（开工报告）信息"), ("PROJECT", "项目基本信息")],
)
def test_what_a_use_lacks_because_of_a_finding_says_so_and_where_to_appeal(kind, part):
    affair = Affair()
    affair.opens()
    affair.proves(kind)
    affair.notifies()
    affair.proposes()
    affair.finds()

    told = [step for line in uses(affair, links=True).lines for step in line.steps if part in step.text]

    appeal = "对认定有异议的，请在虚假信息案中申诉，撤销认定后方可使用"
    said = f"{part}已被认定为虚假，不能用于申报"
    assert {(step.text, step.whose, step.doing, step.url) for step in told} == {
        (said, "本企业", appeal, reverse("own-findings"))
    }
    read_by_another = [step for line in uses(affair, a_firm().enterprise).lines for step in line.steps]
    assert {(step.whose, step.url) for step in read_by_another if step.text == said} == {("填报企业", "")}


def test_a_record_of_two_findings_stays_false_until_both_are_taken_back():
    one = Affair()
    one.reaches("APPEALED")
    two = Affair(firm=one.firm)
    two.project = one.project
    two.reaches("FOUND")
    errata.revoke_finding(**one.seen(an_official("220102"), OVER, "原件已核实"))

    assert Completion.objects.get(project=one.project).false_mark is True
    told = json.loads(bytes(Message.objects.latest("version").payload))["tables"]["TBFakeInfo"]
    assert [row["FakeNum"] for row in told] == [two.case.number]

    errata.appeal(**two.seen(two.firm.user, OVER, "另有证据"))
    errata.revoke_finding(**two.seen(an_official("220102"), OVER, "原件已核实"))
    assert Completion.objects.get(project=one.project).false_mark is False


def test_whatever_is_told_of_a_project_later_says_the_finding_again():
    affair = Affair()
    affair.reaches("FOUND")
    first = json.loads(bytes(Message.objects.latest("version").payload))
    upgrade = affair.firm.applies_for_next_grade(affair.project, at=OVER)

    confirms(an_official("220100"), upgrade, at=OVER)

    told = json.loads(bytes(Message.objects.latest("version").payload))
    assert told["version"] == 3
    assert told["tables"]["TBFakeInfo"] == first["tables"]["TBFakeInfo"]  # the level too: it did not rise with the rest
    assert first["tables"]["TBFakeInfo"][0]["DataLevel"] == "C"


def test_every_affected_project_is_linked_and_what_is_not_concerned_leaves():
    affair = Affair()
    other = affair.confirmed_project()
    affair.opens()
    errata.link_project(by=affair.official, case_id=affair.case.pk, project_id=other.pk, at=OPENED)
    assert affair.case.records.count() == 6
    affair.proves("COMPLETION")
    affair.notifies()
    assert {row.project_id for row in affair.case.records.all()} == {affair.project.pk, other.pk}
    assert affair.case.records.count() == 2
    affair.proposes()
    affair.finds()

    assert list(Completion.objects.values_list("false_mark", flat=True)) == [True, True]


REFUSALS = {
    "没有问题": (lambda affair: affair.notifies(), TheCaseIsIncomplete),
    "陈述期太短": (lambda affair: (affair.proves(), affair.notifies(reply_days=4)), TheCaseIsIncomplete),
    "没有告知": (lambda affair: affair.proposes(), TheCaseIsNotThereYet),
    "没有截止日期": (
        lambda affair: (affair.proves(), affair.notifies(), affair.proposes(ends_on=None)),
        TheCaseIsIncomplete,
    ),
    "截止日期太远": (
        lambda affair: (affair.proves(), affair.notifies(), affair.proposes(ends_on=date(2030, 1, 1))),
        TheCaseIsIncomplete,
    ),
    "没有理由": (lambda affair: errata.drop(**affair.seen(affair.official, note=" ")), AReasonIsNeeded),
    "邻县": (lambda affair: errata.drop(**affair.seen(an_official("220103"))), ItIsAnotherUnitsTurn),
}


def test_what_a_case_must_contain_and_by_whom():
    affair = Affair()
    affair.opens()

    for name, (act, refusal) in REFUSALS.items():
        block = transaction.atomic()
        block._from_testcase = True
        with block:
            with pytest.raises(refusal):
                act(affair)
            assert not AdverseRecord.objects.exists(), name
            transaction.set_rollback(True)


def test_who_is_tied_to_the_firm_does_not_open_a_case_and_a_place_keeps_to_its_own():
    affair = Affair()
    MembershipFactory(user=affair.official, enterprise=affair.firm.enterprise)
    with pytest.raises(OwnFilingsAreForOthers):
        affair.opens()
    affair.official = an_official("220103")
    with pytest.raises(Project.DoesNotExist):
        errata.open_case(
            by=affair.official, authority=an_authority("220103"), enterprise=affair.firm.enterprise,
            project_id=affair.project.pk, allegation="举报称竣工验收备案系伪造", at=OPENED,
        )  # fmt: skip


TABLE = {
    ("OPEN", "NOTIFY"): "NOTIFIED",
    ("NOTIFIED", "REPLY"): "REPLIED",
    ("REPLIED", "REPLY"): "REPLIED",
    ("NOTIFIED", "PROPOSE"): "PROPOSED",
    ("REPLIED", "PROPOSE"): "PROPOSED",
    ("PROPOSED", "DECLINE"): "REPLIED",
    ("PROPOSED", "FIND"): "FOUND",
    **{(status, "DROP"): "DROPPED" for status in ("OPEN", "NOTIFIED", "REPLIED")},
    ("FOUND", "APPEAL"): "APPEALED",
    ("APPEALED", "UPHOLD"): "FOUND",
    ("APPEALED", "REVOKE"): "REVOKED",
}


def test_every_action_in_every_state_is_in_the_table_or_refused():
    for status in FindingStatus:
        for action in FindingAction:
            if (status, action) in TABLE:
                assert finding_move(status, action).next == TABLE[status, action]
            else:
                with pytest.raises(TheCaseIsNotThereYet, match=f"该案现为“{status.label}”，不能{action.label}"):
                    finding_move(status, action)
    assert len(FINDING_MOVES) == len(TABLE)


def test_the_database_knows_the_same_table():
    affair = Affair()
    affair.opens()
    standing = {FindingStatus.FOUND, FindingStatus.APPEALED}  # these stand in the credit file besides

    class Accepted(Exception):
        pass

    def accepts(status, step):
        try:
            with acting():
                row = FalseCase.objects.get()
                FalseCase.objects.filter(pk=row.pk).update(status=status, version=row.version + step)
                raise Accepted
        except IntegrityError:
            return False
        except Accepted:
            return True

    for before in set(FindingStatus) - standing:
        with acting(), pgtrigger.ignore("errata.FalseCase:false_case_moves_along_the_table"):
            FalseCase.objects.update(status=before)
        ways = {after for (start, _), after in TABLE.items() if start == before} - {before}
        assert {
            after for after in set(FindingStatus) - standing if after != before and accepts(after, 1)
        } == ways - standing
        assert not any(accepts(after, 0) for after in ways)


MAY = {
    "OPEN": {"县级": {"NOTIFY", "DROP"}, "县级另一人": {"NOTIFY", "DROP"}},
    "NOTIFIED": {"企业": {"REPLY"}, "县级": {"PROPOSE", "DROP"}, "县级另一人": {"PROPOSE", "DROP"}},
    "PROPOSED": {"县级": {"DECLINE"}, "县级另一人": {"DECLINE", "FIND"}},
    "FOUND": {"企业": {"APPEAL"}},
    "APPEALED": {"县级第三人": {"UPHOLD", "REVOKE"}},
}
VERBS = {
    "NOTIFY": lambda affair, by: errata.notify_enterprise(**affair.seen(by, OPENED, reply_days=5)),
    "REPLY": lambda affair, by: errata.reply(**affair.seen(by)),
    "PROPOSE": lambda affair, by: errata.propose_finding(**affair.seen(by, ends_on=END, heard="不予采纳")),
    "DECLINE": lambda affair, by: errata.decline_finding(**affair.seen(by)),
    "FIND": lambda affair, by: errata.find(**affair.seen(by)),
    "DROP": lambda affair, by: errata.drop(**affair.seen(by)),
    "APPEAL": lambda affair, by: errata.appeal(**affair.seen(by)),
    "UPHOLD": lambda affair, by: errata.uphold_finding(**affair.seen(by)),
    "REVOKE": lambda affair, by: errata.revoke_finding(**affair.seen(by)),
}


def test_who_may_do_what_cell_by_cell():
    affair = Affair()
    people = {
        "企业": affair.firm.user,
        "另一企业": a_firm().user,
        "县级": affair.official,
        "县级另一人": affair.second,
        "市级": an_official("220100"),
        "技术支持": an_official("220000", role=Role.SUPPORT),
    }
    steps = (
        ("OPEN", affair.notifies),
        ("NOTIFIED", affair.proposes),
        ("PROPOSED", affair.finds),
        ("FOUND", lambda: errata.appeal(**affair.seen(affair.firm.user))),
        ("APPEALED", lambda: people.update({"县级第三人": an_official("220102")})),
    )
    affair.opens()
    affair.proves()
    for status, step in steps:
        assert FalseCase.objects.get().status == status
        if status == "APPEALED":
            step()
        before = contents_of(*WATCHED)
        # What the status admits to nobody is refused before anybody is looked at: one person tries it.
        admitted = set().union(*MAY[status].values())
        for name, person in people.items():
            found = {verb for verb in (VERBS if name == "县级" else sorted(admitted)) if passes(affair, verb, person)}
            assert found == MAY[status].get(name, set()), (status, name)
        assert contents_of(*WATCHED) == before  # no refusal has left a trace
        if status != "APPEALED":
            step()


def passes(affair, verb, person):
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        try:
            VERBS[verb](affair, person)
        except RuleError:
            return False  # what it has done, if anything, stays and is found afterwards
        transaction.set_rollback(True)
    return True


def test_the_mark_is_written_by_its_function_alone():
    affair = Affair()
    record = Completion.objects.get()
    province = an_authority("220000")
    finding = {"is_false": True, "number": "案1", "problem": "不存在", "enterprise_name": "某企业"}
    finding |= {"by": affair.official, "at": OVER}
    before = contents_of(*WATCHED, "audit_event")

    with pytest.raises(DatabaseError, match="only through grading"), acting():
        Completion.objects.update(false_mark=True)
    with pytest.raises(DatabaseError, match="not a reviewer"), acting():
        mark_false(record=record, authority=province, **finding)
    affair.firm.fills_in()
    draft = Completion.objects.get(grade="D")
    with pytest.raises(DatabaseError, match="unconfirmed"), acting():
        mark_false(record=draft, authority=an_authority("220102"), **finding)
    with pytest.raises(DatabaseError, match="permission denied"), acting():
        FalseMark.objects.create(
            record_guid=record.row_guid, project_guid=affair.project.row_guid, number="案1", problem="不存在",
            enterprise_name="某企业", is_false=True, authority=province, person=affair.official, marked_at=OVER,
        )  # fmt: skip
    assert contents_of("errata_falsecase", "national_message") == {
        table: before[table] for table in ("errata_falsecase", "national_message")
    }
    assert not Completion.objects.filter(false_mark=True).exists()
    assert not FalseMark.objects.exists()


def grades_of(project):
    return {record.record_kind.value: record.grade for record in records_of(Project.objects.get(pk=project.pk))}


def test_what_was_found_false_does_not_rise_with_the_rest():
    affair = Affair()
    affair.reaches("FOUND")

    case = affair.firm.applies_for_next_grade(affair.project, at=OVER)
    confirms(an_official("220100"), case, at=OVER)

    permit = ConstructionPermit.objects.get()
    assert set(case.items.values_list("record_guid", flat=True)) == {affair.project.row_guid, permit.row_guid}
    assert grades_of(affair.project) == {"PROJECT": "B", "PERMIT": "B", "COMPLETION": "C"}


def test_of_a_project_that_was_found_false_nothing_rises():
    affair = Affair()
    affair.opens()
    affair.proves("PROJECT")
    affair.notifies()
    affair.proposes()
    affair.finds()
    before = contents_of("confirmation_case", "audit_event")

    with pytest.raises(GradesAreGivenTierByTier, match="基本信息已被认定为虚假") as refusal:
        affair.firm.applies_for_next_grade(affair.project, at=OVER)

    assert refusal.value.clause == "吉建管〔2024〕17号 四（二）"
    assert contents_of("confirmation_case", "audit_event") == before
    page = browser_of(affair.firm.user).get(reverse("task-list", args=[affair.project.row_guid])).context["page"]
    assert [(row.text, row.met) for row in page.next_grade.conditions] == [("项目基本信息未被认定为虚假", False)]


def test_a_record_found_false_while_it_waits_for_a_higher_grade_stops_the_application():
    affair = Affair()
    case = affair.firm.applies_for_next_grade(affair.project, at=OPENED)
    affair.reaches("FOUND")
    official = an_official("220100")
    cases.claim(by=official, case_id=case.pk, at=OVER)
    before = contents_of("confirmation_case", "confirmation_decision", "grading_gradeentry", "audit_event")

    with pytest.raises(ARecordWasFoundFalse, match=r"竣工.*已被认定为虚假.*请退回企业"):
        confirms(official, case, at=OVER, claim=False)

    assert contents_of(*before) == before
    assert set(grades_of(affair.project).values()) == {"C"}

    returns(official, case, note="已被认定为虚假的环节不予定级", claim=False, at=OVER)
    confirms(official, affair.firm.applies_for_next_grade(affair.project, at=OVER), at=OVER)
    assert grades_of(affair.project) == {"PROJECT": "B", "PERMIT": "B", "COMPLETION": "C"}


def test_what_a_firm_said_is_weighed_before_a_finding_is_proposed():
    affair = Affair()
    affair.reaches("REPLIED")
    before = contents_of(*WATCHED, "audit_event")

    with pytest.raises(TheCaseIsIncomplete, match="请写明听取意见记录") as refusal:
        affair.proposes(heard=" ")

    assert refusal.value.field == "heard"
    assert contents_of(*before) == before
    case = affair.proposes(heard=" 当面听取，备案号查无记录，不予采纳 ")
    assert case.heard == "当面听取，备案号查无记录，不予采纳"
    page = browser_of(affair.firm.user).get(reverse("own-finding", args=[case.number]))
    assert "当面听取，备案号查无记录，不予采纳" in text_of(page)
    again = errata.decline_finding(**affair.seen(affair.second))
    assert (again.status, again.heard) == ("REPLIED", "")


def test_a_firm_that_kept_silent_is_found_against_without_such_a_record():
    affair = Affair()
    affair.opens()
    affair.proves()
    affair.notifies()

    assert affair.proposes(heard="").status == "PROPOSED"


def test_pages_of_a_case_are_found_by_those_whom_it_concerns(client):
    affair = Affair()
    official = browser_of(affair.official)
    sent = {
        "number": affair.project.number, "credit_code": affair.firm.enterprise.credit_code,
        "allegation": "举报称竣工验收备案系伪造",
    }  # fmt: skip
    answer = official.post(reverse("findings-desk"), sent)
    affair.case = FalseCase.objects.get()
    page, own = reverse("finding", args=[affair.case.number]), reverse("own-finding", args=[affair.case.number])
    assert answer.url == page
    official.post(reverse("finding-paper-add", args=[affair.case.number]), {"file": SimpleUploadedFile("函.pdf", PDF)})
    concerned = affair.case.records.get(kind="COMPLETION")
    firms = browser_of(affair.firm.user)
    assert firms.get(own).status_code == 404  # until it is told

    press = {
        "version_seen": 1,
        "note": "请陈述",
        f"problem_{concerned.pk}": "业绩不存在",
        "action": "NOTIFY",
        "reply_days": "5",
    }
    assert official.post(page, press).status_code == 302
    paper = reverse("finding-paper", args=[FalseCasePaper.objects.get().guid])
    for who, status in (
        (affair.firm.user, 200), (affair.second, 200), (an_official("220100"), 200), (an_official("220000"), 200),
        (an_official("220103"), 404), (a_firm().user, 404),
    ):  # fmt: skip
        reader = browser_of(who)
        assert {reader.get(page).status_code, reader.get(paper).status_code} == {status}
    shown = text_of(firms.get(own))
    assert "业绩不存在" in shown
    assert affair.official.name not in shown.split("办理经过")[1]
    assert affair.case.number in text_of(firms.get(reverse("own-findings")))
    assert "企业没有陈述，可以不填" in text_of(official.get(page))
    press = {"version_seen": 2, "note": "备案系真实办理", "action": "REPLY"}
    assert firms.post(own, press).status_code == 302
    weighing = text_of(official.get(page)).split('id="act"')[1].split("听取意见记录")  # beside where it is answered
    assert "备案系真实办理" in weighing[0]
    assert "提出认定时必填" in weighing[1].split("公示截止日期")[0]
    assert firms.post(own, {**press, "version_seen": 3, "action": "FIND"}).status_code == 200
    assert "目前没有公示中的不良信息" in text_of(client.get(reverse("public-adverse")))


def test_the_public_reads_the_list_and_the_mark(client, monkeypatch):
    affair = Affair()
    affair.reaches("FOUND")
    monkeypatch.setattr("errata.views.findings.now", lambda: OVER)
    monkeypatch.setattr("portal.views.public.now", lambda: OVER)

    shown = text_of(client.get(reverse("public-adverse")))
    for text in (affair.firm.enterprise.name, "竣工验收备案系伪造", affair.project.name, "2025-01-14 至 2025-07-14"):
        assert text in shown
    assert affair.official.name not in shown
    assert "业绩不存在" in text_of(client.get(reverse("public-project", args=[affair.project.number])))
