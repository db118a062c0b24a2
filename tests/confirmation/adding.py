"""Participants of a project on display who add stages to it."""

from datetime import date

import confirmation.actions as cases
import projects.actions as filing
from accounts.rules import BusinessLine, EnterpriseKind
from projects.models import Project
from tests.factories import (
    AT,
    PDF,
    an_official,
    completion_facts,
    contract_facts,
    permit_facts,
    tender_facts,
)
from tests.world import a_firm, confirms

COUNTY = "220102"
LINES = {
    EnterpriseKind.SURVEY: BusinessLine.DESIGN,
    EnterpriseKind.DESIGN: BusinessLine.DESIGN,
    EnterpriseKind.CONSTRUCTION: BusinessLine.CONSTRUCTION,
    EnterpriseKind.SUPERVISION: BusinessLine.QUALITY,
}
ROLES = {
    EnterpriseKind.SURVEY: "surveyor",
    EnterpriseKind.DESIGN: "designer",
    EnterpriseKind.CONSTRUCTION: "contractor",
    EnterpriseKind.SUPERVISION: "supervisor",
}


def named(firm):
    """The columns of a permit that name a firm in the role of its kind."""
    role = ROLES[EnterpriseKind(firm.enterprise.kinds[0])]
    return {f"{role}_name": firm.enterprise.name, f"{role}_code": firm.enterprise.credit_code}


def on_display(*participants, at=AT, **facts):
    """A project that a contractor filed and the county confirmed; its permit names the participants.

    A contractor among them is the one who filed it.
    """
    contractors = [firm for firm in participants if EnterpriseKind.CONSTRUCTION in firm.enterprise.kinds]
    filer = contractors[0] if contractors else a_firm()
    permit = {name: value for firm in participants for name, value in named(firm).items()}
    case = filer.files(at=at, permit=permit, **facts)
    confirms(an_official(COUNTY), case, at=at)
    return Project.objects.get(pk=case.project_id)


def supervision_tender(firm, **changes):
    """Facts of a supervision tender that the firm won."""
    return tender_facts(firm.enterprise, **{"kind": "004", "name": "净月新城住宅项目监理标段", **changes})


def supervision_contract(firm, **changes):
    """Facts of a supervision contract of the firm."""
    return contract_facts(firm.enterprise, **{"kind": "400", "name": "净月新城住宅项目监理合同", **changes})


def second_permit(firm, **changes):
    """Facts of a permit of the project's second part in which the firm is named."""
    facts = permit_facts(a_firm().enterprise, name="二期工程", **named(firm))
    return {**facts, **changes}


def completion_of(permit, **changes):
    """Facts of a completion of the permit."""
    return completion_facts(permit, **{"name": "二期竣工验收备案", "finished_on": date(2023, 10, 1), **changes})


def adds(firm, project, kind, facts, at=AT, paper=True):
    """A record with its paper, saved through the door of the participants."""
    record = firm.adds(project, kind, facts, at=at)
    if paper:
        filing.attach(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            record_guid=record.row_guid,
            kind=record.required_paper,
            filename="扫描件.pdf",
            chunks=[PDF],
            at=at,
        )
    return record


def submits_stages(firm, project, at=AT, explained=True, **changes):
    """A case of the firm's own unconfirmed records; whatever does not fit among them is explained."""
    arguments = {
        "by": firm.user,
        "enterprise": firm.enterprise,
        "project_id": project.pk,
        "kind": EnterpriseKind(firm.enterprise.kinds[0]),
        "declared": True,
        "at": at,
    }
    if explained:
        firm.explains(project, at)
    return cases.submit_stages(**{**arguments, **changes})


def official_for(firm, division=COUNTY, **changes):
    """A county official of the department that handles the firm's kind."""
    return an_official(division, line=LINES[EnterpriseKind(firm.enterprise.kinds[0])], **changes)
