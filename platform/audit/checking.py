"""The check that nobody has to think of: whole history and guards, with a record of what was found."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from audit.context import Acting, SystemActor, context
from audit.guards import fallen
from audit.models import HistoryCheck
from audit.verify import verify

LATE_AFTER = timedelta(hours=36)  # it runs each night; one night may be missed

logger = logging.getLogger(__name__)


def check_history(*, folder: Path, now: Callable[[], datetime]) -> HistoryCheck:
    """Check everything in this process, and keep what was found; a check that dies leaves no record, and is missed.

    :param folder: where checkpoints were exported to; nothing is held against one that is not there.
    """
    started_at = now()
    guards, found = fallen(), verify(folder)
    with transaction.atomic(durable=True), context(Acting.system(SystemActor.CHECK), action="audit.check_history"):
        kept = HistoryCheck.objects.create(
            started_at=started_at,
            ended_at=now(),
            events=found.events,
            tables=found.tables,
            checkpoints=found.log.checkpoints,
            exported=found.log.exported,
            witnessed=found.log.witnessed,
            fault=str(found.broken or ""),
            guards="; ".join(guards),
        )
    if not kept.holds:
        logger.error("the nightly check failed: %s", "; ".join(filter(None, (kept.fault, kept.guards))))
    return kept
