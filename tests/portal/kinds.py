"""Firms and projects of every kind, from a draft to grade A, and what each is good for."""

from accounts.rules import EnterpriseKind
from confirmation.queries.uses import answers_for
from national.queries import national_shown
from projects.models import Project
from projects.queries import records_of
from projects.rules.dictionaries import Sector
from tests.confirmation.adding import LINES
from tests.factories import AT, an_official, drawing_review_facts, exemption_facts, indicators_facts, personal_facts
from tests.world import a_firm, confirms

LATE = AT.replace(year=2025, month=3)


def with_indicators(firm, project, at=AT, **changes):
    indicators = firm.adds(project, "INDICATORS", indicators_facts(**changes), at)
    firm.adds(project, "PERSONAL", personal_facts(indicators), at)
    firm.papers(project, at)


def filed(firm, at=AT, indicators=False, drawings=False, exempt=None, completion=None, **facts):
    project = firm.fills_in(at=at, completion=completion, **facts)
    if drawings:
        firm.adds(project, "DRAWING_REVIEW", drawing_review_facts(), at)
        firm.papers(project, at)
    if exempt is not None:
        firm.adds(project, "EXEMPTION", exemption_facts(**exempt), at)
        firm.papers(project, at)
    if indicators:
        with_indicators(firm, project, at)
    return project


def raised(firm, project, deliver, to="C", at=AT):
    """The project with everything in it at a grade; at B and A it stands on the national platform."""
    if to == "first B":
        case = confirms(an_official("220100"), firm.submits(project, at), at)
        return Project.objects.get(pk=case.project_id)
    line = LINES[EnterpriseKind(firm.enterprise.kinds[0])]
    case = confirms(an_official("220102", line=line), firm.submits(project, at), at)
    if to in "BA":
        deliver()
        case = confirms(an_official("220100"), firm.applies_for_next_grade(project, at), at)
        deliver()
    if to == "A":
        case = firm.applies_for_next_grade(project, at, purpose="建筑工程施工总承包一级")
        case = confirms(an_official("220000"), confirms(an_official("220000"), case, at), at)
        deliver()
    return Project.objects.get(pk=case.project_id)


NO_FILING = {"stands_for": "FILING", "ground": "NONE"}
ACCEPTED = {"kind": "1", "name": "竣工验收"}
WHOLE = {"indicators": True, "drawings": True}


def many(deliver):
    """Firms and projects of every kind, from a draft to A."""

    def of(firm, to="C", at=AT, **facts):
        project = filed(firm, at, **facts)
        return firm, (raised(firm, project, deliver, to, at) if to else project)

    yield of(a_firm(), to="")
    yield of(a_firm())
    yield of(a_firm(), completed=False)
    yield of(a_firm(), completion=ACCEPTED)
    yield of(a_firm(), indicators=True)
    yield of(a_firm(), to="B", indicators=True)
    yield of(a_firm(), to="B", **WHOLE)
    yield of(a_firm(), to="A", **WHOLE)
    yield of(a_firm(), to="A", drawings=True)
    yield of(a_firm(), to="C", at=LATE, **WHOLE)
    firm = a_firm(EnterpriseKind.DESIGN)
    named = {"designer_name": firm.enterprise.name, "designer_code": firm.enterprise.credit_code}
    yield of(firm, permit=named)
    yield of(a_firm(), to="A", indicators=True, exempt={})
    yield of(a_firm(), to="first B", sector=Sector.METALLURGY, completion=ACCEPTED, exempt=NO_FILING)


def met_here(firm, project):
    """What the one answer says: use and person of each use that is met."""
    records = [row for row in records_of(project) if row.is_confirmed]
    shown = national_shown(str(project.row_guid))
    answers = answers_for(project, records, firm.enterprise, national_shown=shown)
    return {(answer.use.value, asked.who) for asked, answer in answers if answer.met}
