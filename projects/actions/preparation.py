"""Filling in what comes before building: tender, contract, review of the drawings. All of them are optional."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from projects.actions.filling import code_faults, fill, open_record, own_project
from projects.models import Contract, DrawingReview, Tender
from projects.rules.dictionaries import Sector
from projects.rules.facts import contract_faults, drawing_review_faults, require_sound, tender_faults


class TenderIsOfAnotherProject(RuleError):
    """The contract names a tender of another project."""


@transaction.atomic(durable=True)
def save_tender(
    *, by: User, enterprise: Enterprise, project_id: int, tender_id: int | None, facts: Mapping[str, Any], at: datetime
) -> Tender:
    """Add a tender that was won, or change one that is still open.

    :param facts: the fields of ``projects.forms.TenderForm``; the manager as for a permit's people.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    tender = open_record(Tender, project, tender_id, enterprise, at)
    require_sound(
        tender_faults(facts, Sector(project.sector), day_of(at)) + code_faults(facts, ("agency_code", "winner_code"))
    )
    with context(acting_for_enterprise(by, enterprise), action="projects.save_tender", subject=str(project.row_guid)):
        fill(tender, facts, at, people=("manager",))
    return tender


@transaction.atomic(durable=True)
def save_contract(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    contract_id: int | None,
    facts: Mapping[str, Any],
    at: datetime,
) -> Contract:
    """Add a contract, or change one that is still open.

    :param facts: the fields of ``projects.forms.ContractForm``; the project head as for a permit's people.
    :raises TenderIsOfAnotherProject: when the tender named is not this project's.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    contract = open_record(Contract, project, contract_id, enterprise, at)
    if facts["tender"] is not None and facts["tender"].project_id != project.pk:
        raise TenderIsOfAnotherProject("所选中标信息不属于本项目，请重新选择", field="tender")
    codes = ("client_code", "contractor_code", "partner_code")
    require_sound(contract_faults(facts, day_of(at)) + code_faults(facts, codes))
    with context(acting_for_enterprise(by, enterprise), action="projects.save_contract", subject=str(project.row_guid)):
        fill(contract, facts, at, people=("project_head",))
    return contract


@transaction.atomic(durable=True)
def save_drawing_review(
    *, by: User, enterprise: Enterprise, project_id: int, review_id: int | None, facts: Mapping[str, Any], at: datetime
) -> DrawingReview:
    """Add a review of the construction drawings, or change one that is still open.

    :param facts: the fields of ``projects.forms.DrawingReviewForm``.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    review = open_record(DrawingReview, project, review_id, enterprise, at)
    codes = ("reviewer_code", "surveyor_code", "designer_code")
    require_sound(drawing_review_faults(facts, day_of(at)) + code_faults(facts, codes))
    with context(
        acting_for_enterprise(by, enterprise), action="projects.save_drawing_review", subject=str(project.row_guid)
    ):
        fill(review, facts, at)
    return review
