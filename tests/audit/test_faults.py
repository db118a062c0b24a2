"""H9: an error or a kill at every system call of one round of the sequencer leaves a log that goes on and is whole.

Tessera's method: a round is traced once, then done again for each of its calls on files and sockets, with that call
failing (EIO), and again with the process killed at it. Where there is no strace, or it may not trace, this is skipped.
"""

import os
import re
import shutil
import signal
import subprocess
import traceback
from collections import Counter

import pytest
from django.db import connection, connections

from audit import checkpoints, exports, keys, sequencer
from audit.models import Event, Leaf, Pending
from audit.verify import verify
from audit.verify_leaves import Outside
from audit.verify_log import verify_log
from common import clock
from tests.audit.sealing import signed
from tests.audit.test_checkpoints import persons

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
STRACE = shutil.which("strace")
CALLS = "trace=%file,%desc,%network"
# What Python does beside: reading the time zone, its own memory.
NOT_OURS = {"mmap", "munmap", "mprotect", "brk"}


def one_round(folder):
    """What the sequencer's process does from its first word to the database to the exported checkpoint."""
    own = connection.copy()
    own.settings_dict["USER"] = "portal_sequencer"
    own.settings_dict["OPTIONS"].pop("assume_role", None)
    connections[connection.alias] = own
    key = keys.signing_key()
    with sequencer.only_one():
        checkpoints.require_continuation(folder, key.verifier)
        checkpoints.export_missing(folder)
        sequencer.seal()
        checkpoints.sign(key=key, at=clock.now())
        checkpoints.export_missing(folder)
    own.close()


def traced(folder, trace, *options, seconds=30):
    """A round in a process of its own under strace; its exit code, negative for the signal that ended it.

    :param seconds: after which it is ended: libpq waits for a word of the server when it cannot send, as it can here.
    """
    go, let_go = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(let_go)
            signal.alarm(seconds)
            os.read(go, 1)
            one_round(folder)
            code = 0
        except BaseException:
            (folder.parent / "why.txt").write_text(traceback.format_exc())
        finally:
            os._exit(code)
    command = [STRACE, "-p", str(pid), "-o", str(trace), "-e", CALLS, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        said = tracer.stderr.readline()
        os.close(let_go)
        os.close(go)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if "attached" not in said:
        pytest.skip(f"strace may not trace here: {said.strip()}")
    return status


def calls_of(trace):
    """How often a round made each call."""
    names = re.findall(r"^(?:\d+ +)?(\w+)\(", trace.read_text(), re.MULTILINE)
    return Counter(name for name in names if name not in NOT_OURS)


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_an_error_or_a_kill_at_any_system_call_of_a_round_leaves_a_whole_log(tmp_path, full_size):
    folder, trace = tmp_path / "checkpoints", tmp_path / "trace.txt"
    persons(300)
    signed(folder)
    persons(3)
    assert traced(folder, trace) == 0, (tmp_path / "why.txt").read_text()
    calls = calls_of(trace)
    assert calls.keys() >= {"connect", "sendto", "recvfrom", "openat", "write", "fsync", "close"}
    assert {"link", "linkat"} & calls.keys()
    faults = [
        (name, number, fault)
        for name in sorted(calls)
        for number in range(1, calls[name] + 1)
        for fault in ("error=EIO", "signal=KILL")
    ]
    ended = Counter()

    # Errors and kills alternate: an odd step meets both.
    for name, number, fault in faults if full_size else faults[:: len(faults) // 16 | 1]:
        persons(2)
        trace.unlink()
        status = traced(folder, trace, "-e", f"inject={name}:{fault}:when={number}", seconds=3)
        ended[{-signal.SIGKILL: "killed", -signal.SIGALRM: "waited", 0: "finished"}.get(status, "failed")] += 1
        broken = verify_log(Outside.of(folder)).broken
        assert broken is None, f"{name} {number} {fault}: {broken}"

    assert ended["killed"] > 0
    assert ended["failed"] > 0
    one_round_more = traced(folder, trace)
    assert one_round_more == 0, (tmp_path / "why.txt").read_text()
    assert not Pending.objects.exists()
    assert exports.newest(folder).size == Leaf.objects.count() == Event.objects.count()
    assert verify(folder).broken is None
    print(f"H9: {dict(ended)} of {sum(ended.values())} faults, {len(faults)} in full; calls {dict(calls)}")
