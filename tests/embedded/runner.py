"""Programs that tests start in a process of their own, to be killed."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys

from embedded import leftovers
from embedded.paths import ROOT
from embedded.processes import roots

HOST = """
import sys, signal
from pathlib import Path
from embedded.claim import hosted
with hosted(Path(sys.argv[1]), command="the first") as addresses:
    print(addresses.postgres_port, addresses.redis_port, flush=True)
    signal.pause()
"""

SUPERVISE = """
import sys
import time
from pathlib import Path
import embedded.supervisor
import honcho.manager
from embedded.supervisor import Supervisor
embedded.supervisor.SECONDS_TO_END = honcho.manager.KILL_WAIT = 1
def say_when_deaf():
    while not (Path(sys.argv[1]) / "deaf.log").exists():
        time.sleep(0.01)
    print("started", flush=True)
pool = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import signal; signal.pause()'])"
deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
supervisor = Supervisor(Path(sys.argv[1]), say_when_deaf)
for name, program in {"pool": pool, "deaf": deaf, "third": sys.argv[2]}.items():
    supervisor.add_process(name, [sys.executable, "-c", program])
supervisor.run()
print("ended first:", supervisor.ended_by_itself, flush=True)
"""


class Run:
    """A Python program in its own process, with a mark by which everything that it starts is found."""

    def __init__(self, program, *arguments):
        self.mark = secrets.token_hex(8)
        # The servers are this run's own, not those of the tests.
        env = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            env=env | roots() | {leftovers.MARK: self.mark},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def line(self):
        """The next line that it prints."""
        return self.process.stdout.readline().strip()

    def end(self, number):
        """Send a signal and return all that it still prints."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)[0]

    def left(self, seconds=15):
        """What of it is still running when all should have gone."""
        return leftovers.after(self.mark, seconds)


@contextlib.contextmanager
def run(program, *arguments):
    """A run that does not outlive the test, even when that fails."""
    started = Run(program, *arguments)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate(timeout=30)
        assert started.left() == []


__all__ = ["HOST", "SUPERVISE", "Run", "run", "signal"]
