"""A mock platform with a bug: ``python -m tests.chaos.changes.mock`` with the arguments of ``national.mock``.

``forgetful`` answers one version in ten with a receipt and does nothing; ``eager`` does one in ten twice.
"""

import os
from itertools import count

from national.mock.__main__ import main
from national.mock.store import Store

_apply = Store.apply
_TIMES = {"forgetful": 0, "eager": 2}[os.environ["CHAOS_CHANGE"]]
_applied = count(1)


def _spoilt(self, project, digest, *, restored=False):
    for _ in range(1 if next(_applied) % 10 else _TIMES):
        _apply(self, project, digest, restored=restored)


Store.apply = _spoilt

if __name__ == "__main__":
    main()
