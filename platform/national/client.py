"""Speak to the other platform: signed requests over one keep-alive connection, every wait bounded."""

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import gaierror
from ssl import SSLError
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from common import clock
from national import contract
from national.answers import Answer, Undelivered, answers_in, refusal
from national.models import Failure
from national.signatures import sign

CLIENT = "220000"  # the province's division code names it to the national platform
REQUEST_TIMEOUT = 5.0  # seconds for connecting, and again for the whole answer
COMPARE_TIMEOUT = 60.0  # to say what is held the platform reads all of it; nothing waits for the answer
ANSWER_LIMIT = 8 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message as it is sent: ``content`` is canonical JSON with identity numbers filled in.

    :param follows: the newest earlier version for which there is a receipt; 0 when none.
    :param earlier_digests: digests under which this message may have arrived before.
    """

    message_id: int
    key: str
    version: int
    content: bytes = field(repr=False)
    digest: str
    follows: int = 0
    earlier_digests: frozenset[str] = frozenset()


class NationalClient:
    """One keep-alive connection; not shared between threads.

    :param now: signs requests with the time; the other side tolerates five minutes.
    """

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        key_id: str,
        now: Callable[[], datetime] = clock.now,
        timeout: float = REQUEST_TIMEOUT,
    ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._prefix = parts.path.rstrip("/")
        self._secret = secret
        self._key_id = key_id
        self._now = now
        self._timeout = timeout
        self._connection: HTTPConnection | None = None

    def send(self, parcels: Sequence[Parcel]) -> dict[str, Answer]:
        """Deliver a batch; answers by key. An item may have no answer.

        :raises Undelivered: when there is no readable answer to the batch as a whole.
        """
        body = contract.batch_body(
            [
                contract.batch_item(
                    key=parcel.key,
                    version=parcel.version,
                    follows=parcel.follows,
                    digest=parcel.digest,
                    payload=parcel.content,
                )
                for parcel in parcels
            ]
        )
        return answers_in(self._request("POST", contract.BATCH_PATH, body))

    def ask(self, path: str) -> Any:
        """The decoded JSON of a signed GET; None when the platform has nothing under that path.

        :raises Undelivered: when there is no readable answer.
        """
        try:
            return self._request("GET", path, b"")
        except Undelivered as error:
            if error.status == 404:
                return None
            raise

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _request(self, method: str, path: str, body: bytes) -> Any:
        """The decoded JSON of a 200 answer."""
        reused = self._connection is not None
        try:
            status, headers, text = self._exchange(method, self._prefix + path, body)
        except (ConnectionError, HTTPException) as error:
            self.close()
            # The other side may close an idle connection at any moment; keys make the second sending harmless.
            if reused:
                return self._request(method, path, body)
            raise Undelivered(Failure.BROKEN, f"发送后连接中断，没有得到应答（{type(error).__name__}）") from error
        except OSError as error:
            self.close()
            raise Undelivered(Failure.BROKEN, f"在{self._timeout:g}秒内没有得到完整应答") from error
        if status != 200:
            raise refusal(status, headers, text)
        try:
            return json.loads(text)
        except ValueError as error:
            raise Undelivered(Failure.BROKEN, "应答不是完整的 JSON", status=status) from error

    def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        connection = self._connection or self._connect()
        connection.request(method, path, body, self._headers(method, path, body))
        response = connection.getresponse()
        text = self._read(response)
        if response.will_close:
            self.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, text

    def _connect(self) -> HTTPConnection:
        connection = self._kind(self._host, self._port, timeout=self._timeout)
        try:
            connection.connect()
        except OSError as error:
            raise Undelivered(Failure.UNREACHABLE, f"连接不上对方平台：{_cause(error)}") from error
        self._connection = connection
        return connection

    def _read(self, response: HTTPResponse) -> bytes:
        """The whole body within the time limit, however slowly it trickles."""
        deadline = time.monotonic() + self._timeout
        parts: list[bytes] = []
        size = 0
        while part := response.read1(65536):
            parts.append(part)
            size += len(part)
            if time.monotonic() > deadline:
                raise TimeoutError
            if size > ANSWER_LIMIT:
                raise HTTPException("answer too long")
        if response.length:  # bytes that were announced and never came
            raise HTTPException("answer cut short")
        response.close()  # read1 never closes it, and the connection takes no second request before
        return b"".join(parts)

    def _headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        timestamp, nonce = str(int(self._now().timestamp())), secrets.token_hex(16)
        digest = contract.sha256_hex(body)
        text = contract.request_text(method=method, path=path, timestamp=timestamp, nonce=nonce, body_digest=digest)
        return {
            "Content-Type": "application/json; charset=utf-8",
            contract.CLIENT_HEADER: CLIENT,
            contract.TIMESTAMP_HEADER: timestamp,
            contract.NONCE_HEADER: nonce,
            contract.BODY_DIGEST_HEADER: digest,
            contract.KEY_ID_HEADER: self._key_id,
            contract.SIGNATURE_HEADER: sign(self._secret, text),
        }


def configured_client(now: Callable[[], datetime] = clock.now, timeout: float = REQUEST_TIMEOUT) -> NationalClient:
    """The client for the national platform that the settings name."""
    key, key_id = settings.NATIONAL_SIGNING_KEY, settings.NATIONAL_SIGNING_KEY_ID
    return NationalClient(settings.NATIONAL_URL, secret=key, key_id=key_id, now=now, timeout=timeout)


def _cause(error: OSError) -> str:
    kinds = {
        ConnectionRefusedError: "端口没有服务",
        TimeoutError: "超时",
        SSLError: "证书或加密协商失败",
        gaierror: "域名无法解析",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), "网络不通")
