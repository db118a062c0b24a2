"""What the mock keeps: nonces, receipts by key, an effect log apart from them, and each project's newest state."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

from national.contract import Held, bucket_of, sha256_hex

SHANGHAI = ZoneInfo("Asia/Shanghai")

# ``effect`` has no key of its own making: were deduplication wrong, a doubled effect would show as two rows. A version
# that the platform had lost and took again is marked as restored.
TABLES = """
CREATE TABLE IF NOT EXISTS nonce (nonce TEXT PRIMARY KEY, seen_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonce_seen ON nonce (seen_at);
CREATE TABLE IF NOT EXISTS receipt (key TEXT PRIMARY KEY, digest TEXT NOT NULL, receipt TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS effect (
    id INTEGER PRIMARY KEY, aggregate TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL,
    applied_at TEXT NOT NULL, restored INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS project (
    aggregate TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, province_number TEXT NOT NULL, version INTEGER NOT NULL,
    update_flag TEXT NOT NULL, received_at TEXT NOT NULL, payload TEXT NOT NULL, bucket TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS project_received ON project (received_at);
CREATE INDEX IF NOT EXISTS project_bucket ON project (bucket);
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the platform holds it."""

    aggregate: str
    number: str
    province_number: str
    version: int
    update_flag: str
    received_at: str
    payload: str

    @property
    def received(self) -> datetime:
        """When its newest version arrived, as the clocks in China showed."""
        return datetime.fromisoformat(self.received_at).astimezone(SHANGHAI)

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        tables: dict[str, list[dict[str, Any]]] = json.loads(self.payload)["tables"]
        return tables


_PROJECT = "SELECT aggregate, number, province_number, version, update_flag, received_at, payload FROM project"
_NAME = "json_extract(payload, '$.tables.TBProjectInfo[0].PrjName')"


class Store:
    """One SQLite file in WAL mode; one writer at a time. A commit survives the process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def first_use(self, nonce: str, at: datetime, lifetime: float) -> bool:
        """Remember a nonce; False when it was used before."""
        with self.transaction():
            self._db.execute("DELETE FROM nonce WHERE seen_at < ?", (at.timestamp() - lifetime,))
            return self._db.execute("INSERT OR IGNORE INTO nonce VALUES (?, ?)", (nonce, at.timestamp())).rowcount == 1

    def receipt(self, key: str) -> tuple[str, dict[str, Any]] | None:
        """The digest under which a key was first accepted, and its receipt, unsigned."""
        row = self._one("SELECT digest, receipt FROM receipt WHERE key = ?", key)
        return (row[0], json.loads(row[1])) if row else None

    def version_of(self, aggregate: str) -> int:
        """The newest version whose effect is in place; 0 when none."""
        row = self._one("SELECT version FROM project WHERE aggregate = ?", aggregate)
        return int(row[0]) if row else 0

    def held_of(self, aggregate: str) -> tuple[int, str]:
        """The newest version and the digest of what is really held of it."""
        row = self._one("SELECT version, payload FROM project WHERE aggregate = ?", aggregate)
        return (int(row[0]), sha256_hex(str(row[1]).encode())) if row else (0, "")

    def held(self, bucket: str = "") -> Iterator[Held]:
        """Every aggregate, withdrawn ones too, with its version and the digest of what is held; read beside writers.

        :param bucket: only its aggregates; all when empty.
        """
        query = "SELECT aggregate, version, payload FROM project WHERE ?1 = '' OR bucket = ?1"
        if bucket:
            query = "SELECT aggregate, version, payload FROM project WHERE bucket = ?1"
        with closing(sqlite3.connect(self._path)) as reader:
            for aggregate, version, payload in reader.execute(query, (bucket,)):
                yield aggregate, version, sha256_hex(payload.encode())

    def keep_receipt(self, receipt: dict[str, Any]) -> None:
        self._db.execute(
            "INSERT INTO receipt VALUES (?, ?, ?)",
            (receipt["key"], receipt["digest"], json.dumps(receipt, ensure_ascii=False)),
        )

    def apply(self, project: Project, digest: str, *, restored: bool = False) -> None:
        """The effect: the project's state is replaced, and one row of the effect log says so."""
        self._db.execute(
            "INSERT INTO effect (aggregate, version, digest, applied_at, restored) VALUES (?, ?, ?, ?, ?)",
            (project.aggregate, project.version, digest, project.received_at, restored),
        )
        self._db.execute(
            "INSERT INTO project VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (aggregate) DO UPDATE SET "
            "province_number = excluded.province_number, version = excluded.version, "
            "update_flag = excluded.update_flag, received_at = excluded.received_at, payload = excluded.payload",
            (
                project.aggregate,
                project.number,
                project.province_number,
                project.version,
                project.update_flag,
                project.received_at,
                project.payload,
                bucket_of(project.aggregate),
            ),
        )

    def number_of(self, aggregate: str, division: str, day: date) -> str:
        """The number that an aggregate has, or the next one of its division; a day that is full lends the next one."""
        row = self._one("SELECT number FROM project WHERE aggregate = ?", aggregate)
        if row:
            return str(row[0])
        while True:
            prefix = f"{division}{day:%y%m%d}"
            row = self._one(
                "SELECT max(number) FROM project WHERE number BETWEEN ? AND ?", prefix + "0000", prefix + "9999"
            )
            serial = int(row[0][-4:]) + 1 if row[0] else 1
            if serial <= 9999:
                return f"{prefix}{serial:04d}"
            day += timedelta(days=1)

    def project(self, name: str) -> Project | None:
        """By aggregate, national number or provincial number."""
        row = self._one(f"{_PROJECT} WHERE aggregate = ?1 OR number = ?1 OR province_number = ?1", name)
        return Project(*row) if row else None

    def shown(self, words: str, limit: int) -> list[Project]:
        """Projects that are not withdrawn, newest first; ``words`` is part of a name or number."""
        searched = f"number || ' ' || province_number || ' ' || coalesce({_NAME}, '')"
        with self._lock:
            rows = self._db.execute(
                f"{_PROJECT} WHERE update_flag = 'U' AND instr({searched}, ?) "
                "ORDER BY received_at DESC, number DESC LIMIT ?",
                (words, limit),
            ).fetchall()
        return [Project(*row) for row in rows]

    def _one(self, query: str, *values: str) -> Any:
        with self._lock:
            return self._db.execute(query, values).fetchone()
