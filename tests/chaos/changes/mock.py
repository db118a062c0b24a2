"""A mock platform with a bug: ``python -m tests.chaos.changes.mock`` with the arguments of ``national.mock``.

Of second versions ``forgetful`` answers one in ten with a receipt and does nothing; ``eager`` does one in ten twice.
"""

import os
from itertools import count

from national.mock.__main__ import main
from national.mock.store import Store

_apply = Store.apply
_TIMES = {"forgetful": 0, "eager": 2}[os.environ["CHAOS_CHANGE"]]
_seconds = count(1)


def _spoilt(self, project, digest, *, restored=False):
    # Not a first version: the number that it was promised would go to another project.
    is_spoilt = project.version > 1 and next(_seconds) % 10 == 0
    for _ in range(_TIMES if is_spoilt else 1):
        _apply(self, project, digest, restored=restored)


Store.apply = _spoilt

if __name__ == "__main__":
    main()
