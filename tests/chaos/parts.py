"""The processes of a run: each is started, killed with SIGKILL and started again on its port and its data."""

import os
import signal
import time

from embedded import binaries, postgres, privileges, redis
from embedded.paths import ROOT
from embedded.process import free_port, is_listening, kill_group, spawn, stop
from embedded.processes import Layout, commands
from tests.chaos import changing
from tests.chaos.leftovers import Pids, family, fields_of

TICKS = os.sysconf("SC_CLK_TCK")
LOG_AT_MOST, LOG_KEPT = 16_000_000, 1_000_000  # bytes
ROLES = ("relay", "worker", "beat", "sequencer", "web", "national", "redis", "postgres")


class Part:
    """One process with what it takes to start it again."""

    def __init__(self, name, command, log, **options):
        self.name, self.command, self.log, self.options = name, command, log, options
        self.process = None
        self._used = self._told = 0.0  # processor seconds: of processes that are gone, and what was said of all

    def start(self):
        self._used = max(self._used, self._told)  # of one that ended by itself, what was said of it
        self.process = spawn(self.command, log=self.log, **self.options)

    def take_over(self, process):
        """It runs already; what it has used so far was for something else."""
        self.process, self._told = process, cpu_seconds(process.pid)

    def kill(self):
        """Nothing is said to it; its children go too."""
        self._used += cpu_seconds(self.process.pid)
        kill_group(self.process.pid)
        self.process.kill()
        self.process.wait()

    def is_gone(self):
        return self.process.poll() is not None

    def newly_used(self):
        """Processor seconds since this was asked before."""
        used = self._used + (0 if self.is_gone() else cpu_seconds(self.process.pid))
        new, self._told = max(0.0, used - self._told), max(used, self._told)
        return new

    def bound_log(self):
        """A log that grew too long is begun again; its end stays beside it."""
        if self.log.exists() and self.log.stat().st_size > LOG_AT_MOST:
            with self.log.open("rb+") as log:
                log.seek(-LOG_KEPT, os.SEEK_END)
                self.log.with_suffix(".end.log").write_bytes(log.read())
                log.truncate(0)


class Parts:
    """Everything that runs, by role."""

    def __init__(self, folder, env, server, broker, faults, change=""):
        self.pids = Pids(folder)
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
        self.by_name["postgres"].take_over(server.process)
        self.by_name["redis"].take_over(broker.process)
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
                self._start(part)
        self.until_listening("web", "national")

    def are_started(self):
        return all(part.process for part in self.by_name.values())

    def _start(self, part):
        part.start()
        self.pids.note(part.name, part.process.pid)

    def kill(self, name):
        """Kill a part and start it again. PostgreSQL takes no connection before the last of its own is gone."""
        part = self.by_name[name]
        part.kill()
        end = time.monotonic() + 30
        while True:
            self.restarted = time.monotonic()
            self._start(part)
            time.sleep(0.3)
            if not part.is_gone() or time.monotonic() > end:
                return

    def raise_the_dead(self):
        """Start again what ended by itself, as a supervisor would; how many that were."""
        gone = [part for part in self.by_name.values() if part.is_gone()]
        for part in gone:
            self._start(part)
        return len(gone)

    def until_listening(self, *names, seconds=90):
        end = time.monotonic() + seconds
        while not all(is_listening(self.ports[name]) for name in names):
            if time.monotonic() > end:
                raise TimeoutError(f"{names} do not listen")
            time.sleep(0.1)

    def newly_used(self):
        """Processor seconds by part since this was asked before."""
        return {name: round(part.newly_used(), 2) for name, part in self.by_name.items() if part.process is not None}

    def stop(self, seconds):
        """End everything: what works on the servers first, with so long a time to do it in order; none with 0."""
        workers = [part for name, part in self.by_name.items() if name not in {"postgres", "redis"} and part.process]
        for part in workers if seconds else []:
            part.process.terminate()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not all(part.is_gone() for part in workers):
            time.sleep(0.1)
        for part in [*workers, self.by_name["redis"]]:
            part.kill()
        # SIGINT, because SIGTERM would wait for the last connection to be closed.
        stop(self.by_name["postgres"].process, signal.SIGINT, 60)


def cpu_seconds(pid):
    """What a process and everything that it began have used so far."""
    return sum(sum(map(int, fields[11:15])) for one in family(pid) if (fields := fields_of(one))) / TICKS


def servers(folder):
    """PostgreSQL, which syncs nothing, and Redis, and the environment that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    pids = Pids(folder)
    server = postgres.start(folder, throwaway=True)
    pids.note("postgres", server.process.pid)
    broker = redis.start(folder, throwaway=False)
    pids.note("redis", broker.process.pid)
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
