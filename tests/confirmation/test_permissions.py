"""Who may do what with a case: tier x place x line x state, cell by cell; a refusal leaves everything as it was."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import transaction
from django.test import override_settings

import confirmation.actions as cases
from accounts.rules import BusinessLine, Role
from audit.context import Acting, SystemActor, context
from common.errors import RuleError
from confirmation.models import Case
from confirmation.policy import ItIsAnotherUnitsTurn
from confirmation.queries.units import Unit
from confirmation.rules.states import STANDING, WITH_AUTHORITY, Action, CaseKind, NotAllowedNow, Status
from tests.audit.support import contents_of
from tests.confirmation.test_states import ways
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TABLES = ("confirmation_case", "confirmation_decision", "projects_project", "grading_gradeentry", "audit_event")

# Home of each kind of case, and the tier below or above where somebody else sits.
HOMES = {CaseKind.PROJECT_BACKFILL: "220102", CaseKind.UPGRADE: "220100"}
OTHERS = {
    "同一单位的另一条线": lambda home: an_official(home, line=BusinessLine.QUALITY),
    "下级或上级": lambda home: an_official({"220102": "220100", "220100": "220102"}[home]),
    "省级": lambda home: an_official("220000"),
    "邻近单位": lambda home: an_official({"220102": "220103", "220100": "220200"}[home]),
    "外市县区": lambda home: an_official("220202"),
    "审计人员": lambda home: an_official(home, role=Role.AUDITOR),
    "省级管理员": lambda home: an_official("220000", role=Role.ADMINISTRATOR),
}
STATES = [status for status in Status if status != Status.DRAFT]


def verbs(case):
    """Every act of an official, with what it takes."""
    seen = {"case_id": case.pk, "version_seen": case.version, "note": "见附件", "address": None, "at": AT}
    line = Unit(case.authority_id, "QUALITY")
    return {
        Action.CLAIM: lambda who: cases.claim(by=who, case_id=case.pk, at=AT + timedelta(minutes=1)),
        Action.CONFIRM: lambda who: confirms(who, case, claim=False),
        Action.RETURN: lambda who: cases.return_for_correction(by=who, **seen),
        Action.REFUSE: lambda who: cases.refuse(by=who, **seen),
        Action.HAND_OVER: lambda who: cases.hand_over(by=who, to=line, **seen),
        Action.LOWER: lambda who: cases.return_to_lower(by=who, **seen),
        Action.REPORT: lambda who: cases.report_up(by=who, **seen),
        Action.REVERSE: lambda who: cases.reverse(by=who, **seen),
        Action.UPHOLD: lambda who: cases.uphold(by=who, **seen),
    }


CASES = {}


@pytest.fixture(scope="module", autouse=True)
def filed_and_confirmed(rows_for_the_module, tmp_path_factory):
    """Of each kind of case one that waits and one that is confirmed; their ids."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        for kind in HOMES:
            for is_confirmed in (False, True):
                CASES[kind, is_confirmed] = filed(kind, is_confirmed).pk
        yield
    CASES.clear()


def filed(kind, is_confirmed):
    firm = a_firm()
    case = firm.files()
    if kind == CaseKind.UPGRADE:
        case = firm.applies_for_next_grade(confirms(an_official("220102"), case).project)
    return confirms(an_official(HOMES[kind]), case) if is_confirmed else case


def a_case(kind, status, holder=None):
    """A case of the kind in the state, held by somebody where it can be."""
    changes = {"status": status}
    if status == Status.LOWERED:
        changes["sent_down_by"] = an_authority("220000")
    if holder is not None and status in WITH_AUTHORITY:
        changes |= {"holder": holder, "held_until": AT + timedelta(minutes=30)}
    ignoring = pgtrigger.ignore("confirmation.Case:case_moves_along_the_table")
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"), ignoring:
        Case.objects.filter(pk=CASES[kind, status in STANDING]).update(**changes)
    return Case.objects.get(pk=CASES[kind, status in STANDING])


def outcome(act, who):
    """The refusal's class, or None for an act that was allowed; either way nothing is left of it."""
    before = contents_of(*TABLES)
    block = transaction.atomic()
    block._from_testcase = True  # the acts are durable: they accept a test's transaction alone
    refusal = None
    with block:
        try:
            act(who)
        except RuleError as error:
            refusal = error
        after = contents_of(*TABLES)
        transaction.set_rollback(True)
    assert (after == before) is (refusal is not None)
    assert refusal is None or str(refusal) != ""
    return None if refusal is None else type(refusal)


@pytest.mark.parametrize("status", STATES, ids=[status.label for status in STATES])
@pytest.mark.parametrize("kind", HOMES, ids=[kind.label for kind in HOMES])
def test_whose_turn_it_is_does_exactly_what_the_table_says(kind, status):
    official = an_official(HOMES[kind])
    case = a_case(kind, status, holder=official)

    allowed = {action for action, act in verbs(case).items() if outcome(act, official) is None}

    assert allowed == {action for (start, action) in ways(kind) if start == status} & set(verbs(case))


@pytest.mark.parametrize("status", STATES, ids=[status.label for status in STATES])
@pytest.mark.parametrize("kind", HOMES, ids=[kind.label for kind in HOMES])
def test_nobody_else_does_anything_with_it(kind, status):
    case = a_case(kind, status, holder=an_official(HOMES[kind]))

    for name, appointed in OTHERS.items():
        other = appointed(HOMES[kind])
        refusals = {outcome(act, other) for act in verbs(case).values()}
        assert refusals <= {ItIsAnotherUnitsTurn, NotAllowedNow}, name
        assert ItIsAnotherUnitsTurn in refusals, name


@pytest.mark.parametrize("status", STATES, ids=[status.label for status in STATES])
@pytest.mark.parametrize("kind", HOMES, ids=[kind.label for kind in HOMES])
def test_its_own_enterprise_takes_back_what_waits_and_another_finds_nothing(kind, status):
    case = a_case(kind, status)
    own, other = case.created_by, a_firm()

    def withdraws(by):
        return lambda who: cases.withdraw(by=by, enterprise=who, case_id=case.pk, at=AT)

    assert (outcome(withdraws(own), case.enterprise) is None) is (status == Status.WAITING)
    before = contents_of(*TABLES)
    with pytest.raises(Case.DoesNotExist):
        withdraws(other.user)(other.enterprise)
    assert contents_of(*TABLES) == before
