"""Findings of a filing: what its records say together, and what other projects and the staff registry say (X13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.models import Enterprise
from accounts.queries import employments
from accounts.rules import covers_span
from common.notice import of_notice
from projects.models import Completion, ConstructionPermit, FindingReason, PersonalTrackRecord, Project, StageRecord
from projects.rules.consistency import findings_among
from projects.rules.findings import Finding, Level

# More of the same managers' permits than this are not looked at.
_OTHERS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding, and why the filing is right all the same; empty while nobody has said it."""

    finding: Finding
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether submission waits for it."""
        return self.finding.level is Level.BLOCK or (self.finding.level is Level.REASON and not self.reason)


def findings_of(project: Project, records: Sequence[StageRecord], enterprise: Enterprise) -> list[Answered]:
    """What does not fit in a filing, with the reasons that were given. Blocking findings first.

    :param records: the filing's own, and the confirmed ones that they refer to.
    """
    filed = [record for record in records if not record.is_confirmed]
    found = findings_among(records)
    found += _managers_elsewhere([record for record in filed if isinstance(record, ConstructionPermit)])
    found += _not_employed([record for record in filed if isinstance(record, PersonalTrackRecord)], enterprise)
    found.sort(key=lambda finding: list(Level).index(finding.level))
    reasons = dict(
        FindingReason.objects.filter(project=project, enterprise=enterprise).values_list("finding", "reason")
    )
    return [Answered(finding, reasons.get(finding.key, "")) for finding in found]


def _managers_elsewhere(permits: Sequence[ConstructionPermit]) -> list[Finding]:
    """The same person manages another site that was not finished when this one began. Two queries."""
    if not permits:
        return []
    others = list(
        ConstructionPermit.objects.filter(
            project_manager__in=[permit.project_manager_id for permit in permits], update_flag="U"
        )
        .exclude(project__in=[permit.project_id for permit in permits])
        .exclude(grade="D")  # an unconfirmed filing is nobody else's to know of: A-18
        .annotate(project_name=F("project__name"))
        .order_by("pk")[:_OTHERS_AT_MOST]
    )
    finished = dict(
        Completion.objects.filter(permit__in=others, update_flag="U")
        .order_by("finished_on")
        .values_list("permit_id", "finished_on")
    )
    return [
        _elsewhere(permit, other)
        for permit in permits
        for other in others
        if other.project_manager_id == permit.project_manager_id
        and other.released_on <= permit.released_on <= finished.get(other.pk, permit.released_on)
    ]


def _elsewhere(permit: ConstructionPermit, other: Any) -> Finding:
    return Finding(
        "MANAGER_ELSEWHERE",
        Level.REASON,
        f"项目经理{permit.project_manager.name}同期在另一项目任项目经理",
        "请核对；属于同一工程相邻分段等允许情形的说明原因",
        (str(permit.row_guid), str(other.row_guid)),
        (("本项目发证日期", str(permit.released_on)), (f"{other.project_name}发证日期", str(other.released_on))),
    )


def _not_employed(records: Sequence[PersonalTrackRecord], enterprise: Enterprise) -> list[Finding]:
    spans = employments([record.person_id for record in records], enterprise) if records else {}
    return [
        Finding(
            "NOT_EMPLOYED",
            Level.REASON,
            f"{record.person.name}在业绩起止时间内未登记在本企业名下",
            "请在“注册人员”中补登其任职时间，或说明原因并上传任命、社保证明",
            (str(record.row_guid),),
            (("企业", enterprise.name), ("业绩起止", f"{record.started_on} 至 {record.ended_on}")),
            clause=of_notice("一（六）3"),
        )
        for record in records
        if not covers_span(spans.get(record.person_id, []), record.started_on, record.ended_on)
    ]
