"""What breaks the contract is found on both sides alike, waits for somebody, and is told in words that help (X21)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from national import contract
from national.checking import breaches
from national.contract_tables import COMMON, FIELDS
from national.explaining import OF_FAILURES, OF_REFUSALS, explained
from national.mock.checks import faults
from national.models import Failure, MessageState
from tests.national.support import document, send

ENVELOPE = {"schema": "jl/1", "aggregate": "x-1", "version": 1, "update_flag": "U"}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**12),
    st.sampled_from(
        ["", "A", "D", "001", "U", "2024-01-02", "2024-01-02 03:04:05", "12.5", "-3", "1.23456", "名" * 400]
    ),
    st.text(max_size=30),
)
TABLE_AND_FIELD = st.sampled_from(
    [(table, name) for table in contract.TABLES for name in [*COMMON, *FIELDS[table], "Unheard"]]
)


@given(st.lists(st.tuples(TABLE_AND_FIELD, VALUES), max_size=4))
def test_both_sides_find_the_same_faults_at_the_same_places(changes):
    tables = {}
    for (table, name), value in changes:
        row = {"RowGuid": "x-1", "PrjNum": "2201022409010101", "DataLevel": "C"}
        tables.setdefault(table, [row])[0][name] = value
    tables.setdefault("TBProjectInfo", [{"RowGuid": "x-1", "PrjNum": "2201022409010101", "DataLevel": "C"}])
    payload = {**ENVELOPE, "tables": tables}

    theirs = {(fault.code, fault.where) for fault in faults(payload)}
    ours = {(found["code"], found["where"]) for found in breaches(contract.canonical_json(payload))}

    assert {where for _, where in ours} == {where for _, where in theirs}


def test_every_refusal_and_every_failure_has_words_and_a_new_code_goes_to_support():
    assert set(OF_REFUSALS) == set(contract.REFUSALS)
    assert set(OF_FAILURES) == set(Failure)

    [unknown] = explained(Failure.REFUSED, [{"code": "E999", "where": "TBProjectInfo[1].PrjName", "message": "重名"}])

    assert unknown.cause == "未登记的退回代码“E999”：重名"
    assert unknown.next_step == "附原文转技术支持登记"
    assert explained("", []) == []


@pytest.mark.django_db
def test_what_the_platform_would_refuse_does_not_go_out_and_the_decision_stands(peer, clock, run_drain):
    message = send("x-2", at=clock(), PrjName="名" * 321)

    assert run_drain().claimed == 0
    message.refresh_from_db()
    assert (message.state, message.failure) == (MessageState.PARKED, Failure.REFUSED)
    assert message.refusals == [
        {
            "code": "TOO_LONG",
            "where": "TBProjectInfo[1].PrjName",
            "message": "TBProjectInfo[1].PrjName：内容过长",
        }
    ]
    assert message.last_error == "本平台校验未通过，没有送出：TBProjectInfo[1].PrjName：内容过长"
    assert peer.effects().count(("x-2", 1)) == 0


@pytest.mark.django_db
def test_what_the_platform_refuses_is_kept_with_its_code_and_place(peer, clock, run_drain, monkeypatch):
    monkeypatch.setattr("national.checking.breaches", lambda content: [])
    message = send("x-3", at=clock(), AllInvest="一百万")

    run_drain()

    message.refresh_from_db()
    assert message.state == MessageState.PARKED
    [found] = message.refusals
    assert (found["code"], found["where"]) == ("NOT_A_NUMBER", "TBProjectInfo[1].AllInvest")
    [told] = explained(message.failure, message.refusals)
    assert (told.cause, told.where) == ("数值的整数位或小数位超出约定", "TBProjectInfo[1].AllInvest")


def test_an_identity_numbers_placeholder_is_no_fault():
    payload = {**ENVELOPE, **document("x-4")}
    payload["tables"]["TBBuilderLicenceManage"] = [
        {"RowGuid": "1", "PrjNum": "1", "DataLevel": "C", "ConstructorIDCard": {"$identity": "7"}}
    ]

    assert breaches(json.dumps(payload).encode()) == []
