"""What the mock platform does with a request, apart from HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

from national import contract
from national.mock.checks import Fault, faults
from national.mock.faults import FaultPlane
from national.mock.store import Project, Store
from national.mock.witness import Witness
from national.signatures import is_signed, sign


class NotAccepted(Exception):
    """The request as a whole is refused.

    :param status: the HTTP status that says so.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class MockPlatform:
    """Accepts batches and remembers them for ever.

    :param client_keys: the provinces' signing keys by key id.
    :param witness: of the province's history, when the platform is one.
    """

    def __init__(
        self,
        path: Path,
        *,
        client_keys: Mapping[str, str],
        receipt_key_id: str,
        receipt_key: str,
        witness: Witness | None = None,
    ) -> None:
        self.witness = witness
        self.store = Store(path)
        self.faults = FaultPlane()
        self._client_keys = client_keys
        self._receipt_key_id = receipt_key_id
        self.receipt_key = receipt_key

    def close(self) -> None:
        self.store.close()
        if self.witness:
            self.witness.close()

    def authenticate(self, *, method: str, path: str, headers: "Message[str, str]", body: bytes, at: datetime) -> None:
        """:raises NotAccepted: 401 for a wrong signature, key, digest or time; 409 for a nonce used before."""
        timestamp, nonce = headers.get(contract.TIMESTAMP_HEADER) or "", headers.get(contract.NONCE_HEADER) or ""
        secret = self._client_keys.get(headers.get(contract.KEY_ID_HEADER) or "")
        digest = headers.get(contract.BODY_DIGEST_HEADER) or ""
        if secret is None or not headers.get(contract.CLIENT_HEADER):
            raise NotAccepted(401, "未知的接入方或密钥")
        text = contract.request_text(method=method, path=path, timestamp=timestamp, nonce=nonce, body_digest=digest)
        if not is_signed(secret, text, headers.get(contract.SIGNATURE_HEADER) or ""):
            raise NotAccepted(401, "请求签名不符")
        if digest != contract.sha256_hex(body):
            raise NotAccepted(401, "请求内容与摘要不符")
        if not timestamp.isdecimal() or abs(int(timestamp) - at.timestamp()) > contract.CLOCK_TOLERANCE:
            raise NotAccepted(401, "请求时间与本平台相差超过5分钟")
        if not nonce or not self.store.first_use(nonce, at, contract.NONCE_LIFETIME):
            raise NotAccepted(409, "请求随机数已经用过")

    def accept(self, items: list[Any], at: datetime) -> list[dict[str, Any]]:
        """One result per item, in order; all effects commit together."""
        if len(items) > contract.BATCH_LIMIT:
            raise NotAccepted(413, f"一次最多报送{contract.BATCH_LIMIT}条")
        if not all(isinstance(item, dict) and isinstance(item.get("key"), str) for item in items):
            raise NotAccepted(400, "每条数据应为带有 key 的对象")
        with self.store.transaction():
            return [{"key": item["key"], **self._accept_one(item, at)} for item in items]

    def _accept_one(self, item: dict[str, Any], at: datetime) -> dict[str, Any]:
        payload, digest = item.get("payload"), item.get("digest")
        if not isinstance(payload, dict) or digest != contract.sha256_hex(contract.canonical_json(payload)):
            return {"status": 400, "result": contract.CORRUPT, "message": "内容与摘要不符，请重新报送"}
        if known := self.store.receipt(item["key"]):
            return self._again(known, item, digest, at)
        if found := faults(payload):
            return _invalid(found)
        aggregate, version = payload["aggregate"], payload["version"]
        if (item["key"], item.get("version")) != (contract.message_key(aggregate, version), version):
            return _invalid([Fault("WRONG_KEY", "", "幂等键或版本与报文不符")])
        if not isinstance(item.get("follows"), int) or item["follows"] >= version:
            return _invalid([Fault("WRONG_KEY", "", "follows 应为此前已有回执的最新版本")])
        return self._accept_new(item, payload, digest, at)

    def _accept_new(self, item: dict[str, Any], payload: dict[str, Any], digest: str, at: datetime) -> dict[str, Any]:
        key, aggregate, version = item["key"], payload["aggregate"], payload["version"]
        held = self.store.version_of(aggregate)
        if item["follows"] > held:
            return _gap(held)
        result = contract.CREATED if version > held else contract.STALE
        number = self._number(payload, at)
        if result == contract.CREATED:
            self.store.apply(_project(payload, number, at), digest)
        receipt = {
            "key": key,
            "version": version,
            "result": result,
            "receipt_no": f"QG{at:%Y%m%d}{key[:16].upper()}",
            "number": number,
            "received_at": _text(at),
            "digest": digest,
        }
        self.store.keep_receipt(receipt)
        signed = self._signed(receipt)
        return {"status": 201 if result == contract.CREATED else 200, "result": result, "receipt": signed}

    def _again(
        self, known: tuple[str, dict[str, Any]], item: dict[str, Any], digest: str, at: datetime
    ) -> dict[str, Any]:
        """The original receipt; with other content it is a conflict, and the receipt says what is held.

        A version that has been lost since, or damaged, is taken again.
        """
        held, receipt = known[0], self._signed(known[1])
        if held != digest:
            words = "同一幂等键已接收过不同内容"
            return {"status": 409, "result": contract.CONFLICT, "receipt": receipt, "message": words}
        payload = item["payload"]
        version, present = self.store.held_of(payload["aggregate"])
        if int(item.get("follows") or 0) > version:
            return _gap(version)
        if payload["version"] > version or (payload["version"] == version and present != digest):
            self.store.apply(_project(payload, receipt["number"], at), digest, restored=True)
        return {"status": 200, "result": contract.DUPLICATE, "receipt": receipt}

    def _number(self, payload: dict[str, Any], at: datetime) -> str:
        """The platform's own number: division, day of arrival, four-digit serial (domain.md 3.1)."""
        division = payload["tables"]["TBProjectInfo"][0]["PrjNum"][:6]
        known = len(division) == 6 and division.isdecimal()
        return self.store.number_of(payload["aggregate"], division if known else "220000", at.date())

    def receipt(self, key: str) -> dict[str, Any] | None:
        """The receipt of a key, signed with the platform's key of today."""
        known = self.store.receipt(key)
        return self._signed(known[1]) if known else None

    def _signed(self, receipt: dict[str, Any]) -> dict[str, Any]:
        named = {**receipt, "key_id": self._receipt_key_id}
        return {**named, "sig": sign(self.receipt_key, contract.receipt_text(named))}


def _invalid(found: list[Fault]) -> dict[str, Any]:
    errors = [{"code": one.code, "where": one.where, "message": one.words} for one in found]
    words = "；".join(one.words for one in found)
    return {"status": 422, "result": contract.INVALID, "message": words, "errors": errors}


def _gap(held: int) -> dict[str, Any]:
    words = f"缺少第{held + 1}版，请先报送"
    return {"status": 409, "result": contract.GAP, "expected_version": held + 1, "message": words}


def _project(payload: dict[str, Any], number: str, at: datetime) -> Project:
    basics = payload["tables"]["TBProjectInfo"][0]
    return Project(
        aggregate=payload["aggregate"],
        number=number,
        province_number=str(basics.get("ProvincePrjNum") or basics["PrjNum"]),
        version=payload["version"],
        update_flag=payload["update_flag"],
        received_at=_text(at),
        payload=contract.canonical_json(payload).decode(),
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
