"""What is there after a run: in the platform's effect log and in the portal's database."""

import sqlite3
from contextlib import closing

from django.db import DatabaseError, InterfaceError, connection

from confirmation.models import Case
from confirmation.rules.states import Status
from national.models import Message, MessageState, Receipt
from tests.chaos.counting import Found, behind_a_lost_one, blind_to, count


class Evidence:
    """Both sides of a run on a folder.

    :param rival: whether another than our outbox delivered.
    """

    def __init__(self, folder, rival):
        self._platform, self._rival = folder / "national.sqlite3", rival

    def effects(self):
        """How many there are so far."""
        return self._ask("SELECT coalesce(max(id), 0) FROM effect")[0][0]

    def is_all_there(self):
        """Nothing is on its way any more; of a rival's, everything has taken effect."""
        try:
            if not self._rival:
                return not Message.objects.pending().exists()
            # All effects are read only when there are enough of them.
            expected = Case.objects.filter(status=Status.CONFIRMED).count()
            return self.effects() >= expected and count(self.found())["lost"] == 0
        except (DatabaseError, InterfaceError):
            connection.close()
            return False

    def report(self):
        """The counts over everything."""
        found = self.found()
        effects = {"effects": len(found.effects), "restored": sum(restored for *_, restored in found.effects)}
        if self._rival:
            return {**count(found), "behind_a_lost_one": behind_a_lost_one(found), **effects}
        return {
            **count(found),
            "blind_to": blind_to(found),
            "unsettled": Message.objects.pending().count(),
            "redelivered": sum(tries - 1 for tries in Message.objects.values_list("tries", flat=True).iterator()),
            **effects,
        }

    def found(self):
        """Everything that is counted, read once."""
        effects = self._ask("SELECT aggregate, version, restored FROM effect ORDER BY id")
        held = dict(self._ask("SELECT key, digest FROM receipt"))
        # One version for every confirmation that stands, whatever the outbox says.
        expected, versions = [], {}
        confirmed = Case.objects.filter(status=Status.CONFIRMED).values_list("project__row_guid", flat=True)
        for guid in confirmed.iterator():
            versions[guid] = versions.get(guid, 0) + 1
            expected.append((str(guid), versions[guid]))
        digests = dict(Receipt.objects.order_by("pk").values_list("message_id", "digest"))
        acknowledged = Message.objects.filter(state=MessageState.ACKNOWLEDGED).values_list("key", "pk")
        return Found(expected, effects, held, [(key, digests.get(pk)) for key, pk in acknowledged.iterator()])

    def _ask(self, query):
        with closing(sqlite3.connect(self._platform)) as platform:
            return platform.execute(query).fetchall()
