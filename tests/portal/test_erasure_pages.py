"""Erasing a number on the province's page: one proposes, another carries it out; the number stands nowhere."""

import pytest
from django.urls import reverse

from accounts import vault
from accounts.actions import decide_erasure, erase_number, propose_erasure
from accounts.actions.erasure import (
    AnotherPersonErases,
    ErasureNeedsAReason,
    NobodyHasThisNumber,
    NumberIsErased,
    ProposalIsDecided,
)
from accounts.models import ErasureProposal, Person
from accounts.rules import Role
from audit.models import Event
from tests.accounts.test_erasure import NUMBER, REASON, administrator, kept
from tests.audit.support import contents_of, events_of
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_identity_number, an_official

pytestmark = pytest.mark.django_db
TYPED = {"name": "张建国", "document_kind": "1", "number": NUMBER, "reason": REASON}
WATCHED = ("accounts_erasureproposal", "accounts_identityvault", "audit_event")


def proposed(by):
    return propose_erasure(by=by, at=AT, **TYPED)


def test_one_administrator_proposes_and_another_erases():
    person = kept(NUMBER)
    first, second = browser_of(administrator()), browser_of(administrator())

    answer = first.post(reverse("erasures"), TYPED, follow=True)
    own, others = text_of(answer), text_of(second.get(reverse("erasures")))
    proposal = ErasureProposal.objects.get()
    done = second.post(reverse("erasure-decide", args=[proposal.pk]), {"decision": "erase"}, follow=True)

    assert "须由另一人删除" in own
    assert "须由另一人删除" not in others
    assert REASON in others
    assert NUMBER not in answer.content.decode() + done.content.decode()
    assert "已删除" in text_of(done)
    person = Person.objects.select_related("identity").get(pk=person.pk)
    assert vault.number_of(person) == ""
    event = events_of("accounts_identityvault", person.pk)[-1]
    assert (event.action, event.reason) == ("accounts.erase_number", REASON)
    assert not [one for one in Event.objects.all() if NUMBER.encode() in bytes(one.payload)]


def test_who_proposed_it_may_drop_it_and_not_carry_it_out():
    kept(NUMBER)
    by = administrator()
    proposal = proposed(by)
    before = contents_of(*WATCHED)
    with pytest.raises(AnotherPersonErases):
        decide_erasure(by=by, proposal_id=proposal.pk, erases=True, at=AT)
    assert contents_of(*WATCHED) == before

    browser = browser_of(by)
    answer = browser.post(reverse("erasure-decide", args=[proposal.pk]), {"decision": "drop"}, follow=True)

    assert "已撤下" in text_of(answer)
    assert not ErasureProposal.objects.get().is_erased
    assert vault.known_people([("1", NUMBER)])
    with pytest.raises(ProposalIsDecided):
        decide_erasure(by=administrator(), proposal_id=proposal.pk, erases=True, at=AT)


WRONG = {
    "another name": ({"name": "李四"}, NobodyHasThisNumber),
    "another number": ({"number": an_identity_number()}, NobodyHasThisNumber),
    "no reason": ({"reason": "无"}, ErasureNeedsAReason),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_proposal_that_fits_nobody_or_says_nothing_is_refused_and_the_number_is_not_shown_again(name):
    kept(NUMBER)
    by = administrator()
    changed, refusal = WRONG[name]
    before = contents_of(*WATCHED)

    with pytest.raises(refusal):
        propose_erasure(by=by, at=AT, **TYPED | changed)
    page = browser_of(by).post(reverse("erasures"), TYPED | changed)

    assert page.status_code == 200
    assert (TYPED | changed)["number"] not in page.content.decode()
    assert contents_of(*WATCHED) == before


def test_what_was_erased_or_proposed_meanwhile_is_refused():
    person = kept(NUMBER)
    proposal = proposed(administrator())
    with pytest.raises(ProposalIsDecided):
        proposed(administrator())
    by = administrator()
    erase_number(by=by, person_id=person.pk, reason=REASON, at=AT)
    before = contents_of(*WATCHED)

    with pytest.raises(NumberIsErased):
        decide_erasure(by=by, proposal_id=proposal.pk, erases=True, at=AT)
    with pytest.raises(NobodyHasThisNumber):
        proposed(by)

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(
    "who", [{"division": "220102"}, {"division": "220000", "role": Role.SUPPORT}, {"division": "220000"}]
)
def test_nobody_else_sees_the_page_or_decides(who):
    kept(NUMBER)
    proposal = proposed(administrator())
    browser, ours = browser_of(an_official(**who)), browser_of(administrator())
    before = contents_of(*WATCHED)

    assert browser.get(reverse("erasures")).status_code == 403
    assert browser.post(reverse("erasures"), TYPED).status_code == 403
    assert browser.post(reverse("erasure-decide", args=[proposal.pk]), {"decision": "erase"}).status_code == 403
    assert ours.post(reverse("erasure-decide", args=[10**6])).status_code == 404
    assert contents_of(*WATCHED) == before
