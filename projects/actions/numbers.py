"""Issuing numbers: without gaps or doubles, inside the deciding transaction. Verbs of other verbs."""

from datetime import date, timedelta

from projects.models import EnterpriseIndicators, NumberSeries, PersonalTrackRecord, Project, StageRecord
from projects.rules.dictionaries import ProjectClass
from projects.rules.numbering import PER_DAY, number_prefix, series_of, stage_number


def issue_project_number(*, project: Project, on: date) -> str:
    """The next provincial number for the project's division, day and class (decisions 13). Opens no transaction.

    :param on: the day of the first confirmation; when its 99 are used, the next day with room.
    """
    while True:
        prefix = number_prefix(
            division_code=project.division_id, on=on, project_class=ProjectClass(project.project_class)
        )
        series = _locked(prefix)
        if series.last_serial < PER_DAY:
            return f"{prefix}{_next(series):02d}"
        on += timedelta(days=1)


def issue_record_number(*, record: StageRecord, project_number: str) -> str:
    """The next number of the record's kind in its project; a person's counts within his employer's row (domain.md 3.2).

    Opens no transaction. An employer's row has its number before its people have theirs.
    """
    if isinstance(record, PersonalTrackRecord):
        employer = EnterpriseIndicators.objects.values_list("number", flat=True).get(pk=record.indicators_id)
        assert employer is not None, "graded before its people"
        return f"{employer}-{_next(_locked(employer)):02d}"
    return issue_stage_number(project_number=project_number, letters=record.number_letters)


def issue_stage_number(*, project_number: str, letters: str) -> str:
    """The next number of a project's records with these letters. Opens no transaction."""
    series = _locked(f"{project_number}-{letters}")
    return stage_number(project_number=project_number, letters=letters, serial=_next(series))


def _locked(prefix: str) -> NumberSeries:
    NumberSeries.objects.bulk_create([NumberSeries(prefix=prefix)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(prefix=prefix)


def _next(series: NumberSeries) -> int:
    series.last_serial += 1
    series.save(update_fields=["last_serial"])
    return series.last_serial


def count_on_from(*, record: StageRecord, number: str) -> None:
    """Let the numbers that are issued here go on behind one that came with an old record. Opens no transaction."""
    prefix, serial = series_of(record.record_kind, number)
    series = _locked(prefix)
    if serial > series.last_serial:
        series.last_serial = serial
        series.save(update_fields=["last_serial"])
