"""The mock platform keeps the published contract, seen from outside."""

import ast
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from http.client import HTTPConnection

import pytest
from jsonschema import Draft202012Validator

from embedded.paths import ROOT
from embedded.processes import roots
from national import contract
from national.answers import Undelivered
from national.client import Parcel
from national.mock.checks import faults
from national.mock.store import Project, Store
from national.models import Failure
from national.signatures import sign
from tests.national.support import document


@pytest.fixture
def deliver(peer, make_client):
    """Send one version of an aggregate; its answer."""

    def one(aggregate, version=1, **changes):
        envelope = {"schema": "jl/1", "aggregate": aggregate, "version": version, "update_flag": "U"}
        content = contract.canonical_json(document(aggregate) | envelope | changes)
        key, digest = contract.message_key(aggregate, version), contract.sha256_hex(content)
        parcel = Parcel(0, key, version, content, digest, version - 1)
        return make_client().send([parcel])[parcel.key]

    return one


def test_the_same_key_and_digest_give_the_original_receipt_even_after_a_power_cut(peer, deliver):
    first = deliver("m-1")
    peer.kill()
    peer.start()
    again = deliver("m-1")

    assert (first.result, again.result) == ("created", "duplicate")
    assert again.receipt == first.receipt
    assert set(first.receipt) == set(contract.RECEIPT_FIELDS)
    assert peer.effects().count(("m-1", 1)) == 1


def test_the_same_key_with_other_content_is_a_conflict_and_changes_nothing(peer, deliver):
    first = deliver("m-2")
    again = deliver("m-2", update_flag="D")

    assert (again.result, again.status, again.receipt) == ("conflict", 409, first.receipt)
    assert peer.payload("m-2")["update_flag"] == "U"


def test_a_version_too_far_is_a_gap_that_names_the_one_expected(peer, deliver):
    deliver("m-3")

    assert (deliver("m-3", version=3).result, deliver("m-3", version=3).words) == ("gap", "缺少第2版，请先报送")
    assert [effect for effect in peer.effects() if effect[0] == "m-3"] == [("m-3", 1)]


def test_a_number_is_given_once_and_kept(deliver):
    first, second = deliver("m-4").receipt, deliver("m-4", version=2).receipt

    assert first["number"] == second["number"]
    assert first["number"][:6] == "220102"
    assert len(first["number"]) == 16


def test_a_day_whose_numbers_are_used_up_lends_those_of_the_next(tmp_path):
    store = Store(tmp_path / "full.sqlite3")
    day = date(2024, 12, 31)
    last = Project("m-full", "2201022412319999", "2201022409010101", 1, "U", "2024-12-31T00:00:00+00:00", "{}")
    with store.transaction():
        store.apply(last, "d" * 64)

    assert store.number_of("m-full", "220102", day) == "2201022412319999"
    assert store.number_of("m-next", "220102", day) == "2201022501010001"
    assert store.number_of("m-next", "220103", day) == "2201032412310001"


def test_one_connection_serves_many_requests(peer, make_client, monkeypatch):
    opened = []
    connect = HTTPConnection.connect
    monkeypatch.setattr(HTTPConnection, "connect", lambda self: (opened.append(self), connect(self))[1])
    client = make_client()

    for _ in range(3):
        assert client.send([]) == {}

    assert len(opened) == 1


def test_a_connection_that_the_other_side_closed_is_opened_again_unnoticed(peer, make_client):
    client = make_client()
    assert client.send([]) == {}
    peer.kill()
    peer.start()

    assert client.send([]) == {}


