"""The misbehaviour of the mock platform during a run, and how much of it there was."""

import contextlib
import json
import urllib.request

SLOW = {"hang": 0.2, "heavy_tail": 0.5}  # of a mode's share: one costs senders a whole time limit
MORE = {
    "refuse": {"seconds": 1},
    "clock_skew": {"seconds": 600},
    "429": {"retry_after": 1},
    "heavy_tail": {"seconds": 0.1},
}


class Faults:
    """Rules in a file, with which the platform is started, and what it says that it has done by them.

    :param spoilt: share of batches that meet a fault.
    """

    def __init__(self, folder, seed, spoilt):
        self.path, self._seed, self._spoilt, self._seen = folder / "faults.json", seed, spoilt, {}

    def begin(self, turn):
        """In all its ways from its next start on.

        :param turn: differs from start to start, else each would begin with the same faults again.
        """
        from national.mock.faults import Mode

        share = self._spoilt / len(Mode)
        rules = [{"mode": mode, "count": 0, "p": share * SLOW.get(mode, 1), **MORE.get(mode, {})} for mode in Mode]
        self._write(rules, turn)

    def end(self):
        """In none from the next start on, and from when ``tell`` reached it."""
        self._write([])

    def tell(self, url):
        """Give the rules to a platform that runs."""
        asked = urllib.request.Request(f"{url}/_faults", self.path.read_bytes(), method="POST")
        urllib.request.urlopen(asked, timeout=5).close()

    def new(self, url):
        """Uses by mode since this was asked before; what is not answered is not counted."""
        with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(f"{url}/_faults", timeout=5) as answer:
            counts = json.load(answer)["counts"]
            begun_anew = any(counts.get(mode, 0) < times for mode, times in self._seen.items())
            before, self._seen = {} if begun_anew else self._seen, counts
            return {mode: times - before.get(mode, 0) for mode, times in counts.items() if times > before.get(mode, 0)}
        return {}

    def _write(self, rules, turn=0):
        self.path.write_text(json.dumps({"seed": 1_000_000 * self._seed + turn, "rules": rules}))
