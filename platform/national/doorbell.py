"""Tell Celery that there is something to send; never wait for a broker that does not answer.

Correctness does not depend on the bell: the relay listens to PostgreSQL and the sweep comes every few seconds.
"""

import logging
import time
from functools import lru_cache
from threading import Lock
from typing import Any

from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.pools import producers

logger = logging.getLogger(__name__)

TASK = "national.tasks.drain"
COMPARE = "national.tasks.compare"
QUIET_SECONDS = 30.0  # after a failure the bell stays silent, so that a dead broker costs one request, not every one
# kombu would otherwise wait two seconds and try again, up to three times, while a person waits for the page.
BROKER_OPTIONS = {"max_retries": 0, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}

_lock = Lock()
_silent_until = 0.0


@lru_cache
def _broker(url: str) -> Connection:
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **BROKER_OPTIONS}
    return Connection(url, transport_options=options, connect_timeout=BROKER_OPTIONS["socket_connect_timeout"])


def ring(task: str = TASK, **arguments: Any) -> bool:
    """Publish a task, the drain unless another is named; a broken broker is logged and swallowed.

    :returns: whether the broker took it.
    """
    global _silent_until  # noqa: PLW0603 -- one bell per process
    if time.monotonic() < _silent_until:
        return False
    try:
        pool = producers[_broker(settings.CELERY_BROKER_URL)]
        with pool.acquire(block=True, timeout=BROKER_OPTIONS["socket_timeout"]) as producer:
            current_app.send_task(task, kwargs=arguments, producer=producer, retry=False, ignore_result=True)
    except (KombuError, OSError) as error:
        with _lock:
            _silent_until = time.monotonic() + QUIET_SECONDS
        logger.warning("broker does not answer, the sweep will see to %s: %s", task, error)
        return False
    return True