def test_wrong_signature_old_time_and_used_nonce_are_refused(peer, settings):
    def headers(**changes):
        parts = {"timestamp": str(int(datetime.now(UTC).timestamp())), "nonce": os.urandom(8).hex()} | changes
        text = contract.request_text(
            method="POST",
            path=contract.BATCH_PATH,
            body_digest=contract.sha256_hex(b'{"items":[]}'),
            **{name: parts[name] for name in ("timestamp", "nonce")},
        )
        signature = sign(settings.NATIONAL_SIGNING_KEY, text)
        return {
            "X-Client": "220000",
            "X-Key-Id": settings.NATIONAL_SIGNING_KEY_ID,
            "X-Timestamp": parts["timestamp"],
            "X-Nonce": parts["nonce"],
            "X-Body-SHA256": contract.sha256_hex(b'{"items":[]}'),
            "X-Signature": parts.get("signature", signature),
        }

    def ask(body=b'{"items":[]}', **changes):
        return peer.post(contract.BATCH_PATH, body, headers(**changes))

    assert ask() == (200, {"results": []})
    assert ask(nonce="used") == (200, {"results": []})
    assert ask(nonce="used") == (409, {"message": "请求随机数已经用过"})
    assert ask(signature="0" * 64) == (401, {"message": "请求签名不符"})
    assert ask(timestamp="1735660800") == (401, {"message": "请求时间与本平台相差超过5分钟"})
    assert ask(body=b'{"items":[ ]}') == (401, {"message": "请求内容与摘要不符"})
    assert peer.post(contract.BATCH_PATH, b"") == (401, {"message": "未知的接入方或密钥"})


def test_a_client_with_a_wrong_key_learns_why(peer, make_client, settings):
    settings.NATIONAL_SIGNING_KEY = "another-key"

    with pytest.raises(Undelivered, match="请求签名不符") as refusal:
        make_client().send([])

    assert (refusal.value.failure, refusal.value.status) == (Failure.NOT_ACCEPTED, 401)


ENVELOPE = {"schema": "jl/1", "aggregate": "m-5", "version": 1, "update_flag": "U"}
ROW = {"RowGuid": "m-5", "PrjNum": "2201022409010101", "DataLevel": "C"}


def changed(**row):
    return ENVELOPE | {"tables": {"TBProjectInfo": [{**ROW, **row}]}}


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (changed(), []),
        (changed(DataLevel="D"), ["TBProjectInfo 第1条：数据等级 DataLevel 为 D，未经确认的数据不予接收"]),
        (changed(DataLevel="E"), ["TBProjectInfo 第1条：数据等级 DataLevel 应为 A、B 或 C，现为 E"]),
        (changed(RowGuid=""), ["TBProjectInfo 第1条：地方数据主键 RowGuid 不能为空"]),
        (changed(PrjNum=None), ["TBProjectInfo 第1条：项目编号 PrjNum 不能为空"]),
        (changed(PrjName="名" * 321), ["TBProjectInfo 第1条：PrjName 最多320个字符，现有321个"]),
        (changed(AllInvest="1.23456"), ["TBProjectInfo 第1条：AllInvest 的整数位或小数位超出约定，现为 1.23456"]),
        (changed(AllInvest=1), ["TBProjectInfo 第1条：AllInvest 应为文本，现为 1"]),
        (changed(BeginDate="2024/1/2"), ["TBProjectInfo 第1条：BeginDate 应为 YYYY-MM-DD 的日期，现为 2024/1/2"]),
        (changed(PrjFunctionNum="住宅"), ["TBProjectInfo 第1条：PrjFunctionNum 不是约定的代码，现为 住宅"]),
        (changed(IsMajor=2), ["TBProjectInfo 第1条：IsMajor 不在可用的取值内，现为 2"]),
        (changed(AllInvest="", BeginDate="", IsMajor=None, Unheard="of"), []),
        (changed() | {"version": 0}, ["报文版本 version 应为正整数"]),
        (changed() | {"update_flag": "X"}, ["更新标识 update_flag 应为 U 或 D"]),
        (changed() | {"aggregate": ""}, ["报文缺少数据主键 aggregate"]),
        (changed() | {"schema": "jl/0"}, ["报文标准应为 jl/1，现为 jl/0"]),
        (changed() | {"more": 1}, ["报文含有未约定的字段 more"]),
        (ENVELOPE | {"tables": {}}, ["TBProjectInfo 应有且只有一条记录"]),
        (ENVELOPE | {"tables": {"TBProjectInfo": [ROW, ROW]}}, ["TBProjectInfo 应有且只有一条记录"]),
        (ENVELOPE | {"tables": {"TBProjectInfo": [ROW], "TBOther": []}}, ["未知的数据表 TBOther"]),
        (ENVELOPE, ["报文缺少数据表 tables"]),
    ],
)
def test_the_checks_and_the_published_schema_agree(payload, words):
    assert [fault.words for fault in faults(payload)] == words
    assert {fault.code for fault in faults(payload)} <= set(contract.REFUSALS)
    assert Draft202012Validator(contract.ENVELOPE_SCHEMA).is_valid(payload) == (not words)


