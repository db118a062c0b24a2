"""What a reader of the history asks for, as a filter of events; every search reads a bounded stretch of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models import Func as Function
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from audit.models import Event, Operation

# How many events one page looks at where no index leads to what is asked for.
READ_AT_MOST = 200_000
COMPARED_AT_MOST = 20_000  # of each, two payloads are parsed
EXTRA = "extra."
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# Numbers and moments are taken in one statement but not in one instant: neighbours may stand the other way round.
SLACK = 1_000

# By halves: numbers grow with time, so no index of moments is needed.
_FIRST_NUMBER = """
WITH RECURSIVE search (low, high) AS (
  SELECT min(id), max(id) + 1 FROM audit_event
  UNION ALL
  SELECT CASE WHEN found.recorded_at < %(at)s THEN found.id + 1 ELSE low END,
    CASE WHEN found.recorded_at < %(at)s THEN high ELSE (low + high) / 2 END
  FROM search, LATERAL (SELECT id, recorded_at FROM audit_event WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1) found
  WHERE low < high)
SELECT low FROM search ORDER BY high - low LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the history; None or empty means any.

    :param within: what the reader may see; it may name ``subject_guid``, the subject where that is a UUID.
    :param objects: pairs of a table and the ids of its rows.
    :param columns: pairs of a table and a column of it: only entries that changed what it said;
        ``extra.`` before the name of an added field.
    :param since, until: moments; the first is included, the second is not.
    """

    within: Q | None = None
    subjects: tuple[str, ...] | None = None
    objects: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    tables: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    actors: tuple[int, ...] | None = None
    system_actor: str = ""
    units: tuple[str, ...] | None = None
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_led_to(self) -> bool:
        """Whether an index leads to the events, so that the search reads little else."""
        return bool(self.tables) or any(part is not None for part in (self.subjects, self.objects, self.actors))

    def search(self, before: int | None) -> tuple[QuerySet[Event], int]:
        """The events that are asked for, and the number above which one page searches. Three queries at most.

        :param before: the number below which the page begins; None for the newest.
        """
        plain = Event.objects.filter(self._of_act() & self._of_object())
        found = plain
        if self.within is not None:
            found = found.annotate(subject_guid=_subject_guid()).filter(self.within)
        if self.columns:
            found = found.filter(_changes(self.columns))
        return found, self._floor(plain, before)

    def _of_act(self) -> Q:
        asked = Q()
        if self.subjects is not None:
            asked &= Q(subject__in=self.subjects)
        if self.actors is not None:
            asked &= Q(actor_id__in=self.actors)
        if self.system_actor:
            asked &= Q(actor_id=None, actor_name=self.system_actor)
        if self.units is not None:
            asked &= Q(unit__in=self.units)
        if self.actions:
            asked &= Q(action__in=self.actions)
        return asked

    def _of_object(self) -> Q:
        asked = Q(object_type__in=self.tables) if self.tables else Q()
        if self.objects is not None:
            rows = Q(pk__in=[])
            for table, ids in self.objects:
                rows |= Q(object_type=table, object_id__in=ids)
            asked &= rows
        if self.since is not None:
            asked &= Q(recorded_at__gte=self.since, pk__gt=first_number(self.since) - SLACK)
        if self.until is not None:
            asked &= Q(recorded_at__lt=self.until, pk__lt=first_number(self.until) + SLACK)
        return asked

    def _floor(self, plain: QuerySet[Event], before: int | None) -> int:
        if self.columns:
            compared = plain.filter(_tables(self.columns))
            below = compared.filter(pk__lt=before) if before else compared
            return below.order_by("-pk").values_list("pk", flat=True)[COMPARED_AT_MOST:].first() or 0
        if self.is_led_to:
            return 0
        if before is None:
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True)
            before = (newest.filter(recorded_at__lt=self.until) if self.until else newest).first() or 0
        return max(0, before - READ_AT_MOST)


def first_number(at: datetime) -> int:
    """About the number of the first event at or after a moment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_NUMBER, {"at": at})
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0


def _subject_guid() -> Expression:
    return Case(
        When(subject__regex=_UUID, then=Cast("subject", UUIDField())), default=Value(None), output_field=UUIDField()
    )


def _tables(columns: tuple[tuple[str, str], ...]) -> Q:
    return Q(object_type__in=sorted({table for table, _ in columns}), operation=Operation.UPDATE)


def _changes(columns: tuple[tuple[str, str], ...]) -> Q:
    before = Event.objects.filter(
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        object_version=OuterRef("object_version") - 1,
    )
    changed = Q(pk__in=[])
    for table, column in columns:
        said = Coalesce(Subquery(before.values(said=_value(column))), Value(""))
        changed |= Q(object_type=table, operation=Operation.UPDATE) & ~Q(_same(said, column))
    return changed


def _same(said: Expression, column: str) -> Expression:
    now = Coalesce(_value(column), Value(""))
    return Function(now, said, template="(%(expressions)s)", arg_joiner=" = ", output_field=BooleanField())


def _value(column: str) -> Expression:
    entry = Cast(Function(F("payload"), Value("UTF8"), function="convert_from", output_field=TextField()), JSONField())
    row = KeyTransform("row", entry)
    if column.startswith(EXTRA):
        return KeyTextTransform(column.removeprefix(EXTRA), KeyTransform("extra", row))
    return KeyTextTransform(column, row)
