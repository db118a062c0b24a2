"""The people of the tests, and the steps that they take through the real actions."""

from dataclasses import dataclass

import confirmation.actions as cases
import projects.actions as filing
from accounts.models import Enterprise, User
from accounts.rules import BusinessLine, EnterpriseKind
from confirmation.models import Case
from confirmation.queries.gate import gate_for
from confirmation.queries.records import records_of_filing
from confirmation.rules.decisions import PaperReading, VerificationMethod, Verified
from national.queries import national_shown
from projects.actions.findings import give_reasons
from projects.models import Project
from projects.queries import attachments_of, missing_papers, records_of
from projects.queries.consistency import findings_of
from projects.rules.kinds import RecordKind
from tests.factories import (
    AT,
    PDF,
    EnterpriseFactory,
    MembershipFactory,
    an_identity_number,
    completion_facts,
    contract_facts,
    drawing_review_facts,
    permit_facts,
    project_facts,
    tender_facts,
)


@dataclass
class Firm:
    """An enterprise and the person who files for it."""

    user: User
    enterprise: Enterprise

    def fills_in(
        self, at=AT, completed=True, prepared=False, permit=None, completion=None, **project_changes
    ) -> Project:
        """A project with permit, completion and all papers, not submitted.

        :param prepared: with tender, contract and drawing review too.
        """
        project = filing.start_project(
            by=self.user, enterprise=self.enterprise, facts=project_facts(**project_changes), at=at
        )
        manager = {"project_manager_number": an_identity_number(), **(permit or {})}["project_manager_number"]
        if prepared:
            won = self.adds(project, "TENDER", tender_facts(self.enterprise, manager_number=manager), at)
            self.adds(project, "CONTRACT", contract_facts(self.enterprise, won), at)
            self.adds(project, "DRAWING_REVIEW", drawing_review_facts(), at)
        granted = self.adds(
            project,
            "PERMIT",
            permit_facts(self.enterprise, **{"project_manager_number": manager, **(permit or {})}),
            at,
        )
        if completed:
            self.adds(project, "COMPLETION", completion_facts(granted, **(completion or {})), at)
        self.papers(project, at)
        return project

    def papers(self, project, at=AT) -> None:
        """The required paper of every record of the firm's that lacks it."""
        own = [record for record in records_of(project) if record.is_open and record.filed_by == self.enterprise]
        for record, _ in missing_papers(own, attachments_of(project)):
            filing.attach(
                by=self.user,
                enterprise=self.enterprise,
                project_id=project.pk,
                at=at,
                record_guid=record.row_guid,
                kind=record.required_paper,
                filename="扫描件.pdf",
                chunks=[PDF],
            )

    def adds(self, project, kind, facts, at=AT, record_id=None):
        """A record of the project, new or changed."""
        return filing.save_record(
            by=self.user,
            enterprise=self.enterprise,
            project_id=project.pk,
            kind=RecordKind(kind),
            record_id=record_id,
            facts=facts,
            at=at,
        )

    def explains(self, project, at=AT) -> None:
        """Why whatever does not fit in the filing is right all the same."""
        records = records_of_filing(project, self.enterprise)
        asked = {row.finding.key: row.finding for row in findings_of(project, records, self.enterprise) if row.is_open}
        if asked:
            give_reasons(
                by=self.user,
                enterprise=self.enterprise,
                project_id=project.pk,
                findings=asked,
                reasons=dict.fromkeys(asked, "与工程档案一致"),
                at=at,
            )

    def submits(self, project, at=AT) -> Case:
        """A case of the project, submitted; whatever does not fit in it is explained."""
        self.explains(project, at)
        return cases.submit_backfill(
            by=self.user,
            enterprise=self.enterprise,
            project_id=project.pk,
            kind=EnterpriseKind(self.enterprise.kinds[0]),
            declared=True,
            at=at,
        )

    def files(self, at=AT, **facts) -> Case:
        """A project filled in and submitted."""
        return self.submits(self.fills_in(at=at, **facts), at=at)

    def applies_for_next_grade(self, project, at=AT, purpose="") -> Case:
        """An application for the next grade, submitted."""
        return cases.submit_upgrade(
            by=self.user,
            enterprise=self.enterprise,
            project_id=project.pk,
            kind=EnterpriseKind(self.enterprise.kinds[0]),
            use_purpose=purpose,
            declared=True,
            at=at,
        )


def a_firm(kind=EnterpriseKind.CONSTRUCTION) -> Firm:
    """A contractor and its filler, unless another kind is asked for."""
    membership = MembershipFactory(enterprise=EnterpriseFactory(kinds=[kind]))
    return Firm(membership.user, membership.enterprise)


def confirms(official, case, at=AT, claim=True, **changes) -> Case:
    """The official claims the case and confirms it with everything that a decision needs."""
    if claim:
        cases.claim(by=official, case_id=case.pk, at=at)
    case.refresh_from_db()
    decision = {
        "by": official,
        "case_id": case.pk,
        "version_seen": case.version,
        "paper": PaperReading(case.project.name, case.project.investment_code, case.project.approval_number),
        "verified": {record.row_guid: Verified(VerificationMethod.ORIGINALS) for record in records_of(case.project)},
        "note": "与原件一致",
        "address": "127.0.0.1",
        "at": at,
    }
    return cases.confirm(**{**decision, **changes})


LINE = BusinessLine.CONSTRUCTION


def gate_now(project, records, today, windows):
    """What the gate answers with what the national platform shows now."""
    return gate_for(project, records, today, windows, national_shown=national_shown(str(project.row_guid)))
