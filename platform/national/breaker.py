"""How long a line rests that does not answer: senders that all knock at once keep a platform down. Pure."""

from datetime import timedelta

PATIENCE = 3  # rounds that may fail in a row before the line rests
FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=1)


def rest_after(failures: int, asked_for: timedelta, draw: float) -> timedelta:
    """How long nothing is sent after so many rounds failed in a row: 5 s, doubling to a minute, less up to a half.

    :param failures: at least 1.
    :param asked_for: what the platform asked for is kept, from the first failure on.
    :param draw: a random number from 0 up to 1, so that not all senders come back together.
    """
    if failures < PATIENCE:
        return asked_for
    rest = min(LONGEST_REST, FIRST_REST * (1 << min(failures - PATIENCE, 10)))
    return max(asked_for, rest * (1 - draw / 2))