def test_the_public_pages_show_the_project_and_mask_identity_numbers(peer, deliver):
    person = {"ConstructorName": "王工<b>", "ConstructorIDCard": "220102199001010017", "ReleaseDate": "2024-03-01"}
    tables = {
        "TBProjectInfo": [{**ROW, "PrjName": "第一中学教学楼", "PrjTypeNum": "01"}],
        "TBBuilderLicenceManage": [{**ROW, **person}],
    }
    number = deliver("m-6", tables=tables).receipt["number"]

    status, page = peer.get(f"/project/{number}")
    assert status == 200
    for words in (
        "模拟全国平台（演示）",
        "第一中学教学楼",
        "房屋建筑工程",
        "施工许可（1）",
        "王工&lt;b&gt;",
        "220***********0017",
    ):
        assert words in page
    assert "220102199001010017" not in page
    assert f"/project/{number}" in peer.get(f"/?q={number}")[1]
    assert "没有找到" in peer.get("/?q=220102199001010017")[1]
    assert peer.get("/api/v1/projects/m-6")[1]["number"] == number
    assert peer.get("/healthz") == (200, {"status": "ok"})
    assert peer.get("/nowhere")[0] == 404


def test_tender_contract_and_drawing_review_have_sections_in_words(peer, deliver):
    number = "220102199001010017"
    tables = {
        "TBProjectInfo": [{**ROW, "PrjName": "第二中学教学楼"}],
        "TBTenderInfo": [
            {
                **ROW,
                "TenderClassNum": "003",
                "TenderTypeNum": "001",
                "ConstructorName": "王工",
                "ConstructorIDCard": number,
            }
        ],
        "TBContractRecordManage": [{**ROW, "ContractTypeNum": "301", "PrjHead": "赵工", "PrjHeadIDCard": number}],
        "TBProjectCensorInfo": [{**ROW, "OneCensorIsPass": 0, "OneCensorWfqtCount": 2, "IsLS": 1}],
    }
    page = peer.get(f"/project/{deliver('m-7', tables=tables).receipt['number']}")[1]

    for label, value in (
        ("招标类型", "施工"),
        ("招标方式", "公开招标"),
        ("项目经理（总监）证件号码", "220***********0017"),
        ("合同类别", "施工总包"),
        ("项目负责人", "赵工"),
        ("一次通过", "否"),
        ("一次审查违反强条数", "2"),
        ("联合审查", "是"),
    ):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page
    for tab in ("招投标（1）", "合同登记（1）", "施工图审查（1）"):
        assert tab in page
    assert number not in page


def test_the_mock_shares_nothing_but_the_contract():
    code = (
        "import sys, national.mock.__main__; ours = {'django', 'portal', 'audit', 'common', 'national'}; "
        "print([name for name in sys.modules if name.split('.')[0] in ours])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | roots(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(ast.literal_eval(found.stdout)) == {
        "common",
        "common.canonical",
        "national",
        "national.contract",
        "national.contract_tables",
        "national.mock",
        "national.mock.__main__",
        "national.mock.batches",
        "national.mock.checks",
        "national.mock.endpoint",
        "national.mock.faults",
        "national.mock.labels",
        "national.mock.pages",
        "national.mock.replies",
        "national.mock.server",
        "national.mock.spoiling",
        "national.mock.store",
        "national.mock.witness",
        "national.signatures",
    }
