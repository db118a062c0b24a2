"""The check-answers page: everything that will be submitted, and who will handle it (E14, E16)."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Authority, Enterprise
from accounts.register import period_on
from accounts.rules import EnterpriseKind
from confirmation.queries.answers import facts_of
from confirmation.queries.parts import parts_of
from confirmation.queries.records import filing_of, qualifications_of, records_of_filing
from confirmation.queries.routing import line_of, route_of
from confirmation.queries.rules import rules_on
from confirmation.queries.tasks import edit_url
from confirmation.rules.routing import FirstStop
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import CaseKind
from grading.rules.grades import Grade
from projects.models import Attachment, Project, StageRecord
from projects.queries import attachments_of, missing_papers
from projects.queries.consistency import Answered, findings_of
from projects.queries.scans import ScanShown, shown_scan


@dataclass(frozen=True, slots=True)
class RecordAnswers:
    """One record: its facts as read, its papers, where it is changed, and what is missing.

    :param has_papers: False for a part, whose papers go with the record it belongs to.
    """

    title: str
    anchor: str
    facts: list[tuple[str, str]]
    papers: list[tuple[Attachment, ScanShown]]
    missing: str
    url: str
    has_papers: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a part of the filing would go first, and how many working days it takes there.

    :param contents: what the part consists of.
    """

    contents: str
    stop: FirstStop
    authority: Authority
    handling_days: int


@dataclass(frozen=True, slots=True)
class Answers:
    """All records, what does not fit among them, and where they would go: a mixed filing to two authorities."""

    records: list[RecordAnswers]
    findings: list[Answered]
    destinations: list[Destination]


def check_answers(project: Project, enterprise: Enterprise, kind: CaseKind, today: date) -> Answers:
    """What the enterprise's submission would contain, its own records alone, and where it would go.

    :param kind: a kind of backfill.
    """
    beside, papers = records_of_filing(project, enterprise), attachments_of(project)
    records = filing_of(beside, enterprise)
    lacking = {record.row_guid: paper for record, paper in missing_papers(records, papers)}
    rules = rules_on(today)
    return Answers(
        records=[
            RecordAnswers(
                title=f"{record.record_kind.label}：{record}",
                anchor=f"record-{record.row_guid}",
                facts=facts_of(record, with_numbers=True),
                papers=[(paper, shown_scan(paper.file)) for paper in papers.get(record.row_guid, [])],
                missing=lacking.get(record.row_guid, ""),
                url=edit_url(project, record),
                has_papers=record.stands_alone,
            )
            for record in records
        ],
        findings=findings_of(project, beside, enterprise),
        destinations=[
            _destination(part, project, enterprise, kind, rules, today)
            for _, part in parts_of(records, project, rules) or [(False, [])]
        ],
    )


def _destination(
    part: list[StageRecord], project: Project, enterprise: Enterprise, kind: CaseKind, rules: RuleSet, today: date
) -> Destination:
    stop, authority = route_of(kind, Grade.C, project, qualifications_of(part), rules)
    line, _rule = line_of(EnterpriseKind(enterprise.kinds[0]), Grade.C, authority, project, today)
    contents = "、".join(dict.fromkeys(record.stage.label for record in part))
    return Destination(contents, stop, authority, period_on(authority, line, today).days)
