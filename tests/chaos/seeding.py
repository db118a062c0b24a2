"""Filed cases and the people who confirm them, put down before anything is killed.

One project of each county is filed through the real actions; the others are copies of its rows, history included.
"""

from collections import Counter
from contextlib import contextmanager
from copy import copy
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from audit.context import Acting, SystemActor, context
from common.divisions import divisions
from confirmation.models import Case, CaseItem, ClockEvent, Submission
from confirmation.rules.states import Status
from grading.actions import keep_window
from projects.models import Attachment, Completion, ConstructionPermit, EnterpriseIndicators, Project
from tests.chaos.people import Step
from tests.factories import an_investment_code, an_official, indicators_facts
from tests.world import a_firm

STEEL = {"category": "Y09", "indicators": [{"code": "single_span", "value": "36"}]}
AT_ONCE = 250  # projects


def units(writers):
    """Counties, each with its city, so that as many authorities as wanted have an official each.

    Cities take turns, so that there are as many of them as of counties as long as the province has enough.
    """
    places, counties, chosen = Counter(), [], {}
    for one in divisions().values():
        if one.level == one.confirm_level == "county":
            counties.append((places[one.city_code], one.code, one.city_code))
            places[one.city_code] += 1
    for _, county, city in sorted(counties):
        if len(chosen) + 1 + len({*chosen.values(), city}) <= writers:
            chosen[county] = city
    return chosen


def cases(count, writers):
    """So many projects, each with a case of its county and one of its city: their steps, and each unit's official.

    The steel structure of a house goes to the city at once, which confirms it after the county has confirmed the house:
    two versions of one project, decided by two units.
    """
    with _acting():
        keep_window(
            code="CHAOS",
            clause="混沌试验（示例窗口）",
            finished_before=date(2024, 11, 25),
            released_before=date(2024, 9, 1),
            opens_on=date(2024, 11, 25),
            confirm_by=timezone.localdate() + timedelta(days=30),
            effective_on=date(2024, 11, 25),
            is_example=True,
        )
    firm, cities = a_firm(), units(writers)
    counties = list(cities)[:count]
    firsts = [_filed(firm, county) for county in counties]
    share, rest = divmod(count - len(counties), len(counties))
    for place, first in enumerate(firsts):
        wanted = share + (place < rest)
        for begin in range(0, wanted, AT_ONCE):
            _copy(first, min(AT_ONCE, wanted - begin))
    steps = [
        Step(case.pk, case.project_id, _unit(case, cities), case.is_special, _fields(case))
        for case in Case.objects.select_related("project").prefetch_related("items").order_by("pk")
    ]
    wanted = dict.fromkeys((*counties, *(cities[county] for county in counties)))
    return steps, {unit: an_official(unit) for unit in wanted}


def _unit(case, cities):
    county = case.project.division_id
    return cities[county] if case.is_special else county


def _fields(case):
    """What an official fills in when he confirms the case."""
    fields = {f"method_{item.record_guid}": "ORIGINALS" for item in case.items.all()}
    if case.is_special:
        return fields
    project = case.project
    read = {"name": project.name, "code": project.investment_code, "number": project.approval_number}
    return fields | {f"paper_{name}": value for name, value in read.items()}


@contextmanager
def _acting():
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        yield


def _filed(firm, county):
    at = timezone.now()
    project = firm.fills_in(at=at, division=county)
    firm.adds(project, "INDICATORS", indicators_facts(**STEEL), at)
    firm.papers(project, at)
    firm.submits(project, at)
    return project


def _copy(original, count):
    """So many more projects like this one, as they lie with their authorities."""
    codes = [an_investment_code(original.division_id) for _ in range(count)]
    guids = {}

    def fresh(guid, number):
        return guids.setdefault((guid, number), uuid4())

    def copies(model, **changed):
        """Every project's copies of a record, open; by the original's id and the project's place."""
        rows = {
            (row.pk, number): _like(
                row,
                row_guid=fresh(row.row_guid, number),
                project=project,
                sealed_at=None,
                **{name: value(row, number) for name, value in changed.items()},
            )
            for row in model.objects.filter(project=original)
            for number, project in enumerate(projects)
        }
        model.objects.bulk_create(rows.values())
        return rows

    with _acting():
        row = Project.objects.get(pk=original.pk)
        projects = Project.objects.bulk_create(
            _like(
                row,
                row_guid=fresh(row.row_guid, number),
                investment_code=code,
                name=f"{row.name}{code}",
                sealed_at=None,
            )
            for number, code in enumerate(codes)
        )
        permits = copies(ConstructionPermit)
        copies(Completion, permit=lambda row, number: permits[row.permit_id, number])
        copies(EnterpriseIndicators)
        Attachment.objects.bulk_create(
            _like(paper, guid=uuid4(), record_guid=fresh(paper.record_guid, number), project=project)
            for paper in Attachment.objects.filter(project=original)
            for number, project in enumerate(projects)
        )
        # Nothing is added to the papers of what is submitted: it is closed after they are there.
        Project.objects.filter(pk__in=[project.pk for project in projects]).update(sealed_at=row.sealed_at)
        for model in (ConstructionPermit, Completion, EnterpriseIndicators):
            model.objects.filter(project__in=projects).update(sealed_at=row.sealed_at)
        for case in Case.objects.filter(project=original):
            _copy_case(case, projects, fresh)


def _copy_case(case, projects, fresh):
    drafts = {"status": Status.DRAFT, "version": 1}
    copies = [_like(case, project=one, number=f"{case.number}{one.pk:06d}", **drafts) for one in projects]
    every = list(enumerate(Case.objects.bulk_create(copies)))
    items = list(CaseItem.objects.filter(case=case))
    CaseItem.objects.bulk_create(
        _like(item, case=copied, record_guid=fresh(item.record_guid, number))
        for item in items
        for number, copied in every
    )
    ClockEvent.objects.bulk_create(
        _like(event, case=copied) for event in ClockEvent.objects.filter(case=case) for _, copied in every
    )
    for sent in Submission.objects.filter(case=case):
        snapshots = [_renamed(sent.snapshot, items, fresh, number) for number, _ in every]
        Submission.objects.bulk_create(
            _like(sent, case=copied, snapshot=snapshots[number], sha256=sha256(snapshots[number].encode()).hexdigest())
            for number, copied in every
        )
    Case.objects.filter(project__in=projects, status=Status.DRAFT).update(status=case.status, version=case.version)


def _renamed(snapshot, items, fresh, number):
    for item in items:
        snapshot = snapshot.replace(str(item.record_guid), str(fresh(item.record_guid, number)))
    return snapshot


def _like(row, **changes):
    """A row of the same table, not saved, that differs in these fields."""
    other = copy(row)
    other._state = copy(row._state)
    other._state.fields_cache = {}
    other.pk, other._state.adding = None, True
    for name, value in changes.items():
        setattr(other, name, value)
    return other
