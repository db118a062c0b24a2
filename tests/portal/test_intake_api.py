"""The way in for approval systems: signed, bounded, each message answered by itself (I01, A12)."""

import hashlib
import json

import pytest
from django.conf import settings
from django.urls import reverse

from common.clock import now
from national import contract
from national.signatures import sign
from portal import intake_api
from projects.intake.shape import BODY_AT_MOST
from projects.models import IntakeMessage, Project
from tests.confirmation.docking import a_message, again, basics, permit

pytestmark = pytest.mark.django_db
URL = reverse("api-intake")


def headers_of(body, system="APPROVAL", key_id="demo", **changes):
    stamp, digest = str(int(now().timestamp())), hashlib.sha256(body).hexdigest()
    said = {
        contract.CLIENT_HEADER: system,
        contract.KEY_ID_HEADER: key_id,
        contract.TIMESTAMP_HEADER: stamp,
        contract.NONCE_HEADER: "n-1",
        contract.BODY_DIGEST_HEADER: digest,
        **changes,
    }
    text = contract.request_text(
        method="POST",
        path=URL,
        timestamp=said[contract.TIMESTAMP_HEADER],
        nonce=said[contract.NONCE_HEADER],
        body_digest=said[contract.BODY_DIGEST_HEADER],
    )
    key = settings.INTAKE_KEYS.get(f"{system}.{key_id}", "no such key")
    return {contract.SIGNATURE_HEADER: sign(key, text), **said, **changes}


def post(client, *messages, body=None, **changes):
    body = json.dumps({"messages": list(messages)}).encode() if body is None else body
    return client.post(URL, body, content_type="application/json", headers=headers_of(body, **changes))


def test_a_message_is_stored_and_the_same_again_gets_the_same_answer(client):
    message = a_message("PROJECT", basics(Grade="A", Typo="x"))
    first = post(client, message)
    assert first.status_code == 201, first.content
    (result,) = first.json()["results"]
    project = Project.objects.get()
    assert result == {
        "message_id": message["message_id"],
        "status": 201,
        "result": "stored",
        "code": "",
        "detail": f"已定为C级，项目编号 {project.number}",
        "remedy": "",
        "number": project.number,
        "left_aside": ["Grade", "Typo"],
    }
    assert post(client, message).json() == first.json()
    assert (Project.objects.count(), IntakeMessage.objects.get().key_id) == (1, "demo")
    changed = post(client, message | {"sequence": 2})
    assert (changed.status_code, changed.json()["results"][0]["code"]) == (409, "MESSAGE_ID_TAKEN")


def test_each_message_of_a_batch_is_answered_by_itself(client):
    good = a_message("PROJECT", basics())
    late = again(good) | {"sequence": 1, "record": good["record"]}
    waits = a_message("PERMIT", permit("2403-220102-04-01-123454"))
    answer = post(client, good, late, waits, {"message_id": "x-1"}, 5, again(good))
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [(one["status"], one["result"], one["code"]) for one in results] == [
        (201, "stored", ""),
        (200, "superseded", "SUPERSEDED"),
        (202, "quarantined", "NO_PROJECT"),
        (422, "refused", "NAMES"),
        (422, "refused", "NOT_A_MESSAGE"),
        (201, "stored", ""),
    ]
    assert [one["message_id"] for one in results[2:5]] == [waits["message_id"], "x-1", ""]
    assert "对接到达" in results[2]["remedy"]
    assert all(one["detail"] for one in results)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({contract.SIGNATURE_HEADER: ""}, "NOT_SIGNED"),
        ({contract.SIGNATURE_HEADER: "0" * 64}, "SIGNATURE"),
        ({contract.SIGNATURE_HEADER: "签名"}, "SIGNATURE"),
        ({"system": "MARKET", contract.CLIENT_HEADER: "APPROVAL"}, "SIGNATURE"),
        ({"system": "OTHER"}, "UNKNOWN_KEY"),
        ({"key_id": "old"}, "UNKNOWN_KEY"),
        ({contract.TIMESTAMP_HEADER: "1700000000"}, "CLOCK"),
        ({contract.TIMESTAMP_HEADER: "now"}, "CLOCK"),
        ({contract.TIMESTAMP_HEADER: "9" * 400}, "CLOCK"),
        ({contract.BODY_DIGEST_HEADER: "0" * 64}, "BODY_DIGEST"),
    ],
    ids=range(10),
)
def test_what_no_system_signed_is_not_looked_at(client, changes, code):
    answer = post(client, a_message("PROJECT", basics()), **changes)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.json()["detail"]
    assert not IntakeMessage.objects.exists()


def test_a_system_changes_its_key_without_a_pause(client, settings):
    settings.INTAKE_KEYS = settings.INTAKE_KEYS | {"APPROVAL.2026": "the-next-key-0123456789abcdefghij"}
    assert post(client, a_message("PROJECT", basics()), key_id="2026").status_code == 201
    assert post(client, a_message("PROJECT", basics())).status_code == 201
    del settings.INTAKE_KEYS["APPROVAL.demo"]
    assert post(client, a_message("PROJECT", basics())).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"\xff", 400, "BODY_UNREADABLE"),
        (b'{"messages": [' + b",".join([b"1"] * 101) + b"]}", 413, "TOO_MANY_MESSAGES"),
        (b" " * (BODY_AT_MOST + 1), 413, "BODY_TOO_LARGE"),
    ],
    ids=["text", "many", "large"],
)
def test_a_request_that_is_none_is_refused_with_code_and_remedy(client, body, status, code):
    answer = post(client, body=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_system_that_sends_too_fast_is_told_when_to_go_on(client, monkeypatch):
    monkeypatch.setattr(intake_api, "PER_MINUTE", 2)
    first, second, third = (a_message("PROJECT", basics()) for _ in range(3))
    assert post(client, first, second).status_code == 201
    answer = post(client, third)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "TOO_FAST", "60")
    assert post(client, a_message("DRAWING_REVIEW", {"x": "y"}), system="DRAWINGS").status_code == 202


def test_there_is_nothing_to_read_here(client):
    assert client.get(URL).status_code == 405
    assert client.post(URL).status_code == 401
