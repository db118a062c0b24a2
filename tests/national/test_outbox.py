import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from national import tasks
from national.models import Message, MessageState
from national.outbox import IdentityNumberInPayload, enqueue
from tests.national.peer import Peer
from tests.national.support import deciding, document, send

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2024, 12, 31, 15, 0, tzinfo=UTC)


class ChangedMind(Exception):
    pass


def send_and_think_again(aggregate: str) -> None:
    with deciding():
        enqueue(aggregate=aggregate, payload=document(aggregate), update_flag="U", note="", at=AT)
        raise ChangedMind


def test_a_message_holds_canonical_bytes_their_digest_and_a_key_of_aggregate_and_version() -> None:
    message = send("p-1", at=AT, AllInvest="1200.5000")

    message.refresh_from_db()
    assert bytes(message.payload).decode() == (
        '{"aggregate":"p-1","schema":"jl/1","tables":{"TBProjectInfo":[{"AllInvest":"1200.5000","DataLevel":"C",'
        '"PrjName":"第一中学教学楼","PrjNum":"2201022409010101","RowGuid":"p-1"}]},"update_flag":"U","version":1}'
    )
    assert message.digest == "7feff8de6f183c19a38f13bc63367d4337a20030e2b3f7ab27be2cac30e00a54"
    assert message.key == "ad5eefc4df47e51655fb7711747d7b4f99a8ea39705afe085587f9ad5d4b0aee"
    assert (message.version, message.state, message.due_at, message.tries) == (1, MessageState.READY, AT, 0)


@pytest.mark.races
def test_versions_are_contiguous_under_eight_concurrent_enqueuers_of_whom_some_change_their_minds() -> None:
    def work(worker: int) -> None:
        try:
            for turn in range(10):
                if (worker + turn) % 4 == 0:
                    with pytest.raises(ChangedMind):
                        send_and_think_again("p-race")
                else:
                    send("p-race", at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    versions = list(Message.objects.about(["p-race"]).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, 61))


def test_nothing_is_enqueued_when_the_deciding_transaction_rolls_back() -> None:
    with pytest.raises(ChangedMind):
        send_and_think_again("p-2")

    assert not Message.objects.exists()


def test_enqueue_outside_a_transaction_is_refused_and_stores_nothing() -> None:
    with pytest.raises(TransactionManagementError):
        enqueue(aggregate="p-3", payload=document("p-3"), update_flag="U", note="", at=AT)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("Area", 1.5, TypeError),
        ("Area", Decimal("1.5"), TypeError),
        ("ConstructorIDCard", "220102199001010017", IdentityNumberInPayload),
        ("ConstructorIDCard", "", None),
        ("ProvinceBuilderLicenceNum", "220102199001010017", None),
    ],
)
def test_a_payload_with_a_float_a_decimal_or_an_open_identity_number_is_refused(
    field: str, value: Any, refusal: Any
) -> None:
    if refusal is None:
        send("p-4", at=AT, **{field: value})
    else:
        with pytest.raises(refusal):
            send("p-4", at=AT, **{field: value})

    assert Message.objects.count() == (refusal is None)


def test_a_broker_that_never_answers_is_asked_once_and_the_sweep_delivers(peer: Peer, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as dead_broker:
        dead_broker.setblocking(False)
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{dead_broker.getsockname()[1]}/0"
        messages = [send(f"p-broker-{number}", at=AT) for number in range(5)]
        attempts = 0
        while True:
            try:
                dead_broker.accept()[0].close()
            except BlockingIOError:
                break
            attempts += 1

    assert attempts == 1
    tasks.drain()
    states = set(Message.objects.filter(pk__in=[message.pk for message in messages]).values_list("state", flat=True))
    assert states == {MessageState.ACKNOWLEDGED}


def test_a_placeholder_is_stored_as_it_is() -> None:
    message = send("p-5", at=AT, ConstructorIDCard={"$identity": "7"})

    message.refresh_from_db()
    row = json.loads(bytes(message.payload))["tables"]["TBProjectInfo"][0]
    assert row["ConstructorIDCard"] == {"$identity": "7"}
