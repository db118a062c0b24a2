"""The mock's HTTP edge."""

import json
import socket
import struct
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from national import contract
from national.mock import pages
from national.mock.endpoint import MockPlatform, NotAccepted
from national.mock.faults import BEFORE, Rule
from national.mock.store import SHANGHAI
from national.mock.witness import PATHS as WITNESS_PATHS
from national.mock.witness import TEXT

STYLE = Path(__file__).with_name("style.css")
LIST_LENGTH = 100
_HTML, _CSS, _JSON = "text/html; charset=utf-8", "text/css; charset=utf-8", "application/json; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """Keep-alive, one thread per connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60  # an idle connection is given up
    platform: MockPlatform

    def do_GET(self) -> None:
        """Public pages, receipts, projects, what is held, health."""
        try:
            self._get()
        except NotAccepted as error:
            self._json(error.status, {"message": str(error)})

    def _get(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        routes: list[tuple[str, Callable[[str], None]]] = [
            (contract.RECEIPT_PATH, self._receipt),
            (contract.PROJECT_PATH, self._project_json),
            (contract.DIGEST_PATH, self._digest),
            ("/project/", self._project_page),
        ]
        for prefix, answer in routes:
            if path.startswith(prefix):
                answer(path.removeprefix(prefix))
                return
        if path == "/":
            words = parse_qs(url.query).get("q", [""])[0].strip()
            self._send(200, pages.index(self.platform.store.shown(words, LIST_LENGTH), words).encode(), _HTML)
        elif path == "/style.css":
            self._send(200, STYLE.read_bytes(), _CSS)
        elif path == WITNESS_PATHS[0] and self.platform.witness:
            told = f"{self.platform.witness.public}\n\n{self.platform.witness.seen()}"
            self._send(200, told.encode(), TEXT)
        elif path == contract.HEALTH_PATH:
            self._json(200, {"status": "ok"})
        else:
            self._send(404, pages.missing().encode(), _HTML)

    def do_POST(self) -> None:
        """Batches, and the fault plane."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > contract.BODY_LIMIT:
            self.close_connection = True
            self._json(413, {"message": "请求过大"})
            return
        body = self.rfile.read(length)
        try:
            if self.path == contract.BATCH_PATH:
                self._batch(body)
            elif self.path in WITNESS_PATHS and self.platform.witness:
                status, words, kind = self.platform.witness.add(body, int(datetime.now(SHANGHAI).timestamp()))
                self._send(status, words.encode(), kind)
            elif self.path == "/_faults" and self.client_address[0] in {"127.0.0.1", "::1"}:
                self.platform.faults.set(_document(body)["rules"])
                self._json(200, {"status": "ok"})
            else:
                self._json(404, {"message": "没有此接口"})
        except NotAccepted as error:
            self._json(error.status, {"message": str(error)})
        except (ValueError, KeyError, TypeError) as error:
            self._json(400, {"message": f"请求无法识别：{error}"})

    def _batch(self, body: bytes) -> None:
        self._admit(body)
        at = datetime.now(SHANGHAI)
        items = _document(body)["items"]
        rule = self.platform.faults.take(_aggregates(items))
        if rule is not None and rule.mode in BEFORE:
            self._fail_before(rule)
            return
        answer = json.dumps({"results": self.platform.accept(items, at)}, ensure_ascii=False).encode()
        if rule is None:
            self._send(200, answer, _JSON)
        else:
            self._spoil(rule, answer)

    def _fail_before(self, rule: Rule) -> None:
        if rule.mode == "hang":
            self.platform.faults.hang()
            self.close_connection = True
            return
        extra = {"Retry-After": str(rule.retry_after)} if rule.retry_after else {}
        self._json(int(rule.mode), {"message": "模拟故障"}, extra)

    def _spoil(self, rule: Rule, answer: bytes) -> None:
        if rule.mode == "wrong_signature":
            document = json.loads(answer)
            for result in document["results"]:
                if "receipt" in result:
                    result["receipt"]["sig"] = "0" * 64
            self._json(200, document)
            return
        self.close_connection = True
        if rule.mode == "truncated":
            self._start(200, len(answer), _JSON, {})
            self.wfile.write(answer[: len(answer) // 2])
        else:  # linger 0: the peer sees a reset, not an orderly end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _receipt(self, key: str) -> None:
        known = self.platform.store.receipt(key)
        self._json(200, known[1]) if known else self._json(404, {"message": "没有此回执"})

    def _project_json(self, name: str) -> None:
        project = self.platform.store.project(name)
        if project is None:
            self._json(404, {"message": "没有此项目"})
            return
        described = {name: getattr(project, name) for name in ("aggregate", "number", "province_number", "version")}
        described |= {"update_flag": project.update_flag, "received_at": project.received_at}
        if "tables" in parse_qs(urlsplit(self.path).query):  # persons' numbers stand in them
            self._admit(b"")
            described["tables"] = project.tables
        self._json(200, described)

    def _digest(self, _rest: str) -> None:
        """All buckets, or what is held in one of them."""
        self._admit(b"")
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        held = self.platform.store.held(prefix)
        self._json(200, {"held": list(held)} if prefix else {"buckets": contract.buckets_of(held)})

    def _admit(self, body: bytes) -> None:
        at = datetime.now(SHANGHAI)
        self.platform.authenticate(method=self.command, path=self.path, headers=self.headers, body=body, at=at)

    def _project_page(self, name: str) -> None:
        project = self.platform.store.project(name)
        shown = project is not None and project.update_flag == "U"
        page = pages.detail(project) if project is not None and shown else pages.missing()
        self._send(200 if shown else 404, page.encode(), _HTML)

    def _json(self, status: int, document: Any, extra: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(document, ensure_ascii=False).encode(), _JSON, extra)

    def _send(self, status: int, body: bytes, kind: str, extra: dict[str, str] | None = None) -> None:
        self._start(status, len(body), kind, extra or {})
        self.wfile.write(body)

    def _start(self, status: int, length: int, kind: str, extra: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in extra.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet; the effect log is the record."""


def serve(platform: MockPlatform, host: str, port: int) -> ThreadingHTTPServer:
    """A server with its port open, not yet serving."""
    handler = type("BoundHandler", (Handler,), {"platform": platform})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server


def _document(body: bytes) -> dict[str, Any]:
    document = json.loads(body)
    if not isinstance(document, dict):
        raise NotAccepted(400, "请求应为 JSON 对象")
    return document


def _aggregates(items: Any) -> list[str]:
    payloads = [item.get("payload") for item in items if isinstance(item, dict)]
    return [str(payload.get("aggregate")) for payload in payloads if isinstance(payload, dict)]
