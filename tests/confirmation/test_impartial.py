"""Relations bar an official from claim, next and signature; stepping aside hands a case on (四（三）, R31)."""

import json
from datetime import date

import pytest
from django.urls import reverse

import confirmation.actions as cases
from accounts.actions import declare_relation, end_relation
from accounts.actions.relations import ARelationNeedsAReason, RelationsAreNotTakenBack, TheRelationIsDeclaredAlready
from accounts.models import Relation
from accounts.policy import ActsForNobody
from confirmation.actions.claim import NothingIsWaiting
from confirmation.actions.step_aside import SteppingAsideNeedsAReason
from confirmation.models import Case, StepAside
from confirmation.policy import AnInterestWasDeclared
from confirmation.queries.impartial import signed_by
from confirmation.queries.queue import queue_of
from confirmation.queries.worklist import Filters, Tab
from confirmation.rules.states import Status
from tests.confirmation.pages import browser_of, page_of, text_of
from tests.factories import AT, EnterpriseFactory, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def declares(official, enterprise, **changes):
    given = {
        "by": official,
        "enterprise": enterprise,
        "kind": "RELATIVE",
        "reason": "配偶任总工程师",
        "starts_on": date(2024, 12, 1),
        "ends_on": None,
        "at": AT,
    }
    return declare_relation(**{**given, **changes})


def turns(official, moment=AT):
    return [row.turn for row in queue_of(official, moment, tab=Tab.UNIT, filters=Filters()).rows]


def barred(official, case):
    with pytest.raises(AnInterestWasDeclared):
        cases.claim(by=official, case_id=case.pk, at=AT)
    with pytest.raises(NothingIsWaiting):
        cases.claim_next(by=official, at=AT)
    case.refresh_from_db()
    return case.holder is None and turns(official) == ["barred"]


def test_a_relation_with_the_filer_bars_from_claim_and_next():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    declares(county, firm.enterprise)

    assert barred(county, case)
    assert cases.claim_next(by=an_official("220102"), at=AT).pk == case.pk


@pytest.mark.parametrize("party", ["owner", "supervisor"])
def test_a_relation_with_the_owner_or_another_party_bars_too(party):
    county, firm, other = an_official("220102"), a_firm(), EnterpriseFactory()
    facts = (
        {"owner_code": other.credit_code} if party == "owner" else {"permit": {"supervisor_code": other.credit_code}}
    )
    case = firm.files(**facts)
    declares(county, other)

    assert barred(county, case)


def test_a_relation_declared_while_one_holds_the_case_bars_from_the_signature():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    cases.claim(by=county, case_id=case.pk, at=AT)
    declares(county, firm.enterprise)
    with pytest.raises(AnInterestWasDeclared):
        confirms(county, case, claim=False)

    case.refresh_from_db()
    assert (case.status, case.decisions.count()) == ("WAITING", 0)


def test_a_relation_bars_on_its_days_alone():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    declares(county, firm.enterprise, starts_on=date(2023, 1, 1), ends_on=date(2024, 12, 1))
    declares(county, firm.enterprise, starts_on=date(2025, 1, 1), kind="EMPLOYED")

    assert cases.claim(by=county, case_id=case.pk, at=AT).holder == county


def test_a_relation_that_has_ended_bars_through_its_last_day_and_is_kept():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    relation = declares(county, firm.enterprise)
    end_relation(by=county, relation_id=relation.pk, reason="配偶已离职", at=AT)

    assert barred(county, case)
    with pytest.raises(RelationsAreNotTakenBack):
        end_relation(by=county, relation_id=relation.pk, reason="配偶已离职", at=AT)
    with pytest.raises(Relation.DoesNotExist):
        end_relation(by=an_official("220102"), relation_id=relation.pk, reason="配偶已离职", at=AT)


def test_a_declaration_is_an_officials_says_why_and_stands_once():
    county, firm = an_official("220102"), a_firm()
    declares(county, firm.enterprise)
    with pytest.raises(TheRelationIsDeclaredAlready):
        declares(county, firm.enterprise)
    with pytest.raises(ARelationNeedsAReason):
        declares(county, firm.enterprise, kind="OTHER", reason="……")
    with pytest.raises(ActsForNobody):
        declares(firm.user, firm.enterprise)

    assert Relation.objects.count() == 1


def test_stepping_aside_releases_the_case_and_bars_for_good():
    county, colleague, firm = an_official("220102"), an_official("220102"), a_firm()
    case = firm.files()
    cases.claim(by=county, case_id=case.pk, at=AT)
    cases.step_aside(by=county, case_id=case.pk, reason="与项目经理是同学", at=AT)

    assert barred(county, case)
    assert cases.claim_next(by=colleague, at=AT).pk == case.pk
    [row] = StepAside.objects.all()
    assert (row.user, row.reason, row.authority.division_id) == (county, "与项目经理是同学", "220102")


def test_stepping_aside_needs_a_reason():
    county, case = an_official("220102"), a_firm().files()
    cases.claim(by=county, case_id=case.pk, at=AT)
    with pytest.raises(SteppingAsideNeedsAReason):
        cases.step_aside(by=county, case_id=case.pk, reason="有事", at=AT)

    case.refresh_from_db()
    assert (case.holder, StepAside.objects.count()) == (county, 0)


def test_declared_and_stepped_aside_on_the_pages():
    county, firm, other = an_official("220102"), a_firm(), a_firm()
    case, second = firm.files(), other.files()
    client = browser_of(county)
    facts = {
        "credit_code": firm.enterprise.credit_code,
        "kind": "RELATIVE",
        "reason": "配偶任总工程师",
        "starts_on": "2024-12-01",
        "ends_on": "",
    }
    answer = client.post(reverse("relations"), facts, follow=True)
    assert firm.enterprise.name in text_of(answer)
    assert client.post(reverse("authority-claim", args=[case.number])).status_code == 403
    assert "您已申报与该办件有关单位的利害关系" in text_of(client.get(page_of(case)))

    answer = client.post(reverse("authority-step-aside", args=[second.number]), {"reason": "与项目经理是同学"})
    assert answer.headers["Location"] == reverse("authority-queue")
    assert turns(county) == ["barred", "barred"]
    assert browser_of(firm.user).get(reverse("relations")).status_code == 403


def test_the_acts_of_an_official_are_looked_through_for_no_case_that_waits_for_its_first_signature():
    county, firm = an_official("220102"), a_firm()
    confirms(county, firm.files())
    firm.files()
    waiting = Case.objects.filter(status=Status.WAITING)

    (plan,) = json.loads(waiting.exclude(signed_by(county)).explain(analyze=True, format="json"))

    looks = [node for node in nodes_of(plan["Plan"]) if node.get("Relation Name") == "confirmation_decision"]
    assert looks
    assert {node["Actual Loops"] for node in looks} == {0}
    assert plan["Plan"]["Actual Rows"] == 1


def nodes_of(node):
    """A node of a plan, and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from nodes_of(below)
