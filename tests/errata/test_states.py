"""The states of an erratum: one table, the same in the code and in the database; who may do what, cell by cell."""

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

import errata.actions as errata
from accounts.rules import Role, Tier
from common.errors import RuleError
from errata.models import Erratum
from errata.rules.corrections import MOVES, OPEN, UNFINISHED, Action, NotAllowedNow, Origin, Status, Step, move, step_of
from tests.audit.support import acting, contents_of
from tests.errata.steps import Way, letter
from tests.factories import an_official
from tests.world import a_firm

TABLE = {
    ("ENTERPRISE", "DRAFT", "REQUEST"): "REQUESTED",
    ("ENTERPRISE", "RETURNED", "REQUEST"): "REQUESTED",
    ("ENTERPRISE", "REQUESTED", "FILE"): {"COUNTY": "CONSENT", "CITY": "APPROVAL"},
    ("AUTHORITY", "DRAFT", "FILE"): {"COUNTY": "CONSENT", "CITY": "APPROVAL"},
    ("AUTHORITY", "RETURNED", "FILE"): {"COUNTY": "CONSENT", "CITY": "APPROVAL"},
    ("ENTERPRISE", "REQUESTED", "RETURN"): "RETURNED",
    ("ENTERPRISE", "REQUESTED", "REFUSE"): "REFUSED",
    **{("ENTERPRISE", status, "WITHDRAW"): "WITHDRAWN" for status in ("DRAFT", "RETURNED", "REQUESTED")},
    **{("AUTHORITY", status, "WITHDRAW"): "WITHDRAWN" for status in ("DRAFT", "RETURNED", "APPROVAL")},
    ("AUTHORITY", "CONSENT", "WITHDRAW"): {"COUNTY": "WITHDRAWN"},
    **{
        (origin, status, action): after
        for origin in ("ENTERPRISE", "AUTHORITY")
        for status, action, after in (
            ("CONSENT", "CONSENT", {"COUNTY": "APPROVAL"}),
            ("CONSENT", "RETURN", {"COUNTY": "RETURNED"}),
            ("CONSENT", "REFUSE", {"COUNTY": "REFUSED"}),
            ("APPROVAL", "APPROVE", "APPROVED"),
            ("APPROVAL", "RETURN", "RETURNED"),
            ("APPROVAL", "REFUSE", "REFUSED"),
            ("APPROVED", "EXECUTE", "EXECUTED"),
            ("APPROVED", "RETURN", "RETURNED"),
            ("EXECUTED", "VERIFY", "DONE"),
            ("EXECUTED", "OBJECT", "OBJECTED"),
        )
    },
}
TIERS = ("COUNTY", "CITY")


def after(origin, tier, status, action):
    found = TABLE.get((origin, status, action))
    return found.get(tier) if isinstance(found, dict) else found


def test_every_action_in_every_state_is_in_the_table_or_refused():
    for origin in Origin:
        for tier in TIERS:
            for status in Status:
                for action in Action:
                    expected = after(origin, tier, status, action)
                    if expected is not None:
                        assert move(status, action, origin, Tier(tier)).next == expected
                    else:
                        with pytest.raises(NotAllowedNow, match=f"该勘误现为“{status.label}”，不能{action.label}"):
                            move(status, action, origin, Tier(tier))


def test_each_state_is_one_sides_turn():
    assert {"DRAFT", "RETURNED"} == OPEN
    assert set(Status) - UNFINISHED == {Status.DONE, Status.OBJECTED, Status.REFUSED, Status.WITHDRAWN}
    assert {status: step_of(status, Origin.ENTERPRISE) for status in Status} == {
        Status.DRAFT: Step.ENTERPRISE,
        Status.RETURNED: Step.ENTERPRISE,
        Status.REQUESTED: Step.PLACE,
        Status.CONSENT: Step.UPPER,
        Status.APPROVAL: Step.PROVINCE,
        Status.APPROVED: Step.EXECUTOR,
        Status.EXECUTED: Step.VERIFIER,
        **dict.fromkeys((Status.DONE, Status.OBJECTED, Status.REFUSED, Status.WITHDRAWN)),
    }
    assert step_of(Status.DRAFT, Origin.AUTHORITY) == Step.PLACE
    assert {row.action for row in MOVES} == set(Action)


class Accepted(Exception):
    """Takes an accepted change back to its savepoint."""


def unguarded():
    return pgtrigger.ignore("errata.Erratum:erratum_moves_along_the_table")


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["ENTERPRISE", "AUTHORITY"])
def test_the_database_knows_the_same_table(origin):
    way = Way()
    way.begins() if origin == "ENTERPRISE" else way.begins_as_authority()

    def accepts(status, step):
        try:
            with acting():
                row = Erratum.objects.get()
                Erratum.objects.filter(pk=row.pk).update(status=status, version=row.version + step)
                raise Accepted
        except IntegrityError:
            return False
        except Accepted:
            return True

    for before in set(Status) - {Status.EXECUTED, Status.DONE, Status.OBJECTED}:
        with acting(), unguarded():
            Erratum.objects.update(status=before)
        found = {status for status in set(Status) - {Status.EXECUTED} if status != before and accepts(status, 1)}
        ways = {after(origin, "COUNTY", before, action) for action in Action} - {None, "EXECUTED"}
        assert found == ways, before
        assert not any(accepts(status, 0) for status in ways)


