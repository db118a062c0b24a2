"""The mock's HTTP edge."""

import threading
from collections.abc import Callable
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from national import contract
from national.mock import pages
from national.mock.batches import Batches
from national.mock.endpoint import MockPlatform, NotAccepted
from national.mock.replies import CSS, HTML, document_of
from national.mock.store import SHANGHAI
from national.mock.witness import PATHS as WITNESS_PATHS
from national.mock.witness import TEXT

STYLE = Path(__file__).with_name("style.css")
LIST_LENGTH = 100
FAULTS_PATH = "/_faults"


class Handler(Batches):
    """The public pages, what is asked with GET, and the way into batches, witness and fault plane."""

    def do_GET(self) -> None:  # noqa: N802 -- http.server calls it so
        """Public pages, receipts, projects, what is held, health."""
        try:
            self._get()
        except NotAccepted as error:
            self.reply(error.status, {"message": str(error)})

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
            self.send(200, pages.index(self.platform.store.shown(words, LIST_LENGTH), words).encode(), HTML)
        elif path == "/style.css":
            self.send(200, STYLE.read_bytes(), CSS)
        elif path == WITNESS_PATHS[0] and self.platform.witness:
            told = f"{self.platform.witness.public}\n\n{self.platform.witness.seen()}"
            self.send(200, told.encode(), TEXT)
        elif path == FAULTS_PATH and self._is_local():
            self.reply(200, self.platform.faults.report())
        elif path == contract.HEALTH_PATH:
            self.reply(200, {"status": "ok"})
        else:
            self.send(404, pages.missing().encode(), HTML)

    def do_POST(self) -> None:  # noqa: N802
        """Batches, the witness, and the fault plane."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > contract.BODY_LIMIT:
            self.close_connection = True
            self.reply(413, {"message": "请求过大"})
            return
        try:
            if self.path == contract.BATCH_PATH:
                self.take_batch(length)
            else:
                self._post(self.rfile.read(length))
        except NotAccepted as error:
            self.reply(error.status, {"message": str(error)})
        except (ValueError, KeyError, TypeError) as error:
            self.reply(400, {"message": f"请求无法识别：{error}"})

    def _post(self, body: bytes) -> None:
        if self.path in WITNESS_PATHS and self.platform.witness:
            status, words, kind = self.platform.witness.add(body, int(datetime.now(SHANGHAI).timestamp()))
            self.send(status, words.encode(), kind)
        elif self.path == FAULTS_PATH and self._is_local():
            document = document_of(body)
            self.platform.faults.replace(document["rules"], int(document.get("seed", 0)))
            self.reply(200, {"status": "ok"})
        else:
            self.reply(404, {"message": "没有此接口"})

    def _is_local(self) -> bool:
        return self.client_address[0] in {"127.0.0.1", "::1"}

    def _receipt(self, key: str) -> None:
        known = self.platform.receipt(key)
        self.reply(200, known) if known else self.reply(404, {"message": "没有此回执"})

    def _project_json(self, name: str) -> None:
        project = self.platform.store.project(name)
        if project is None:
            self.reply(404, {"message": "没有此项目"})
            return
        described = {name: getattr(project, name) for name in ("aggregate", "number", "province_number", "version")}
        described |= {"update_flag": project.update_flag, "received_at": project.received_at}
        if "tables" in parse_qs(urlsplit(self.path).query):  # persons' numbers stand in them
            self.admit(b"")
            described["tables"] = project.tables
        self.reply(200, described)

    def _digest(self, _rest: str) -> None:
        """All buckets, or what is held in one of them."""
        self.admit(b"")
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        held = self.platform.store.held(prefix)
        self.reply(200, {"held": list(held)} if prefix else {"buckets": contract.buckets_of(held)})

    def _project_page(self, name: str) -> None:
        project = self.platform.store.project(name)
        shown = project is not None and project.update_flag == "U"
        page = pages.detail(project) if project is not None and shown else pages.missing()
        self.send(200 if shown else 404, page.encode(), HTML)


class Listener(ThreadingHTTPServer):
    """The open port. ``closed_for`` says for how long it is to stay closed before it is opened again."""

    daemon_threads = True
    closed_for: float | None = None

    def refuse_for(self, seconds: float) -> None:
        """Close the port, so that connecting is refused; connections that are open go on."""
        self.closed_for = seconds
        threading.Thread(target=self.shutdown).start()


def serve(platform: MockPlatform, host: str, port: int) -> Listener:
    """A server with its port open, not yet serving."""
    handler = type("BoundHandler", (Handler,), {"platform": platform})
    listener = Listener((host, port), handler)
    handler.listener = listener  # type: ignore[attr-defined]
    return listener
