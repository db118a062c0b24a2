"""Several people at the same moment: exactly one of them wins, the others are told (X30, lite-api #2171)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

import confirmation.actions as cases
from audit.verify import verify
from common.errors import RuleError
from confirmation.actions.claim import NothingIsWaiting
from confirmation.models import Case, Decision, Submission
from confirmation.rules.states import Status
from grading.models import GradeEntry
from national.models import Message
from projects.models import Project
from projects.rules.menus import ProjectExistsAlready
from tests.factories import AT, an_investment_code, an_official
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run the acts in threads that start together; what each returned or which refusal it met."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            return act()
        except RuleError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def won(outcomes):
    return [outcome for outcome in outcomes if not isinstance(outcome, type)]


def test_two_officials_who_confirm_at_once_make_one_decision():
    case = a_firm().files()
    officials = [an_official("220102"), an_official("220102")]
    cases.claim(by=officials[0], case_id=case.pk, at=AT)

    outcomes = at_once(
        *(
            lambda who=who: confirms(who, Case.objects.get(pk=case.pk), claim=False)
            for who in [*officials, officials[0]]
        )
    )

    assert len(won(outcomes)) == 1
    assert Decision.objects.count() == 1
    assert GradeEntry.objects.count() == 3
    assert Message.objects.count() == 1
    assert verify().broken is None


def test_two_officials_who_claim_at_once_do_not_both_hold():
    case = a_firm().files()
    officials = [an_official("220102") for _ in range(4)]

    outcomes = at_once(*(lambda who=who: cases.claim(by=who, case_id=case.pk, at=AT).holder for who in officials))

    assert won(outcomes) == [Case.objects.get(pk=case.pk).holder]


def test_one_who_claims_a_case_and_one_who_asks_for_the_next_do_not_both_hold_it():
    case = a_firm().files()
    officials = [an_official("220102") for _ in range(4)]

    outcomes = at_once(
        *(
            lambda who=who, verb=verb: verb(by=who, at=AT, **({} if verb is cases.claim_next else {"case_id": case.pk}))
            for who, verb in zip(officials, [cases.claim, cases.claim_next] * 2, strict=True)
        )
    )

    assert [held.holder for held in won(outcomes)] == [Case.objects.get(pk=case.pk).holder]


def test_officials_who_ask_for_the_next_case_at_once_get_different_ones():
    firm = a_firm()
    waiting = {firm.files().pk for _ in range(3)}
    officials = [an_official("220102") for _ in range(4)]

    outcomes = at_once(*(lambda who=who: cases.claim_next(by=who, at=AT).pk for who in officials))

    assert len(won(outcomes)) == len(set(won(outcomes)))
    assert set(won(outcomes)) <= waiting
    assert [outcome for outcome in outcomes if isinstance(outcome, type)] == [NothingIsWaiting] * (
        4 - len(won(outcomes))
    )
    assert len(won(outcomes)) == 3


@pytest.mark.parametrize("round_", range(4))
def test_an_official_who_claims_and_confirms_and_a_firm_that_withdraws_at_once(round_):
    firm = a_firm()
    case, official = firm.files(), an_official("220102")

    def withdraw():
        return cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)

    acts = [lambda: confirms(official, Case.objects.get(pk=case.pk)), withdraw]
    outcomes = at_once(*acts[:: 1 if round_ % 2 else -1])

    assert len(won(outcomes)) == 1
    case.refresh_from_db()
    project = Project.objects.get(pk=case.project_id)
    if case.status == Status.CONFIRMED:
        assert (project.grade, project.published, GradeEntry.objects.count()) == ("C", True, 3)
    else:
        assert case.status == Status.WITHDRAWN
        assert (project.grade, project.sealed_at, Decision.objects.count()) == ("D", None, 0)
    assert verify().broken is None


def test_two_submissions_of_one_project_at_once_open_one_case():
    firm = a_firm()
    project = firm.fills_in()

    outcomes = at_once(*[lambda: firm.submits(project).pk] * 4)

    assert len(won(outcomes)) == 1
    assert Case.objects.count() == Submission.objects.count() == 1


def test_two_firms_that_submit_the_same_code_at_once_do_not_both_succeed():
    code = an_investment_code()
    firms = [a_firm() for _ in range(3)]
    projects = [firm.fills_in(investment_code=code) for firm in firms]

    outcomes = at_once(
        *(
            lambda firm=firm, project=project: firm.submits(project).pk
            for firm, project in zip(firms, projects, strict=True)
        )
    )

    assert len(won(outcomes)) == 1
    assert {outcome for outcome in outcomes if isinstance(outcome, type)} == {ProjectExistsAlready}
    assert Project.objects.filter(investment_code=code, sealed_at__isnull=False).count() == 1
    assert Case.objects.count() == 1


def test_two_applications_for_the_next_grade_at_once_open_one_case():
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project

    outcomes = at_once(*[lambda: firm.applies_for_next_grade(project).pk] * 4)

    assert len(won(outcomes)) == 1
    assert Case.objects.filter(kind="UPGRADE").count() == 1


def test_confirmations_of_many_projects_at_once_number_them_without_doubles():
    firms = [a_firm() for _ in range(6)]
    waiting = [firm.files() for firm in firms]
    officials = [an_official("220102") for _ in waiting]

    outcomes = at_once(
        *(
            lambda who=who, case=case: confirms(who, Case.objects.get(pk=case.pk)).pk
            for who, case in zip(officials, waiting, strict=True)
        )
    )

    assert sorted(won(outcomes)) == sorted(case.pk for case in waiting)
    numbers = sorted(Project.objects.values_list("number", flat=True))
    assert numbers == [f"22010224120201{serial:02d}" for serial in range(1, 7)]
    assert verify().broken is None


def test_a_firm_that_changes_a_record_while_it_submits_submits_one_or_the_other():
    import projects.actions as filing
    from tests.factories import project_facts

    firm = a_firm()
    project = firm.fills_in()
    facts = project_facts(name="提交之际改名", investment_code=project.investment_code)

    def change():
        return filing.save_project(
            by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT
        ).pk

    at_once(change, lambda: firm.submits(project).pk)

    stored = Project.objects.get(pk=project.pk)
    assert stored.name in Submission.objects.get().snapshot
    assert stored.sealed_at == AT


@pytest.mark.prove
def test_of_two_officials_who_reach_for_a_case_exactly_one_has_it_every_time(full_size):
    officials, case = [an_official("220102"), an_official("220102")], a_firm().files()
    reach = [
        lambda who, at: cases.claim(by=who, case_id=case.pk, at=at),
        lambda who, at: cases.claim_next(by=who, at=at),
    ]
    winners = []

    with Pair() as pair:
        for race in range(10_000 if full_size else 200):
            at = AT + timedelta(minutes=race)
            outcomes = pair.at_once(*(partial(reach[race % 2], who, at) for who in officials[:: race % 3 - 1 or 1]))
            assert len(won(outcomes)) == 1
            holder = Case.objects.get(pk=case.pk).holder
            assert won(outcomes)[0].holder == holder
            winners.append(holder)
            cases.release(by=holder, case_id=case.pk, at=at)

    assert set(winners) == set(officials)
    assert verify().broken is None


@pytest.mark.prove
def test_of_two_who_decide_at_once_exactly_one_does_every_time(full_size):
    official, firm = an_official("220102"), a_firm()
    verbs = [confirms, cases.refuse]

    with Pair() as pair:
        for race in range(1_000 if full_size else 20):
            case = firm.files(investment_code=an_investment_code(), name=f"净月新城{race}号地块住宅项目")
            cases.claim(by=official, case_id=case.pk, at=AT)
            case.refresh_from_db()
            seen = {"case_id": case.pk, "version_seen": case.version, "address": None, "at": AT}
            outcomes = pair.at_once(
                lambda case=case: verbs[0](official, Case.objects.get(pk=case.pk), claim=False),
                lambda seen=seen: verbs[1](by=official, note="缺页", **seen),
            )
            assert len(won(outcomes)) == 1
            decided = Decision.objects.filter(case=case).get()
            assert (decided.action == "CONFIRM") is Project.objects.get(pk=case.project_id).is_confirmed

    assert Decision.objects.count() == Case.objects.count()


class Pair:
    """Two threads that keep their connections, so that thousands of races cost no more than their acts."""

    def __enter__(self):
        self.pool, self.gate = ThreadPoolExecutor(2), Barrier(2)
        return self

    def __exit__(self, *_):
        for done in [self.pool.submit(self._leave) for _ in range(2)]:
            done.result()
        self.pool.shutdown()

    def _leave(self):
        self.gate.wait()
        connection.close()

    def at_once(self, *acts):
        """What each of two acts returned, or which refusal it met."""
        return [done.result() for done in [self.pool.submit(self._run, act) for act in acts]]

    def _run(self, act):
        self.gate.wait()
        try:
            return act()
        except RuleError as refusal:
            return type(refusal)