PEOPLE = {
    "提出企业": lambda way: way.firm.user,
    "另一企业": lambda way: a_firm().user,
    "县级": lambda way: way.place,
    "邻县": lambda way: an_official("220103"),
    "市级": lambda way: way.city,
    "省级": lambda way: way.province,
    "技术支持": lambda way: way.support,
    "技术支持另一人": lambda way: way.verifier,
    "省级管理员": lambda way: an_official("220000", role=Role.ADMINISTRATOR),
}
# Who may do what in each state; the second of technical support may do what the first may until he has acted.
MAY = {
    "DRAFT": {"提出企业": {"REQUEST", "WITHDRAW"}},
    "RETURNED": {"提出企业": {"REQUEST", "WITHDRAW"}},
    "REQUESTED": {"提出企业": {"WITHDRAW"}, "县级": {"FILE", "RETURN", "REFUSE"}},
    "CONSENT": {"市级": {"CONSENT", "RETURN", "REFUSE"}},
    "APPROVAL": {"省级": {"APPROVE", "RETURN", "REFUSE"}},
    "APPROVED": {"技术支持": {"EXECUTE", "RETURN"}, "技术支持另一人": {"EXECUTE", "RETURN"}},
    "EXECUTED": {"技术支持另一人": {"VERIFY", "OBJECT"}},
    "DONE": {},
    "OBJECTED": {},
    "REFUSED": {},
    "WITHDRAWN": {},
}
# Where the authority at the place began it.
MAY_OF_AUTHORITYS = MAY | {
    "DRAFT": {"县级": {"FILE", "WITHDRAW"}},
    "RETURNED": {"县级": {"FILE", "WITHDRAW"}},
    "CONSENT": {"县级": {"WITHDRAW"}, "市级": {"CONSENT", "RETURN", "REFUSE"}},
    "APPROVAL": {"县级": {"WITHDRAW"}, "省级": {"APPROVE", "RETURN", "REFUSE"}},
}
VERBS = {
    "REQUEST": lambda way, by: errata.request(**way.seen(by)),
    "FILE": lambda way, by: errata.file_application(**way.seen(by, note="", letter=letter())),
    "CONSENT": lambda way, by: errata.consent(**way.seen(by, note="", letter=letter())),
    "APPROVE": lambda way, by: errata.approve(**way.seen(by, note="", letter=letter())),
    "EXECUTE": lambda way, by: errata.execute(**way.seen(by, note="")),
    "VERIFY": lambda way, by: errata.verify(**way.seen(by, note="")),
    "OBJECT": lambda way, by: errata.object_to(**way.seen(by, note="不符")),
    "RETURN": lambda way, by: errata.send_back(**way.seen(by, note="补充")),
    "REFUSE": lambda way, by: errata.refuse(**way.seen(by, note="无误")),
    "WITHDRAW": lambda way, by: errata.withdraw(**way.seen(by, note="不再更正")),
}


def allowed(way, verb, person):
    """Whether the act passes; then it is taken back."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        try:
            VERBS[verb](way, person)
        except RuleError:
            return False  # what it has done, if anything, stays and is found afterwards
        transaction.set_rollback(True)
    return True


WATCHED = ("errata_erratum", "errata_erratumact", "projects_completion")


class Cells:
    """Every verb by every person, in one status of an erratum after the other."""

    def __init__(self, may):
        self.way, self.may = Way(), may
        self.people = {name: who(self.way) for name, who in PEOPLE.items()}

    def check(self, status):
        assert Erratum.objects.get().status == status
        before = contents_of(*WATCHED)
        # What the status admits to nobody is refused before anybody is looked at: one person tries it.
        admitted = set().union(*self.may[status].values())
        for name, person in self.people.items():
            verbs = VERBS if name == "县级" else sorted(admitted)
            found = {verb for verb in verbs if allowed(self.way, verb, person)}
            assert found == self.may[status].get(name, set()), (status, name)
        assert contents_of(*WATCHED) == before  # no refusal has left a trace

    def check_end(self, status, act):
        """The status that an act leads to, which is taken back then."""
        block = transaction.atomic()
        block._from_testcase = True
        with block:
            act()
            self.check(status)
            transaction.set_rollback(True)

    def check_the_rest(self, steps):
        for step, status in steps:
            step()
            self.check(status)


@pytest.mark.django_db
def test_who_may_do_what_cell_by_cell():
    cells = Cells(MAY)
    way = cells.way
    way.begins()
    way.proposes()
    way.explains()
    cells.check("DRAFT")
    errata.request(**way.seen(way.firm.user))
    cells.check("REQUESTED")
    cells.check_end("REFUSED", lambda: errata.refuse(**way.seen(way.place, note="无误")))
    cells.check_end("WITHDRAWN", lambda: errata.withdraw(**way.seen(way.firm.user, note="不再更正")))
    errata.send_back(**way.seen(way.place, note="补充"))
    cells.check("RETURNED")
    errata.request(**way.seen(way.firm.user))
    cells.check_the_rest(
        [(way.files, "CONSENT"), (way.consents, "APPROVAL"), (way.approves, "APPROVED"), (way.executes, "EXECUTED")]
    )
    cells.check_end("OBJECTED", lambda: errata.object_to(**way.seen(way.verifier, note="不符")))
    cells.check_the_rest([(way.verifies, "DONE")])


@pytest.mark.django_db
def test_who_may_do_what_with_an_authoritys_own_cell_by_cell():
    cells = Cells(MAY_OF_AUTHORITYS)
    way = cells.way
    way.begins_as_authority()
    way.proposes(by=way.place)
    way.explains(by=way.place)
    cells.check("DRAFT")
    way.files()
    cells.check("CONSENT")
    errata.send_back(**way.seen(way.city, note="补充"))
    cells.check("RETURNED")
    cells.check_the_rest(
        [(way.files, "CONSENT"), (way.consents, "APPROVAL"), (way.approves, "APPROVED"), (way.executes, "EXECUTED")]
    )
