"""Filed cases and the people who confirm them, put down before anything is killed.

Of each county two projects are filed through the real actions; the others are copies of their rows, history included.
The first waits with all its cases. The second is on display, since nobody but its filer adds to a project that is not:
two other firms have added to it, and copies of what they added lie with the county for every project. There it is
confirmed after the basic information of that project is (decisions 19).
"""

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

import confirmation.actions as cases
from accounts.models import Appointment
from accounts.rules import BusinessLine, EnterpriseKind, Role
from audit.context import Acting, SystemActor, context
from common.divisions import divisions
from confirmation.actions.bulk_rule import set_bulk_confirm
from confirmation.bulk import CHOSEN_AT_MOST
from grading.actions import keep_window
from projects.models import Project
from tests.chaos.copying import codes_of, copy_projects, copy_supplements
from tests.factories import an_authority, an_official, contract_facts, indicators_facts, tender_facts
from tests.world import a_firm, confirms

VERSIONS = 4  # of each project: its basic information, its steel structure, and what two other firms add
STEEL = {"category": "Y09", "indicators": [{"code": "single_span", "value": "36"}]}
AT_ONCE = 500  # projects


class Unit(NamedTuple):
    """A department of an authority."""

    division: str
    line: str


def places(officials):
    """Counties, each with its city, so that there are as many officials: one a city, two a county.

    Of the choices that need as many as wanted, or else most, the one with most cities.
    """
    of_city = {}
    for one in divisions().values():
        if one.level == one.confirm_level == "county":
            of_city.setdefault(one.city_code, []).append(one.code)
    most = min(len(of_city), max(1, officials // 3))
    cities = max(range(1, most + 1), key=lambda number: (-((officials - number) % 2), number))
    counties, chosen = Counter(), {}
    while len(chosen) < min(max(1, (officials - cities) // 2), sum(map(len, list(of_city.values())[:cities]))):
        city = min(list(of_city)[:cities], key=lambda code: (counties[code] / len(of_city[code]), code))
        chosen[of_city[city][counties[city]]] = city
        counties[city] += 1
    return chosen


def originals(writers):
    """The window, the officials, the firms, and of each county the two projects of which the others are copies."""
    at = timezone.now()
    _open_window()
    firms = [a_firm(kind) for kind in (EnterpriseKind.CONSTRUCTION, EnterpriseKind.SURVEY, EnterpriseKind.DESIGN)]
    province, counties = an_official("220000", role=Role.ADMINISTRATOR), places(writers)
    for city in dict.fromkeys(counties.values()):
        an_official(city)
    for county in counties:
        official = an_official(county)
        an_official(county, line=BusinessLine.DESIGN)
        set_bulk_confirm(
            by=province,
            unit=an_authority(county),
            at_most=CHOSEN_AT_MOST,
            starts_on=timezone.localdate(),
            reason="混沌试验",
            at=at,
        )
        first, displayed = _filed(firms, county, at), _filed(firms, county, at)
        _display(displayed, firms, official, at)
        with _acting():
            copy_supplements(displayed, [(first.pk, first.row_guid)])


def officials():
    """Who confirms, by unit."""
    rows = Appointment.objects.filter(role=Role.REVIEWER).select_related("user", "authority").order_by("pk")
    return {Unit(row.authority.division_id, row.business_line): row.user for row in rows}


def copies(count, is_over):
    """Copies until there are so many projects; whether there are. What is there already stays.

    :param is_over: asked after each transaction, whether to stop.
    """
    counties = list(dict.fromkeys(Project.objects.order_by("pk").values_list("division_id", flat=True)))
    share, rest = divmod(count, len(counties))
    for place, county in enumerate(counties):
        wanted = share + (place < rest)
        there = Project.objects.filter(division=county).order_by("pk")
        original, displayed = there[:2]
        while (missing := wanted - there.count()) > 0:
            if is_over():
                return False
            with _acting():
                copy_projects(original, displayed, codes_of(county, there.count(), min(AT_ONCE, missing)))
    return True


def _open_window():
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


@contextmanager
def _acting():
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        yield


def _filed(firms, county, at):
    """A house whose steel structure goes to the city at once; its permit names the two other firms."""
    contractor, surveyor, designer = firms
    named = {
        "surveyor_name": surveyor.enterprise.name,
        "surveyor_code": surveyor.enterprise.credit_code,
        "designer_name": designer.enterprise.name,
        "designer_code": designer.enterprise.credit_code,
    }
    project = contractor.fills_in(at=at, permit=named, division=county)
    contractor.adds(project, "INDICATORS", indicators_facts(**STEEL), at)
    contractor.papers(project, at)
    contractor.submits(project, at)
    return project


def _display(project, firms, official, at):
    """The county confirms the house, and the two other firms add to it: a tender with its contract, and a contract."""
    _, surveyor, designer = firms
    confirms(official, project.cases.get(is_special=False), at=at)
    own = {"name": "住宅项目勘察", "manager_name": "", "manager_document": "", "manager_number": ""}
    won = surveyor.adds(project, "TENDER", tender_facts(surveyor.enterprise, kind="001", **own), at)
    surveyor.adds(project, "CONTRACT", contract_facts(surveyor.enterprise, won, kind="100", name="住宅项目勘察"), at)
    designer.adds(project, "CONTRACT", contract_facts(designer.enterprise, kind="200", name="住宅项目设计"), at)
    for firm in (surveyor, designer):
        firm.papers(project, at)
        firm.explains(project, at)
        cases.submit_stages(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            kind=EnterpriseKind(firm.enterprise.kinds[0]),
            declared=True,
            at=at,
        )
