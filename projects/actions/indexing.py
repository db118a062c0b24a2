"""Making imported projects findable, once their import is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction


def index_owed(*, now: Callable[[], datetime], within: timedelta) -> int:
    """Write search rows that imports left for later (``OwedSearch``), oldest first. Safe to run twice, also at once.

    Each step is a transaction of its own: a worker that dies leaves the rest to the sweep.

    :param within: no further step is begun after this.
    :returns: how many projects were seen to.
    """
    ends, done = now() + within, 0
    while now() < ends and (step := _step()):
        done += step
    return done


@transaction.atomic(durable=True)
def _step() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT projects_index_owed()")
        return int(cursor.fetchone()[0])
