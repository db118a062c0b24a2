"""Requests of approval systems: whatever comes is a message or a refusal with a code and a remedy (I01)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.intake.shape import BODY_AT_MOST, IntakeIsRefused, IntakeItem, name_of, read_again, read_body, read_item
from projects.rules.intake import IntakeSystem
from tests.factories import AT

MESSAGE = {
    "message_id": "2024-1.a:b_c",
    "sent_at": "2024-12-02T09:30:00+08:00",
    "kind": "PROJECT",
    "source_id": "P-1",
    "sequence": 7,
    "unit": {"code": "220102", "name": "南关区住房和城乡建设局"},
    "record": {"PrjName": "某项目", "AllInvest": 12.50, "IsMajor": True, "Mark": None},
}


def read(message, system=IntakeSystem.APPROVAL):
    (said,) = read_body(json.dumps({"messages": [message]}).encode())
    return read_item(said, system, AT)


def refused(act, *arguments):
    with pytest.raises(IntakeIsRefused) as found:
        act(*arguments)
    assert str(found.value)
    return found.value.code, found.value.status


def test_a_message_is_read_as_it_was_written():
    item = read_item(read_body(b'{"messages": [%s]}' % json.dumps(MESSAGE).replace("12.5", "12.50").encode())[0],
                     IntakeSystem.APPROVAL, AT)  # fmt: skip
    assert (item.message_id, item.kind, item.sequence) == ("2024-1.a:b_c", "PROJECT", 7)
    assert (item.source_id, item.unit, item.project_source_id) == ("P-1", ("220102", "南关区住房和城乡建设局"), "")
    assert item.sent_at == AT
    assert item.record == {"PrjName": "某项目", "AllInvest": "12.50", "IsMajor": "True", "Mark": ""}
    assert read_again(item.text, "APPROVAL", AT) == item
    assert read(MESSAGE | {"message_id": "other"}).substance == read(MESSAGE).substance
    assert read(MESSAGE | {"sequence": 8}).substance != read(MESSAGE).substance


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "BODY_UNREADABLE", 400),
        (b"\xff\xfe", "BODY_UNREADABLE", 400),
        (b"[]", "BODY_UNREADABLE", 400),
        (b'{"messages": []}', "BODY_UNREADABLE", 400),
        (b'{"messages": {}}', "BODY_UNREADABLE", 400),
        (b'{"messages": [1], "more": 1}', "BODY_UNREADABLE", 400),
        (b'{"messages": [{"a": 1, "a": 2}]}', "BODY_UNREADABLE", 400),
        (b'{"messages": [NaN]}', "BODY_UNREADABLE", 400),
        (b"[" * 100_000, "BODY_UNREADABLE", 400),
        (b'{"messages": [' + b"9" * 5_000 + b"]}", "BODY_UNREADABLE", 400),
        (b'{"messages": [' + b",".join([b"1"] * 101) + b"]}", "TOO_MANY_MESSAGES", 413),
        (b" " * (BODY_AT_MOST + 1), "BODY_TOO_LARGE", 413),
    ],
    ids=range(12),
)
def test_a_request_that_is_none_is_refused(body, code, status):
    assert refused(read_body, body) == (code, status)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"message_id": ""}, "MESSAGE_ID"),
        ({"message_id": "with space"}, "MESSAGE_ID"),
        ({"message_id": "x" * 65}, "MESSAGE_ID"),
        ({"message_id": ["x"]}, "MESSAGE_ID"),
        ({"sent_at": "2024-12-02T09:30:00"}, "SENT_AT"),
        ({"sent_at": "2024-12-02T09:36:00+08:00"}, "SENT_AT"),
        ({"sent_at": "0001-01-01T00:00:00+14:00"}, "SENT_AT"),
        ({"sent_at": 1733103000}, "SENT_AT"),
        ({"kind": "INDICATORS"}, "KIND"),
        ({"kind": ["PROJECT"]}, "KIND"),
        ({"kind": "TENDER"}, "KIND"),
        ({"source_id": " "}, "SOURCE_ID"),
        ({"source_id": "x" * 101}, "SOURCE_ID"),
        ({"project_source_id": 5}, "PROJECT_SOURCE_ID"),
        ({"sequence": 0}, "SEQUENCE"),
        ({"sequence": True}, "SEQUENCE"),
        ({"sequence": "7"}, "SEQUENCE"),
        ({"sequence": 2**63}, "SEQUENCE"),
        ({"unit": "220102"}, "UNIT"),
        ({"unit": {"code": "220102"}}, "UNIT"),
        ({"unit": {"code": 220102, "name": "x"}}, "UNIT"),
        ({"record": {}}, "RECORD"),
        ({"record": {"PrjName": ["a"]}}, "RECORD"),
        ({"record": {"PrjName": "a", "PRJNAME": "b"}}, "RECORD"),
        ({"record": {"PrjSize": "x" * 4001}}, "RECORD"),
        ({"record": {"PrjName": "a\0b"}}, "NOT_TEXT"),
        ({"record": {"PrjName": "\ud800"}}, "NOT_TEXT"),
        ({"record": {f"F{n}": "x" * 3000 for n in range(30)}}, "MESSAGE_TOO_LARGE"),
        ({"more": 1}, "NAMES"),
    ],
    ids=range(29),
)
def test_a_message_that_is_none_is_refused_by_itself(changes, code):
    assert refused(read, MESSAGE | changes) == (code, 413 if code == "MESSAGE_TOO_LARGE" else 422)


def test_a_system_sends_what_it_keeps():
    assert refused(read, MESSAGE, IntakeSystem.DRAWINGS) == ("KIND", 422)
    assert refused(read_item, {name: MESSAGE[name] for name in MESSAGE if name != "unit"}, IntakeSystem.MARKET, AT) == (
        "NAMES",
        422,
    )
    assert refused(read_item, ["PROJECT"], IntakeSystem.MARKET, AT) == ("NOT_A_MESSAGE", 422)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(MESSAGE)), JSON, max_size=3), st.sampled_from(IntakeSystem))
def test_garbage_is_a_message_or_a_refusal(changes, system):
    answered = answer(json.dumps({"messages": [MESSAGE | changes]}).encode(), system)
    assert isinstance(answered, IntakeItem) or answered[1] in (400, 413, 422)


@given(st.binary(max_size=200))
def test_bytes_are_a_request_or_a_refusal(body):
    assert answer(body, IntakeSystem.MARKET) == ("BODY_UNREADABLE", 400)


def answer(body, system):
    try:
        said = read_body(body)[0]
        name_of(said)
        return read_item(said, system, AT)
    except IntakeIsRefused as refusal:
        return refusal.code, refusal.status
