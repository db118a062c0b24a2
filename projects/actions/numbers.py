"""Issuing numbers: without gaps or doubles, inside the deciding transaction. Verbs of other verbs."""

from datetime import date, timedelta

from django.db import connection

from projects.models import EnterpriseIndicators, NumberSeries, PersonalTrackRecord, Project, StageRecord
from projects.rules.dictionaries import ProjectClass
from projects.rules.numbering import PER_DAY, number_prefix, series_of, stage_number

_NO_END = 2**31 - 1
# Begun or counted on in one statement, which waits for whoever counts the same series.
_COUNT_ON = """
INSERT INTO projects_numberseries AS series (prefix, last_serial) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET last_serial = series.last_serial + 1 WHERE series.last_serial < %s
RETURNING last_serial
"""


def issue_project_number(*, project: Project, on: date) -> str:
    """The next provincial number for the project's division, day and class (decisions 13). Opens no transaction.

    :param on: the day of the first confirmation; when its 99 are used, the next day with room.
    """
    while True:
        prefix = _prefix(project, on)
        serial = _counted_on(prefix, at_most=PER_DAY)
        if serial is not None:
            return f"{prefix}{serial:02d}"
        on = _day_with_room(project, on)


def _prefix(project: Project, on: date) -> str:
    return number_prefix(division_code=project.division_id, on=on, project_class=ProjectClass(project.project_class))


def _day_with_room(project: Project, full: date) -> date:
    """The first day after a full one that isn't, of the next year; the day behind that when all are."""
    days = [full + timedelta(days=ahead) for ahead in range(1, 367)]
    prefixes = {day: _prefix(project, day) for day in days}
    used = NumberSeries.objects.filter(prefix__in=prefixes.values(), last_serial__gte=PER_DAY)
    taken = set(used.values_list("prefix", flat=True))
    return next((day for day in days if prefixes[day] not in taken), days[-1] + timedelta(days=1))


def issue_record_number(*, record: StageRecord, project_number: str) -> str:
    """The next number of the record's kind in its project; a person's counts within his employer's row (domain.md 3.2).

    Opens no transaction. An employer's row has its number before its people have theirs.
    """
    if isinstance(record, PersonalTrackRecord):
        employer = EnterpriseIndicators.objects.values_list("number", flat=True).get(pk=record.indicators_id)
        assert employer is not None, "graded before its people"
        return f"{employer}-{_next(employer):02d}"
    return issue_stage_number(project_number=project_number, letters=record.number_letters)


def issue_stage_number(*, project_number: str, letters: str) -> str:
    """The next number of a project's records with these letters. Opens no transaction."""
    serial = _next(f"{project_number}-{letters}")
    return stage_number(project_number=project_number, letters=letters, serial=serial)


def _next(prefix: str) -> int:
    serial = _counted_on(prefix, at_most=_NO_END)
    assert serial is not None, "a series without an end"
    return serial


def _counted_on(prefix: str, *, at_most: int) -> int | None:
    """Count a series on by one and hold it until the transaction ends; None when it has come to its most."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [prefix, at_most])
        row = cursor.fetchone()
    return row[0] if row else None


def count_on_from(*, record: StageRecord, number: str) -> None:
    """Let the numbers that are issued here go on behind one that came with an old record. Opens no transaction."""
    prefix, serial = series_of(record.record_kind, number)
    NumberSeries.objects.bulk_create([NumberSeries(prefix=prefix)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix)
    if serial > series.last_serial:
        series.last_serial = serial
        series.save(update_fields=["last_serial"])
