"""The mock national platform as a process of its own, met over HTTP."""

import json
import os
import sqlite3
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from embedded.paths import ROOT
from embedded.process import free_port, is_listening, spawn, wait_until
from embedded.processes import mock_national, roots


class Peer:
    """Start, stop, kill and question the other side."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when the port is open; a second start takes the same port again."""
        log = self.store.with_suffix(".log")
        self.process = spawn(mock_national(self.port, self.store), env=os.environ | roots(), log=log, cwd=ROOT)
        wait_until(lambda: is_listening(self.port), self.process, name="mock national platform", log=log)

    def kill(self) -> None:
        """As a power cut would: SIGKILL, nothing said."""
        self.process.kill()
        self.process.wait(20)

    def faults(self, *rules: dict[str, Any], seed: int = 0) -> None:
        """Replace the rules of the fault plane."""
        assert self.post("/_faults", {"rules": rules, "seed": seed}) == (200, {"status": "ok"})

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask(urllib.request.Request(self.url + path, data, headers or {}))

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask(urllib.request.Request(self.url + path))

    def effects(self) -> list[tuple[str, int]]:
        """Aggregate and version of everything that took effect, in the order in which it did."""
        return self._rows("SELECT aggregate, version FROM effect ORDER BY id")

    def payload(self, aggregate: str) -> dict[str, Any]:
        """What the other side holds of an aggregate."""
        [(text,)] = self._rows("SELECT payload FROM project WHERE aggregate = ?", aggregate)
        return json.loads(text)

    def spoil(self, statement: str, *values: Any) -> None:
        """Change what the other side holds behind its back."""
        with sqlite3.connect(self.store) as database:
            database.execute(statement, values)

    def _rows(self, query: str, *values: str) -> list[Any]:
        with sqlite3.connect(self.store) as database:
            return database.execute(query, values).fetchall()

    def _ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, text, kind = answer.status, answer.read(), answer.headers["Content-Type"]
        except HTTPError as error:
            status, text, kind = error.code, error.read(), error.headers["Content-Type"]
        return status, json.loads(text) if kind.startswith("application/json") else text.decode()
