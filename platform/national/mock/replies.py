"""What every request of the mock shares: who is admitted, and how it is answered."""

import json
import socket
import struct
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from national.mock.endpoint import MockPlatform, NotAccepted
from national.mock.store import SHANGHAI

HTML, CSS, JSON = "text/html; charset=utf-8", "text/css; charset=utf-8", "application/json; charset=utf-8"


class Port(Protocol):
    """The open port."""

    def refuse_for(self, seconds: float) -> None:
        """Close it for so long."""


class Replies(BaseHTTPRequestHandler):
    """Keep-alive, one thread per connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60  # an idle connection is given up
    platform: MockPlatform
    listener: Port

    def admit(self, body: bytes, skew: timedelta = timedelta(0)) -> None:
        """:raises NotAccepted: when the request is not signed as agreed; ``skew`` is by how much our clock is wrong."""
        at = datetime.now(SHANGHAI) + skew
        self.platform.authenticate(method=self.command, path=self.path, headers=self.headers, body=body, at=at)

    def reply(self, status: int, document: Any, extra: dict[str, str] | None = None) -> None:
        """Answer with JSON."""
        self.send(status, json.dumps(document, ensure_ascii=False).encode(), JSON, extra)

    def send(self, status: int, body: bytes, kind: str, extra: dict[str, str] | None = None) -> None:
        """Answer with a whole body."""
        self.start(status, len(body), kind, extra or {})
        self.wfile.write(body)

    def start(self, status: int, length: int, kind: str, extra: dict[str, str]) -> None:
        """Status and headers; ``length`` is what the body is said to have."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in extra.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet; the effect log is the record."""

    def reset(self) -> None:
        """Linger 0: the peer sees a reset, not an orderly end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def document_of(body: bytes) -> dict[str, Any]:
    """:raises NotAccepted: when the body is no JSON object."""
    document = json.loads(body)
    if not isinstance(document, dict):
        raise NotAccepted(400, "请求应为 JSON 对象")
    return document
