"""Findings of a filing: what its records say together, and what other projects and the staff registry say (X13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from accounts.models import Enterprise
from accounts.queries import was_employed
from common.notice import of_notice
from projects.models import Completion, ConstructionPermit, FindingReason, PersonalTrackRecord, Project, StageRecord
from projects.rules.consistency import Finding, Level, findings_among

# More of the same manager's permits than this are not listed one by one.
_OTHERS_AT_MOST = 5


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
    found = findings_among(records)
    for record in records:
        if isinstance(record, ConstructionPermit) and not record.is_confirmed:
            found += _manager_elsewhere(record)
        if isinstance(record, PersonalTrackRecord) and not record.is_confirmed:
            found += _not_employed(record, enterprise)
    reasons = dict(
        FindingReason.objects.filter(project=project, enterprise=enterprise).values_list("finding", "reason")
    )
    return [Answered(finding, reasons.get(finding.key, "")) for finding in found]


def _manager_elsewhere(permit: ConstructionPermit) -> list[Finding]:
    """The same person manages another site that was not finished when this one began."""
    unfinished = Completion.objects.filter(update_flag="U", finished_on__gte=permit.released_on).values("permit_id")
    finished = Completion.objects.filter(update_flag="U").values("permit_id")
    others = (
        ConstructionPermit.objects.filter(project_manager_id=permit.project_manager_id, update_flag="U")
        .exclude(project_id=permit.project_id)
        .exclude(grade="D")  # an unconfirmed filing is nobody else's to know of: A-18
        .filter(released_on__lte=permit.released_on)
        .filter(Q(pk__in=unfinished) | ~Q(pk__in=finished))
        .annotate(project_name=F("project__name"))
        .order_by("pk")[:_OTHERS_AT_MOST]
    )
    return [
        Finding(
            "MANAGER_ELSEWHERE",
            Level.REASON,
            f"项目经理{permit.project_manager.name}同期在另一项目任项目经理",
            "请核对；属于同一工程相邻分段等允许情形的说明原因",
            (str(permit.row_guid), str(other.row_guid)),
            (("本项目发证日期", str(permit.released_on)), (f"{other.project_name}发证日期", str(other.released_on))),
        )
        for other in others
    ]


def _not_employed(record: PersonalTrackRecord, enterprise: Enterprise) -> list[Finding]:
    if was_employed(record.person, enterprise, record.started_on, record.ended_on):
        return []
    return [
        Finding(
            "NOT_EMPLOYED",
            Level.REASON,
            f"{record.person.name}在业绩起止时间内未登记在本企业名下",
            "请在“企业人员”中补登其任职时间，或说明原因并上传任命、社保证明",
            (str(record.row_guid),),
            (("企业", enterprise.name), ("业绩起止", f"{record.started_on} 至 {record.ended_on}")),
            clause=of_notice("一（六）3"),
        )
    ]
