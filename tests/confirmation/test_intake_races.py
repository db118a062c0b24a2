"""Messages of approval systems at the same moment: one record, the newest of a thing (I01)."""

import pytest

from audit.verify import verify
from common.errors import RuleError
from confirmation.actions.intake import replay_ripe
from grading.models import GradeEntry
from projects.models import ConstructionPermit, IntakeMessage, Project
from tests.confirmation.docking import a_message, again, arrives, basics, permit
from tests.confirmation.test_races import at_once
from tests.factories import AT, an_investment_code
from tests.world import a_firm

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_the_same_message_twice_at_once_is_one_record():
    message = a_message("PROJECT", basics())
    first, second = at_once(lambda: arrives(message), lambda: arrives(message))
    assert first.pk == second.pk
    assert (first.state, second.state) == ("STORED", "STORED")
    assert (Project.objects.count(), GradeEntry.objects.count(), IntakeMessage.objects.count()) == (1, 1, 1)
    assert verify().broken is None


def test_two_messages_about_one_thing_at_once_are_one_record():
    older = a_message("PROJECT", basics())
    kept = at_once(lambda: arrives(older), lambda: arrives(again(older)))
    assert Project.objects.count() == 1
    assert {message.sequence: message.state for message in kept}[2] == "STORED"


def test_two_systems_that_send_one_project_at_once_make_it_once():
    said = basics()
    kept = at_once(
        lambda: arrives(a_message("PROJECT", said)), lambda: arrives(a_message("PROJECT", said), system="MARKET")
    )
    assert sorted(message.state for message in kept) == ["QUARANTINED", "STORED"]
    assert {message.cause for message in kept} == {"", "DUPLICATE"}
    assert Project.objects.count() == 1


def test_a_stage_and_its_project_at_once_both_come_in_with_the_next_sweep_at_the_latest():
    code = an_investment_code()
    stage, basic = a_message("PERMIT", permit(code)), a_message("PROJECT", basics(PrjCode=code))
    at_once(lambda: arrives(stage), lambda: arrives(basic))
    replay_ripe(AT)
    assert IntakeMessage.objects.get(kind="PERMIT").state in ("STORED", "REPLAYED")
    assert ConstructionPermit.objects.get().project == Project.objects.get()


def test_a_firm_that_files_the_code_at_this_moment_and_the_message_make_one_project():
    firm = a_firm()
    draft = firm.fills_in()
    message = a_message("PROJECT", basics(PrjCode=draft.investment_code))
    outcomes = at_once(lambda: firm.submits(draft), lambda: arrives(message))
    sealed = Project.objects.filter(investment_code=draft.investment_code, sealed_at__isnull=False)
    assert sealed.count() == 1
    refused = [one for one in outcomes if isinstance(one, type) and issubclass(one, RuleError)]
    assert len(refused) + IntakeMessage.objects.filter(cause="DUPLICATE").count() == 1
