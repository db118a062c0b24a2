"""The processes of a run: each is started, killed with SIGKILL and started again on its port and its data."""

import contextlib
import os
import signal
import time
from pathlib import Path

from embedded import binaries, postgres, privileges, redis
from embedded.paths import ROOT
from embedded.process import free_port, is_listening, kill_group, spawn, stop
from embedded.processes import Layout, commands
from tests.chaos import changing

TICKS = os.sysconf("SC_CLK_TCK")
ROLES = ("relay", "worker", "beat", "sequencer", "web", "national", "redis", "postgres")


class Part:
    """One process with what it takes to start it again."""

    def __init__(self, name, command, log, **options):
        self.name, self.command, self.log, self.options = name, command, log, options
        self.kills = 0
        self.cpu_seconds = 0.0
        self.process = None

    def start(self):
        self.process = spawn(self.command, log=self.log, **self.options)

    def kill(self):
        """Nothing is said to it; its children go too."""
        self.cpu_seconds += cpu_seconds(self.process.pid)
        kill_group(self.process.pid)
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def is_gone(self):
        return self.process.poll() is not None


class Parts:
    """Everything that runs, by role."""

    def __init__(self, folder, env, server, broker, faults, change=""):
        self.layout = Layout(folder, free_port(), free_port())
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        self.env = {**env, **changing.environment(change), "NATIONAL_URL": self.layout.national_url}
        self.faults = faults
        data = folder / f"pg{server.major}"
        user = privileges.for_folder(data, binaries.postgres_folder())
        self.by_name = {
            "postgres": Part(
                "postgres", server.process.args, folder / "postgres.log", env=postgres.environment(), popen=user.popen
            ),
            "redis": Part("redis", broker.process.args, folder / "redis.log"),
        }
        self.by_name["postgres"].process, self.by_name["redis"].process = server.process, broker.process
        self.ports = {"postgres": server.port, "redis": broker.port, "web": self.layout.web_port}
        self.ports["national"] = self.layout.national_port
        changed = changing.commands(change, self.layout)
        for name, command in (commands(self.layout) | changed).items():
            more = ["--faults", str(faults)] if name == "national" else []
            log = self.layout.logs / f"{name}.log"
            used = changing.with_packages(self.env) if change.startswith("procr") and name in changed else self.env
            self.by_name[name] = Part(name, [*command, *more], log, env=used, cwd=ROOT)

    def start(self):
        for part in self.by_name.values():
            if part.process is None:
                part.start()
        self.until_listening("web", "national")

    def kill(self, name):
        """Kill a part and start it again. PostgreSQL takes no connection before the last of its own is gone."""
        part = self.by_name[name]
        part.kill()
        end = time.monotonic() + 30
        while True:
            self.restarted = time.monotonic()
            part.start()
            time.sleep(0.3)
            if not part.is_gone() or time.monotonic() > end:
                return

    def raise_the_dead(self):
        """Start again what ended by itself, as a supervisor would; how many that were."""
        gone = [part for part in self.by_name.values() if part.is_gone()]
        for part in gone:
            part.start()
        return len(gone)

    def until_listening(self, *names, seconds=90):
        end = time.monotonic() + seconds
        while not all(is_listening(self.ports[name]) for name in names):
            if time.monotonic() > end:
                raise TimeoutError(f"{names} do not listen")
            time.sleep(0.1)

    def stop(self):
        for name, part in self.by_name.items():
            if name not in {"postgres", "redis"} and part.process is not None:
                part.kill()
        self.by_name["redis"].kill()
        self.by_name["postgres"].cpu_seconds += cpu_seconds(self.by_name["postgres"].process.pid)
        # SIGINT, because SIGTERM would wait for the last connection to be closed.
        stop(self.by_name["postgres"].process, signal.SIGINT)


def cpu_seconds(pid):
    """What a process and everything that it began have used so far."""
    children, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
            used[int(stat.parent.name)] = sum(map(int, fields[11:15])) / TICKS
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return sum(used.get(one, 0) for one in found)


def servers(folder):
    """PostgreSQL, which syncs nothing, and Redis, and the environment that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = postgres.start(folder, throwaway=True)
    broker = redis.start(folder, throwaway=False)
    env = {
        **os.environ,
        "DATABASE_URL": server.url("portal_app"),
        "DATABASE_OWNER_URL": server.url("portal_owner"),
        "DATABASE_SEQUENCER_URL": server.url("portal_sequencer"),
        "REDIS_URL": broker.url(),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "MEDIA_ROOT": str(folder / "media"),
        "LEDGER_FOLDER": str(folder / "checkpoints"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        "PYTHONUNBUFFERED": "1",
    }
    return server, broker, env
