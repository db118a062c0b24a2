"""One line per step of a long command: what it is, then how long it took."""

import contextlib
import time
from collections.abc import Iterator


@contextlib.contextmanager
def step(what: str, *, talks: bool = False) -> Iterator[None]:
    """Print ``what`` at once and the seconds when the block ends.

    :param talks: the block prints lines of its own, so the seconds get a line of their own too.
    """
    began = time.monotonic()
    print(f"  {what} …", end="\n" if talks else " ", flush=True)
    before = f"  {what}: " if talks else ""
    try:
        yield
    except BaseException:
        print(f"{before}failed", flush=True)
        raise
    print(f"{before}{time.monotonic() - began:.1f} s", flush=True)
