"""What runs in a demo: the commands and the environment that they share."""

import os
from dataclasses import dataclass
from pathlib import Path

from embedded.paths import PYTHON, ROOT
from embedded.process import LOOPBACK
from embedded.servers import Addresses


@dataclass(frozen=True)
class Layout:
    """Where a demo keeps its data and on which ports it answers."""

    folder: Path
    web_port: int
    national_port: int

    @property
    def url(self) -> str:
        """The portal's address."""
        return f"http://{LOOPBACK}:{self.web_port}"

    @property
    def national_url(self) -> str:
        """The mock national platform's address."""
        return f"http://{LOOPBACK}:{self.national_port}"

    @property
    def logs(self) -> Path:
        """The folder with one log per process."""
        return self.folder / "log"


def environment(folder: Path, addresses: Addresses) -> dict[str, str]:
    """The environment of every process of the demo on ``folder``; what the caller configured stays."""
    defaults = {
        **addresses.environment(),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "MEDIA_ROOT": str(folder / "media"),
        "LEDGER_FOLDER": str(folder / "checkpoints"),
    }
    return {**defaults, **os.environ, **roots(), "PYTHONUNBUFFERED": "1"}


def roots() -> dict[str, str]:
    """The two source roots, for processes that are not manage.py."""
    return {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")])}


def manage(*arguments: str) -> list[str]:
    """A management command."""
    return [str(PYTHON), str(ROOT / "manage.py"), *arguments]


def gunicorn(port: int, *, workers: int = 2) -> list[str]:
    """The web server, threads in each worker."""
    command = [str(PYTHON), "-m", "gunicorn", "portal.wsgi:application", "--bind", f"{LOOPBACK}:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
    return [*command, "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]


def celery(*arguments: str) -> list[str]:
    """A Celery command of the portal."""
    return [str(PYTHON), "-m", "celery", "-A", "portal.celery", *arguments, "--loglevel", "WARNING"]


def mock_national(port: int, store: Path) -> list[str]:
    """The mock national platform with its own store."""
    return [str(PYTHON), "-m", "national.mock", "--port", str(port), "--store", str(store)]


# A worker that tells others of itself retries for ever when it is asked to end and Redis is gone, and does not end.
QUIET_WORKER = ("--without-heartbeat", "--without-gossip", "--without-mingle")


def commands(layout: Layout) -> dict[str, list[str]]:
    """Everything that runs beside the servers, by name."""
    return {
        "web": gunicorn(layout.web_port),
        "worker": celery("worker", *QUIET_WORKER, "--concurrency", "2"),
        "beat": celery("beat", "--schedule", str(layout.folder / "celerybeat-schedule")),
        "relay": manage("relay"),
        "sequencer": manage("sequencer"),
        "national": mock_national(layout.national_port, layout.folder / "national.sqlite3"),
    }
