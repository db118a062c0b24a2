"""Filling in records. Facts come as a mapping that a form has already found well-formed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.actions.filling import code_faults, fill, open_record, own_project, require_open
from projects.models import Completion, ConstructionPermit, Project
from projects.queries import scope_rules
from projects.rules.dictionaries import Sector
from projects.rules.facts import (
    Fault,
    completion_faults,
    credit_code_fault,
    permit_faults,
    project_faults,
    require_sound,
)
from projects.rules.menus import ProjectExistsAlready
from projects.rules.scope import require_in_scope

PERSON_FIELDS = ("project_manager", "chief_supervisor")
PARTY_CODE_FIELDS = ("surveyor_code", "designer_code", "contractor_code", "supervisor_code")


class PermitIsOfAnotherProject(RuleError):
    """The completion names a permit of another project."""


@transaction.atomic(durable=True)
def start_project(*, by: User, enterprise: Enterprise, facts: Mapping[str, Any], at: datetime) -> Project:
    """Begin a project backfill with its basic information (业绩补录).

    :param facts: the fields of ``projects.forms.ProjectForm``.
    :raises SectorIsOutOfScope: 一（二）.
    :raises ProjectExistsAlready: when a submitted or confirmed project has the same investment code (四（二）).
    :raises FactsAreFaulty: with every faulty field.
    """
    require_member(by, enterprise, day_of(at))
    project = Project(filed_by=enterprise, created_at=at)
    return _write_project(project, by=by, enterprise=enterprise, facts=facts, at=at, action="projects.start_project")


@transaction.atomic(durable=True)
def save_project(
    *, by: User, enterprise: Enterprise, project_id: int, facts: Mapping[str, Any], at: datetime
) -> Project:
    """Change the basic information of a project that is still open; raises as :func:`start_project`."""
    project = own_project(by, enterprise, project_id, at)
    require_open(project)
    return _write_project(project, by=by, enterprise=enterprise, facts=facts, at=at, action="projects.save_project")


def _write_project(
    project: Project, *, by: User, enterprise: Enterprise, facts: Mapping[str, Any], at: datetime, action: str
) -> Project:
    sector = Sector(facts["sector"])
    require_in_scope(sector, scope_rules(day_of(at)))
    require_sound(project_faults(facts, day_of(at)) + credit_code_fault("owner_code", facts["owner_code"]))
    require_new_code(facts["investment_code"], apart_from=project)
    for name, value in facts.items():
        setattr(project, name, value)
    project.project_class = sector.project_class
    project.updated_at = at
    with context(acting_for_enterprise(by, enterprise), action=action, subject=str(project.row_guid)):
        project.save()
    return project


def require_new_code(investment_code: str, *, apart_from: Project) -> None:
    """Let pass an investment code that no other submitted or confirmed project has.

    :raises ProjectExistsAlready: otherwise; the other firm's name and data stay unknown (decisions 21).
    """
    twins = Project.objects.same_code(investment_code).exclude(row_guid=apart_from.row_guid)
    if twins.exists():
        raise ProjectExistsAlready(
            f"项目代码 {investment_code} 的项目已有填报，不得重复添加项目基本信息；"
            "请用该代码检索，在“业绩环节补录”中补充缺失环节",
            clause=of_notice("一（六）2、四（二）"),
            field="investment_code",
        )


@transaction.atomic(durable=True)
def save_permit(
    *, by: User, enterprise: Enterprise, project_id: int, permit_id: int | None, facts: Mapping[str, Any], at: datetime
) -> ConstructionPermit:
    """Add a permit or commencement report, or change one that is still open.

    :param facts: the fields of ``projects.forms.PermitForm``; a person as ``<role>_name``, ``_document`` and
        ``_number``. An empty number with an unchanged name keeps the person.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    permit = open_record(ConstructionPermit, project, permit_id, enterprise, at)
    faults = permit_faults(facts, Sector(project.sector), day_of(at)) + code_faults(facts, PARTY_CODE_FIELDS)
    faults += _filer_is_named(facts, enterprise)
    require_sound(faults)
    with context(acting_for_enterprise(by, enterprise), action="projects.save_permit", subject=str(project.row_guid)):
        fill(permit, facts, at, people=PERSON_FIELDS)
    return permit


@transaction.atomic(durable=True)
def save_completion(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    completion_id: int | None,
    facts: Mapping[str, Any],
    at: datetime,
) -> Completion:
    """Add a completion or its filing, or change one that is still open.

    :param facts: the fields of ``projects.forms.CompletionForm``.
    :raises PermitIsOfAnotherProject: when the permit named is not this project's.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    completion = open_record(Completion, project, completion_id, enterprise, at)
    if facts["permit"].project_id != project.pk:
        raise PermitIsOfAnotherProject("所选施工许可不属于本项目，请重新选择", field="permit")
    require_sound(
        completion_faults(facts, Sector(project.sector), day_of(at)) + code_faults(facts, ("testing_agency_code",))
    )
    with context(
        acting_for_enterprise(by, enterprise), action="projects.save_completion", subject=str(project.row_guid)
    ):
        fill(completion, facts, at)
    return completion


def _filer_is_named(facts: Mapping[str, Any], enterprise: Enterprise) -> list[Fault]:
    # 一（一）: a filer is one of the project's own survey, design, construction or supervision enterprises.
    if enterprise.credit_code in {facts[field] for field in PARTY_CODE_FIELDS}:
        return []
    return [
        Fault(
            "contractor_code",
            f"本企业（{enterprise.credit_code}）须是勘察、设计、施工、监理单位之一，请核对各参建单位的代码",
        )
    ]
