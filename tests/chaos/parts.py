"""The processes of a run: each is started, killed with SIGKILL and started again on its port and its data."""

import os
import subprocess
import time

from embedded import binaries, postgres, privileges, redis
from embedded.paths import ROOT
from embedded.process import free_port, is_listening, kill_group, spawn
from embedded.processes import Layout, commands

ROLES = ("relay", "worker", "beat", "sequencer", "web", "national", "redis", "postgres")


class Part:
    """One process with what it takes to start it again."""

    def __init__(self, name, command, log, **options):
        self.name, self.command, self.log, self.options = name, command, log, options
        self.kills = 0
        self.process = None

    def start(self):
        self.process = spawn(self.command, log=self.log, **self.options)

    def kill(self):
        """Nothing is said to it; its children go too."""
        kill_group(self.process.pid)
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def is_gone(self):
        return self.process.poll() is not None


class Parts:
    """Everything that runs, by role."""

    def __init__(self, folder, env, server, broker, faults):
        self.layout = Layout(folder, free_port(), free_port())
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        self.env = {**env, "NATIONAL_URL": self.layout.national_url}
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
        for name, command in commands(self.layout).items():
            more = ["--faults", str(faults)] if name == "national" else []
            log = self.layout.logs / f"{name}.log"
            self.by_name[name] = Part(name, [*command, *more], log, env=self.env, cwd=ROOT)

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
        for name in ("redis", "postgres"):
            process = self.by_name[name].process
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.by_name[name].kill()


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
