"""The development settings with one thing changed, which CHAOS_CHANGE names: a bug that is put in, or a rival."""

import os

from portal.settings.dev import *  # noqa: F403

CHAOS_CHANGE = os.environ["CHAOS_CHANGE"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.changes"]  # noqa: F405

if CHAOS_CHANGE.startswith(("celery", "procrastinate")):
    # As Celery comes. Nothing of ours delivers: no sweep, and tests.chaos.changes.rivals takes the bell away.
    CELERY_BEAT_SCHEDULE = {}
    CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CHAOS_CHANGE == "celery-late"
    CELERY_WORKER_PREFETCH_MULTIPLIER = 1 if CHAOS_CHANGE == "celery-late" else 4
    CELERY_TASK_PUBLISH_RETRY = True
    # An hour when nothing is said. With ten seconds a lost task comes back within a run.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 10} if CHAOS_CHANGE == "celery-late" else {}
