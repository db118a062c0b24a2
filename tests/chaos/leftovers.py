"""What a harness that was killed left running: its processes stand in a file of the folder, and the next leg ends them.

The kernel asks them to end when their parent dies; not all can at once, and PostgreSQL waits for its last connection.
"""

import json
import time
from pathlib import Path

from embedded.process import kill_group

NAME = "pids.json"
SECONDS = 60


class Pids:
    """The processes that run on a folder, each with when it began, since a number comes back."""

    def __init__(self, folder):
        self._path = folder / NAME

    def note(self, name, pid):
        """A part runs as this process now."""
        known = self._read() | {name: [pid, _began(pid)]}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(known))
        new.replace(self._path)

    def end_all(self):
        """Kill what is left, with its children, and wait until all are gone; the names of what was there.

        :raises TimeoutError: when something stays.
        """
        left = {name: pid for name, (pid, began) in self._read().items() if began and _began(pid) == began}
        families = {one: _began(one) for pid in left.values() for one in family(pid)}
        for pid in left.values():
            kill_group(pid)
        end = time.monotonic() + SECONDS
        while any(began and _began(pid) == began for pid, began in families.items()):
            if time.monotonic() > end:
                raise TimeoutError(f"{sorted(left)} do not end")
            time.sleep(0.1)
        self._path.unlink(missing_ok=True)
        return sorted(left)

    def _read(self):
        return json.loads(self._path.read_text()) if self._path.exists() else {}


def family(pid):
    """A process and everything that it began, as far as it still runs."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        if fields := fields_of(stat.parent.name):
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _began(pid):
    """When a process began, in ticks since the machine did; 0 when it is gone and its parent has heard of it."""
    fields = fields_of(pid)
    return int(fields[19]) if fields else 0


def fields_of(pid):
    """What the kernel says of a process behind its name, from its state on; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
