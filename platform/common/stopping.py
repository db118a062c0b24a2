"""How a process that runs for ever is told to end: a signal becomes a flag that also ends a wait at once."""

import os
import select
import signal
from types import FrameType


class Stop:
    """SIGTERM and SIGINT as ``asked``, for the length of the block."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> "Stop":
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reader)
        os.close(self._writer)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        os.write(self._writer, b".")

    def wait(self, seconds: float, *others: int) -> None:
        """Until ``seconds`` have passed, one of the other file descriptors has news, or a signal came."""
        select.select([self._reader, *others], [], [], seconds)
