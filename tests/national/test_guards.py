"""What the database refuses, whoever asks."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError

from national.models import Message, MessageState, Receipt
from tests.national.support import deciding, send

AT = datetime(2024, 12, 31, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"state": MessageState.ACKNOWLEDGED}, "message_acknowledged_has_moment"),
        ({"acknowledged_at": AT}, "message_acknowledged_has_moment"),
        ({"state": MessageState.PARKED}, "message_parked_says_why"),
        ({"state": "LOST"}, "Invalid transition"),
        ({"lease_token": uuid4()}, "message_lease_whole_and_ready"),
        ({"payload": b"{}"}, "message_digest_is_of_payload"),
        ({"note": "another clause"}, "Cannot update rows"),
        ({"version": 2}, "Cannot update rows"),
    ],
)
def test_a_message_that_cannot_be_true_is_refused(change, guard):
    message = send("g-1", at=AT)
    before = Message.objects.values().get()

    with pytest.raises(DatabaseError) as refusal, deciding():
        Message.objects.filter(pk=message.pk).update(**change)

    assert guard in str(refusal.value)
    assert Message.objects.values().get() == before


@pytest.mark.django_db
def test_messages_and_receipts_are_never_deleted_and_receipts_never_changed(peer, clock, run_drain):
    send("g-3", at=clock())
    run_drain()

    for act in (
        lambda: Receipt.objects.all().delete(),
        lambda: Receipt.objects.update(receipt_number="X"),
        lambda: Message.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match=r"Cannot delete|permission denied"), deciding():
            act()

    assert (Message.objects.count(), Receipt.objects.count()) == (1, 1)
