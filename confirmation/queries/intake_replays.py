"""Which messages a batch judges once more (A12)."""

from django.db.models import Count, Max

from confirmation.models import IntakeReplay
from projects.models import IntakeMessage
from projects.models.intake import IntakeMessageQuerySet


def _of(batch: IntakeReplay) -> IntakeMessageQuerySet:
    found = IntakeMessage.objects.waiting().filter(cause=batch.cause)
    if batch.system:
        found = found.filter(system=batch.system)
    if batch.unknown:
        found = found.filter(unknown_name=batch.unknown_name, unknown=batch.unknown)
    return found


def waiting_at_start(batch: IntakeReplay) -> tuple[int, int | None]:
    """How many messages a batch is about, and the newest of them. One query."""
    counted = _of(batch).aggregate(number=Count("pk"), newest=Max("pk"))
    return counted["number"], counted["newest"]


def next_of(batch: IntakeReplay) -> IntakeMessage | None:
    """The oldest message of a batch that it has not judged yet. One query."""
    left = _of(batch).filter(pk__lte=batch.last)
    if batch.cursor is not None:
        left = left.filter(pk__gt=batch.cursor)
    return left.order_by("pk").first()
