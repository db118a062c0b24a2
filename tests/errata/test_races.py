"""Two people at the same moment: one of them acts, the other is told."""

import pytest

from accounts.models import AdverseRecord
from accounts.rules import Role
from errata.models import ErratumAct
from errata.rules.corrections import Action
from national import tasks
from national.models import Message
from projects.models import Completion
from tests.confirmation.test_races import at_once, won
from tests.errata.steps import Way
from tests.errata.test_findings import Affair
from tests.factories import an_official

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_two_who_approve_or_execute_at_once_do_it_once():
    way = Way()
    way.reaches("APPROVAL")
    others = [an_official("220000"), an_official("220000")]

    outcomes = at_once(*(lambda who=who: way.approves(by=who) for who in others))

    assert len(won(outcomes)) == 1
    assert ErratumAct.objects.filter(action=Action.APPROVE).count() == 1

    supporters = [an_official("220000", role=Role.SUPPORT) for _ in range(2)]
    outcomes = at_once(*(lambda who=who: way.executes(by=who) for who in supporters))

    assert len(won(outcomes)) == 1
    assert ErratumAct.objects.filter(action=Action.EXECUTE).count() == 1
    assert str(Completion.objects.get().actual_area) == "85900.00"


def test_two_who_sign_a_finding_at_once_find_it_once_and_the_platform_takes_the_list(national_platform):
    affair = Affair()
    affair.reaches("PROPOSED")
    others = [an_official("220102"), an_official("220102")]

    outcomes = at_once(*(lambda who=who: affair.finds(by=who) for who in others))

    assert len(won(outcomes)) == 1
    assert AdverseRecord.objects.count() == 1
    tasks.drain()
    assert list(Message.objects.order_by("version").values_list("version", "state")) == [
        (1, "ACKNOWLEDGED"),
        (2, "ACKNOWLEDGED"),
    ]
