"""The published contract between the province and the national platform; all that both sides share.

Nothing here knows Django, a database or a setting: the mock platform imports this module and no other of the portal.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from common.canonical import canonical_json, sha256_hex
from national.contract_tables import row_schema

__all__ = ["canonical_json", "sha256_hex"]  # canonical JSON is a part of the contract

SCHEMA = "jl/1"
Held = tuple[str, int, str]  # aggregate, newest version, SHA-256 of its payload as it was sent, hexadecimal
IDENTITY_FIELD = "IDCard"  # names of fields with an identity number end so: ConstructorIDCard, SupervisionIDCard …
BATCH_PATH = "/api/v1/projects:batch"
PROJECT_PATH = "/api/v1/projects/"
DIGEST_PATH = "/api/v1/digest"
RECEIPT_PATH = "/receipts/"
HEALTH_PATH = "/healthz"
BATCH_LIMIT = 50
BODY_LIMIT = 32 * 1024 * 1024  # bytes
CLOCK_TOLERANCE = 300  # seconds either way
NONCE_LIFETIME = 600  # seconds

CLIENT_HEADER = "X-Client"
TIMESTAMP_HEADER = "X-Timestamp"
NONCE_HEADER = "X-Nonce"
BODY_DIGEST_HEADER = "X-Body-SHA256"
KEY_ID_HEADER = "X-Key-Id"
SIGNATURE_HEADER = "X-Signature"

CREATED = "created"
DUPLICATE = "duplicate"
STALE = "stale"
GAP = "gap"
INVALID = "invalid"
CONFLICT = "conflict"
CORRUPT = "corrupt"  # the digest is not that of the payload: damaged on the way, not wrong in itself
WITH_RECEIPT = frozenset({CREATED, DUPLICATE, STALE})

RECEIPT_FIELDS = ("key", "version", "result", "receipt_no", "number", "received_at", "digest", "key_id", "sig")
UPDATE_FLAGS = ("U", "D")

# Why a message is refused; each comes with the place and with words.
REFUSALS = {
    "MISSING": "必填内容为空",
    "TOO_LONG": "内容过长",
    "NOT_A_CODE": "代码不在字典内或格式不符",
    "NOT_A_NUMBER": "数值格式不符",
    "NOT_A_DATE": "日期格式不符",
    "WRONG_TYPE": "内容类型不符",
    "GRADE_D": "未经确认的数据",
    "UNKNOWN_TABLE": "未知的数据表",
    "ONE_PROJECT": "工程基本信息应有且只有一条",
    "ENVELOPE": "报文不符合约定",
    "WRONG_KEY": "幂等键或版本与报文不符",
}

TABLES = {
    "TBProjectInfo": "工程基本信息",
    "TBUnitProjectInfo": "单体",
    "TBTenderInfo": "招投标",
    "TBContractRecordManage": "合同登记",
    "TBProjectCensorInfo": "施工图审查",
    "TBBuilderLicenceManage": "施工许可",
    "TBProjectFinishManage": "竣工验收备案",
    "TBProjectFinishCheckInfo": "竣工验收",
    "TBCorpPerformance": "业绩技术指标",
    "TBPersonPerformance": "个人业绩",
    "TBProjectCorpInfo": "参与单位",
    "TBFakeInfo": "虚假信息",
}

ENVELOPE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["schema", "aggregate", "version", "update_flag", "tables"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": SCHEMA},
        "aggregate": {"type": "string", "minLength": 1, "maxLength": 64},
        "version": {"type": "integer", "minimum": 1},
        "update_flag": {"enum": list(UPDATE_FLAGS)},
        "tables": {
            "type": "object",
            "required": ["TBProjectInfo"],
            "additionalProperties": False,
            "properties": {name: {"type": "array", "items": row_schema(name)} for name in TABLES}
            | {"TBProjectInfo": {"type": "array", "items": row_schema("TBProjectInfo"), "minItems": 1, "maxItems": 1}},
        },
    },
}


def bucket_of(aggregate: str) -> str:
    """In which of 4,096 buckets an aggregate is compared: three hexadecimal digits."""
    return hashlib.sha256(aggregate.encode()).hexdigest()[:3]


def buckets_of(held: Iterable[Held]) -> dict[str, tuple[int, str]]:
    """By bucket that is not empty: how many aggregates, and the sum of their hashes, 64 hexadecimal digits.

    An aggregate adds SHA-256 of ``aggregate|version|digest``, modulo 2^256. Reads once, keeps 4,096 numbers.
    """
    counts: dict[str, int] = {}
    sums: dict[str, int] = {}
    for aggregate, version, digest in held:
        prefix = bucket_of(aggregate)
        counts[prefix] = counts.get(prefix, 0) + 1
        hashed = hashlib.sha256(f"{aggregate}|{version}|{digest}".encode()).digest()
        sums[prefix] = sums.get(prefix, 0) + int.from_bytes(hashed)
    return {prefix: (count, f"{sums[prefix] % (1 << 256):064x}") for prefix, count in counts.items()}


def message_key(aggregate: str, version: int) -> str:
    """The permanent idempotency key of one version of one aggregate: 64 hexadecimal digits."""
    return hashlib.sha256(f"jl-push/v1|{aggregate}|{version}".encode()).hexdigest()


def request_text(*, method: str, path: str, timestamp: str, nonce: str, body_digest: str) -> bytes:
    """What a request's signature covers: the five parts joined by line feeds.

    :param path: with the query string, when there is one.
    :param timestamp: seconds since 1970 as decimal digits, as in the header.
    :param body_digest: SHA-256 of the body, hexadecimal; of no bytes when there is no body.
    """
    return "\n".join((method, path, timestamp, nonce, body_digest)).encode()


def receipt_text(receipt: Mapping[str, Any]) -> bytes:
    """What a receipt's signature covers: the canonical JSON of every field but ``sig``."""
    return canonical_json({name: value for name, value in receipt.items() if name != "sig"})


def batch_item(*, key: str, version: int, follows: int, digest: str, payload: bytes) -> bytes:
    """One item of a batch: ``payload`` is canonical JSON and goes in unchanged, so that the digest stays true.

    :param follows: the newest earlier version for which the sender has a receipt; 0 when none.
    """
    item = b'{"digest":"%s","follows":%d,"key":"%s","payload":%s,"version":%d}'
    return item % (digest.encode(), follows, key.encode(), payload, version)


def batch_body(items: list[bytes]) -> bytes:
    """The body of a batch request, from the bytes of :func:`batch_item`."""
    return b'{"items":[%s]}' % b",".join(items)
