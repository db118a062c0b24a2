"""The demo's projects: each took the real road through the actions, at made-up moments."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Authority, Enterprise, User
from accounts.rules import EnterpriseKind
from common.clock import now
from confirmation import actions as cases
from confirmation.models import Case
from confirmation.rules.decisions import PaperReading, VerificationMethod, Verified
from grading.actions import open_window
from grading.models import FilingWindow
from portal.demo.facts import PLANS, Plan, completion_facts, permit_facts, project_facts, scan
from portal.demo.preparation import contract_facts, drawing_review_facts, preparation_scan, tender_facts
from projects import actions as filing
from projects.actions.scanning import scan_due_papers
from projects.models import Project, StageRecord
from projects.queries import records_of
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS
from projects.rules.kinds import RecordKind

_SCANS_TAKE = timedelta(minutes=2)
_REVIEWERS = {
    "220102": "nanguan",
    "220122": "nongan",
    "220581": "meihekou",
    "229011": "changbaishan",
    "220203": "jilinshi",
}


def load_projects(now: datetime, say: Callable[[str], None]) -> None:
    """Load what is missing of the demo's projects, one after the other; safe to repeat.

    :param say: told the name of each project that is loaded.
    """
    _example_window(now)
    for serial, plan in enumerate(PLANS, start=1):
        if not Project.objects.filter(name=plan.name).exists():
            _Road(plan, serial, now - timedelta(days=3 * (len(PLANS) - serial) + 20)).take()
            say(plan.name)


def _example_window(now: datetime) -> None:
    if FilingWindow.objects.filter(code="EXAMPLE").exists():
        return
    authority = Authority.objects.get(division_id="220000")
    open_window(
        by=User.objects.get(username="guanli"),
        authority=authority,
        code="EXAMPLE",
        clause="演示用后续通知",
        finished_before=date(2026, 7, 1),
        released_before=date(2026, 7, 1),
        opens_on=date(2025, 1, 1),
        confirm_by=(now + timedelta(days=730)).date(),
        is_example=True,
        at=now - timedelta(days=60),
    )


def _add(own: dict[str, Any], kind: RecordKind, facts: dict[str, Any]) -> StageRecord:
    return filing.save_record(**own, kind=kind, record_id=None, facts=facts)


class _Road:
    """One project on its way."""

    def __init__(self, plan: Plan, serial: int, begun: datetime) -> None:
        self.plan, self.serial, self.begun = plan, serial, begun
        self.by = User.objects.get(username=plan.filer)
        self.enterprise: Enterprise = self.by.memberships.select_related("enterprise").earliest("pk").enterprise

    def take(self) -> None:
        """From the first entry as far as the plan says."""
        project = self._fill_in()
        if self.plan.reached == "DRAFT":
            return
        case = self._submit(project, self.begun + timedelta(days=1))
        if self.plan.reached == "RETURNED":
            self._return(case)
        elif self.plan.reached in ("C", "B"):
            case = self._confirm(case, _REVIEWERS[self.plan.division], self.begun + timedelta(days=4))
        if self.plan.reached == "B" and case.target_grade == "C":
            upgrade = cases.submit_upgrade(
                by=self.by,
                enterprise=self.enterprise,
                project_id=project.pk,
                kind=EnterpriseKind(self.enterprise.kinds[0]),
                use_purpose="",
                declared=True,
                at=self.begun + timedelta(days=6),
            )
            self._confirm(upgrade, "changchun", self.begun + timedelta(days=9))

    def _fill_in(self) -> Project:
        own: dict[str, Any] = {"by": self.by, "enterprise": self.enterprise, "at": self.begun}
        project = filing.start_project(**own, facts=project_facts(self.plan, self.serial))
        own["project_id"] = project.pk
        if self.plan.prepared:
            self._prepare(own)
        permit = _add(own, RecordKind.PERMIT, permit_facts(self.plan, self.serial, self.enterprise))
        if self.plan.finished:
            _add(own, RecordKind.COMPLETION, completion_facts(self.plan, self.serial, permit))
        for record in records_of(project):
            filing.attach(
                **own,
                record_guid=record.row_guid,
                kind=REQUIRED_ATTACHMENTS[record.stage],
                filename=f"{record.stage.label}扫描件.pdf",
                chunks=[preparation_scan(record) or scan(project, record)],
            )
        return project

    def _prepare(self, own: dict[str, Any]) -> None:
        tender = _add(own, RecordKind.TENDER, tender_facts(self.plan, self.serial, self.enterprise))
        _add(own, RecordKind.CONTRACT, contract_facts(self.plan, self.serial, self.enterprise, tender))
        _add(own, RecordKind.DRAWING_REVIEW, drawing_review_facts(self.plan, self.serial))

    def _submit(self, project: Project, at: datetime) -> Case:
        return cases.submit_backfill(
            by=self.by,
            enterprise=self.enterprise,
            project_id=project.pk,
            kind=EnterpriseKind(self.enterprise.kinds[0]),
            declared=True,
            at=at,
        )

    def _confirm(self, case: Case, username: str, at: datetime) -> Case:
        scan_due_papers(now=now, within=_SCANS_TAKE)  # with a scanner, the workers have not seen them yet
        official = User.objects.get(username=username)
        held = cases.claim(by=official, case_id=case.pk, at=at)
        verified: dict[UUID, Verified] = {
            record.row_guid: Verified(VerificationMethod.ORIGINALS) for record in records_of(case.project)
        }
        return cases.confirm(
            by=official,
            case_id=case.pk,
            version_seen=held.version,
            paper=PaperReading(case.project.name, case.project.investment_code, case.project.approval_number),
            verified=verified,
            note="经核对工程档案原件，信息一致",
            address=None,
            at=at,
        )

    def _return(self, case: Case) -> None:
        at = self.begun + timedelta(days=3)
        official = User.objects.get(username=_REVIEWERS[self.plan.division])
        held = cases.claim(by=official, case_id=case.pk, at=at)
        cases.return_for_correction(
            by=official,
            case_id=case.pk,
            version_seen=held.version,
            note="竣工验收备案表缺第2页签章，请重新扫描上传；总面积与施工许可证不一致，请核对。",
            address=None,
            at=at,
        )
