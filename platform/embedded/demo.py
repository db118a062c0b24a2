"""``make demo``: servers, migrations, the demo province, then all processes under one supervisor until Ctrl-C.

``make demo-check`` (``--check``): the same on a temporary folder and free ports; when the portal answers, the walk of
``manage.py demo_check`` is taken, all is stopped, and nothing may be left running.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import astuple
from pathlib import Path

from embedded import leftovers
from embedded.claim import FolderInUse, hosted
from embedded.errors import CannotStart
from embedded.paths import ROOT, data_folder
from embedded.process import die_with_parent, follow_parent, free_port, tail
from embedded.processes import Layout, commands, environment, manage
from embedded.progress import step
from embedded.servers import Addresses
from embedded.supervisor import Supervisor

WEB_PORT = 8000
NATIONAL_PORT = 8001
SECONDS_TO_ANSWER = 60


class Rehearsal:
    """One demo that is up: what happens when its processes have started, and how it ends.

    :param layout: folder and ports.
    :param env: the environment of its processes.
    :param check: take the walk and stop, instead of serving until Ctrl-C.
    :param began: ``time.monotonic()`` of the command.
    """

    def __init__(self, layout: Layout, env: dict[str, str], *, check: bool, began: float) -> None:
        self.layout = layout
        self.env = env
        self.check = check
        self.began = began
        self.code = 0
        self.supervisor = Supervisor(layout.logs, self.when_started)

    def run(self) -> int:
        """Run the processes to their end; 0 when it came by Ctrl-C or by a check that passed."""
        for name, command in commands(self.layout).items():
            self.supervisor.add_process(name, command, env=self.env, cwd=str(ROOT))
        self.supervisor.run()
        for name in self.supervisor.ended_by_itself:
            print(f"{name} ended by itself", file=sys.stderr)
            self.code = self.code or 1
        if self.code:  # a check's folder is deleted, so what the processes said is shown now
            for log in sorted(self.layout.logs.glob("*.log")) if self.check else self.logs_of_ended():
                print(f"--- the end of {log}:\n{tail(log)}", file=sys.stderr)
        return self.code

    def logs_of_ended(self) -> list[Path]:
        """The logs of the processes that ended by themselves."""
        return [self.layout.logs / f"{name}.log" for name in self.supervisor.ended_by_itself]

    def when_started(self) -> None:
        """In a thread: wait for the first page, then say where it is or take the walk."""
        try:
            with step("web, worker, beat, relay, sequencer, mock national platform"):
                wait_for(f"{self.layout.url}/healthz", self.supervisor)
            if self.check:
                with step("log-in, queue, one confirmation, its receipt"):
                    manage_once(["demo_check", "--url", self.layout.url], self.env)
            else:
                self.announce()
        except (CannotStart, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
            self.code = 1
        if self.check or self.code:
            os.kill(os.getpid(), signal.SIGTERM)

    def announce(self) -> None:
        """Print the address, one account per role, and how to end."""
        seconds = time.monotonic() - self.began
        print(f"\nPortal             {self.layout.url}/   (up in {seconds:.1f} s)")
        print(f"National platform  {self.layout.national_url}/   (mock)\n", flush=True)
        manage_once(["demo", "--accounts"], self.env)
        print(f"\nData stay in {self.layout.folder}, logs in {self.layout.logs}. Ctrl-C ends everything.", flush=True)


def main() -> int:
    """Run the demo; 0 after Ctrl-C or SIGTERM or a check that passed."""
    options = argparse.ArgumentParser(prog="make demo", description=__doc__)
    options.add_argument("--check", action="store_true", help="walk through once and stop")
    check = options.parse_args().check
    if "MAKELEVEL" in os.environ:
        follow_parent(signal.SIGTERM)  # a make that is killed takes the demo along
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts its background jobs with it ignored
    try:
        return checked() if check else demo(data_folder(), check=False)
    except FolderInUse as error:
        print(f"the demo is not started: {error}", file=sys.stderr)
    except CannotStart as error:
        print(f"the demo cannot start: {error}", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"the demo cannot start: {' '.join(error.cmd[1:])} ended with {error.returncode}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def checked() -> int:
    """Run the check on a folder of its own and see that it leaves no process."""
    mark = secrets.token_hex(8)
    os.environ[leftovers.MARK] = mark
    with tempfile.TemporaryDirectory(prefix="portal-check-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as nobody when we are root
        code = demo(folder, check=True)
    left = leftovers.after(mark, seconds=5)
    for line in left:
        print(f"left running: {line}", file=sys.stderr)
    failed = code != 0 or bool(left)
    print("demo-check FAILED" if failed else "demo-check passed, no process is left", flush=True)
    return 1 if failed else 0


def demo(folder: Path, *, check: bool) -> int:
    """From nothing running to nothing running; the code to exit with."""
    began = time.monotonic()
    with hosted(folder, command="make demo-check" if check else "make demo") as addresses:
        env = environment(folder, addresses)
        said(where(addresses), began)
        with step("database schema"):
            manage_once(["migrate", "--verbosity", "0"], env)
        with step("demo province", talks=True):
            manage_once(["demo"], env)
        with step("records of before the notice", talks=True):
            manage_once(["load_legacy", str(ROOT / "platform/portal/demo/old_records.jsonl")], env)
        # Only now: a port that was free before all this may not be so any more.
        layout = layout_of(folder, 0 if check else WEB_PORT, 0 if check else NATIONAL_PORT)
        env.setdefault("NATIONAL_URL", layout.national_url)
        code = Rehearsal(layout, env, check=check, began=began).run()
        for number in (signal.SIGINT, signal.SIGTERM):  # the servers end in order, however impatient the user
            signal.signal(number, signal.SIG_IGN)
    print("stopped", flush=True)
    return code


def layout_of(folder: Path, web: int, national: int) -> Layout:
    """The wanted ports, or free ones in place of busy ones, said."""
    layout = Layout(folder, free_port(web), free_port(national))
    for wanted, found in ((web, layout.web_port), (national, layout.national_port)):
        if wanted and wanted != found:
            print(f"  port {wanted} is busy, using {found}", flush=True)
    return layout


def where(addresses: Addresses) -> str:
    """Which servers the demo uses."""
    database, broker = (f"on port {port}" if port else "as configured" for port in astuple(addresses))
    return f"PostgreSQL {database}, Redis {broker}"


def said(what: str, began: float) -> None:
    """A progress line for what is already done."""
    print(f"  {what} … {time.monotonic() - began:.1f} s", flush=True)


def manage_once(arguments: list[str], env: dict[str, str]) -> None:
    """Run a management command to its end.

    :raises subprocess.CalledProcessError: it failed.
    """
    subprocess.run(manage(*arguments), env=env, cwd=ROOT, check=True, preexec_fn=die_with_parent())


def wait_for(url: str, supervisor: Supervisor) -> None:
    """Return when ``url`` answers 200.

    :raises CannotStart: it does not within a minute, or one of the processes has ended.
    """
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end and not supervisor.is_ending():
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotStart(f"{url} does not answer")


if __name__ == "__main__":
    sys.exit(main())
