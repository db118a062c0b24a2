"""Run the demo's processes side by side with honcho, and add what it lacks.

honcho starts each process under a small keeper, collects what they print and ends all when one ends. Added here: output
goes to one log per process; a SIGKILL of the supervisor takes keepers and processes down; a polite end is asked of the
process alone, not of its pool, which would lose the task in hand.
"""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from honcho.manager import Manager
from honcho.printer import Message, Printer
from honcho.process import Process

from embedded.process import die_with_parent, follow_parent, kill_group

SECONDS_TO_END = 5


class Logs(Printer):
    """honcho's printer, to ``folder``/<process>.log instead of the console."""

    def __init__(self, folder: Path) -> None:
        super().__init__(prefix=False, colour=False)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def write(self, message: Message) -> None:
        """Append one line, with its time."""
        data = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        with (self.folder / f"{message.name}.log").open("a") as log:
            log.write(f"{message.time:%H:%M:%S} {data.rstrip()}\n")


class Kept(Process):
    """honcho's process: the keeper runs ``run`` in a fork and starts the command from there."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self._child_ctor = start
        self._supervisor = os.getpid()

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Keep the command until it ends, or end it when the supervisor is gone."""
        for number in (signal.SIGINT, signal.SIGTERM):  # not SIG_IGN: the command would inherit that
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGUSR1, self.end_orphan)  # honcho ignores the other two from here on
        follow_parent(signal.SIGUSR1)
        if os.getppid() == self._supervisor:
            super().run(events, ignore_signals)

    def end_orphan(self, number: int, frame: object) -> None:
        """The supervisor was killed: end the command and its group, then the keeper."""
        if self._child is not None:
            self._child.terminate()
            end = time.monotonic() + SECONDS_TO_END
            while self._child.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            kill_group(self._child.pid)
        os._exit(1)


def start(command: list[str], **keywords: Any) -> subprocess.Popen[bytes]:
    """Start a command for its keeper; it dies with the keeper, should that one be killed."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - the keeper has one thread when it starts its command
        **keywords,
    )


class Leaders:
    """How to end a process: ask the leader, kill the group."""

    def terminate(self, pid: int) -> None:
        """Ask for an orderly end."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)

    def kill(self, pid: int) -> None:
        """End it and everything that it started."""
        kill_group(pid)


class Supervisor(Manager):
    """All processes of a demo.

    :param logs: folder for what they print.
    :param when_started: called once in a thread of its own when all have been started.
    """

    def __init__(self, logs: Path, when_started: Callable[[], None]) -> None:
        super().__init__(printer=Logs(logs))
        self._process_ctor = Kept
        self._procmgr = Leaders()
        self._when_started = when_started
        self._pid = os.getpid()
        self._asked_to_end = False
        self.ended_by_itself: list[str] = []

    def _start(self) -> None:
        super()._start()
        while not self._all_started():
            self._hear()
        # Only now: a thread that runs while others are forked could leave them a held lock.
        threading.Thread(target=self._when_started, daemon=True).start()
        if self._asked_to_end:
            self.terminate()

    def _hear(self) -> None:
        """One event of the starting phase, during which honcho itself would stumble over a Ctrl-C."""
        with contextlib.suppress(queue.Empty):
            message = self.events.get(timeout=0.1)
            kept = self._processes[message.name]
            if message.type == "line":
                self._printer.write(message)
            else:
                kept.update(message.data)
        for kept in self._processes.values():
            keeper = kept["process"]
            if "pid" not in kept and not keeper.is_alive() and self.events.empty():  # its command could not be started
                kept.update(pid=keeper.pid, returncode=1)

    def is_ending(self) -> bool:
        """Whether all are being ended."""
        return self._asked_to_end or bool(self._terminating)

    def terminate(self) -> None:
        """End all. Whoever has ended before this was asked is the cause of it."""
        if os.getpid() != self._pid:  # a keeper that got the signal before it could set its own handler
            return
        if not self._all_started():
            self._asked_to_end = True
            return
        if not self._terminating:
            self.ended_by_itself = [name for name, kept in self._processes.items() if "returncode" in kept]
        super().terminate()

    def run(self) -> None:
        """Return when all have ended: by Ctrl-C or SIGTERM, or because one ended by itself."""
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        self.loop()
        for kept in self._processes.values():
            kill_group(kept["pid"])
