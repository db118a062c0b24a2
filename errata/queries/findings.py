"""Pages and lists of false-information cases, and what the public reads of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.models import AdverseRecord, Enterprise, User
from common.clock import day_of
from common.errors import RuleError
from common.newest import Newest, newest
from confirmation.queries.answers import plain
from confirmation.queries.history import Entry
from errata.actions.case_acting import require_side
from errata.models import FalseCase, FalseCaseAct, FalseCaseRecord
from errata.queries.buttons import Button
from errata.rules.findings import FINDING_MOVES, FindingAction, FindingStatus, Side
from projects.models import Project
from projects.queries.scans import shown_scan

PAGE = 50
FINDING_TONES = {
    FindingStatus.FOUND: "danger",
    FindingStatus.APPEALED: "attention",
    FindingStatus.DROPPED: "neutral",
    FindingStatus.REVOKED: "neutral",
}
_WORDS = {
    FindingAction.NOTIFY: "企业将收到告知，可在陈述期内陈述意见；未写明问题的信息不再列入本案。",
    FindingAction.REPLY: "意见随案保存，在提出认定之前可以补充。",
    FindingAction.PROPOSE: "“意见”即公示的事由；由本单位另一人认定后公示。",
    FindingAction.DECLINE: "退回调查，认定的事由和公示期须重新提出。",
    FindingAction.FIND: "立即记入企业信用管理档案并公示，所列信息即日起不再满足任何应用场景，并告知全国平台。",
    FindingAction.DROP: "本案办结，不记入信用档案。",
    FindingAction.APPEAL: "复核期间认定继续有效。",
    FindingAction.UPHOLD: "认定继续有效。",
    FindingAction.REVOKE: "信用档案注明撤销，公示即日终止，所列信息恢复使用。",
}
_DANGER = frozenset({FindingAction.FIND, FindingAction.DROP, FindingAction.DECLINE, FindingAction.REVOKE})


@dataclass(frozen=True, slots=True)
class ConcernedRow:
    """A record of the case. ``field`` is the name of its problem in the form."""

    pk: int
    project: str
    label: str
    problem: str

    @property
    def field(self) -> str:
        """The name of the input for its problem."""
        return f"problem_{self.pk}"


@dataclass(frozen=True, slots=True)
class CasePaperRow:
    """A paper of the case."""

    title: str
    side: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the page of a case.

    :param investigates: whether the reader writes down what is wrong now.
    :param adds: whether the reader may add papers.
    :param replies: what the firm stated so far, the oldest first.
    :param credit_file: all entries of the firm's credit file, those that are public no more among them.
    """

    case: FalseCase
    tone: str
    investigates: bool
    adds: bool
    buttons: tuple[Button, ...]
    records: tuple[ConcernedRow, ...]
    papers: tuple[CasePaperRow, ...]
    credit_file: tuple[AdverseRecord, ...]
    replies: tuple[FalseCaseAct, ...]
    entries: tuple[Entry, ...]


def case_page(case: FalseCase, user: User, at: datetime) -> CasePage:
    """The page as one reader sees it."""
    sides = {side for side in Side if _may(case, side, user, at)}
    is_open = case.status == FindingStatus.OPEN
    rows = case.records.select_related("project").order_by("project_id", "pk")
    papers = case.papers.select_related("file__scan").order_by("pk")
    acts = list(case.acts.select_related("person", "authority").order_by("-pk"))
    return CasePage(
        case=case,
        tone=FINDING_TONES.get(FindingStatus(case.status), "progress"),
        investigates=is_open and Side.AUTHORITY in sides,
        adds=bool(sides) and case.closed_at is None,
        buttons=tuple(_buttons(case, sides)),
        records=tuple(
            ConcernedRow(row.pk, row.project.name, row.record_label, row.problem)
            for row in rows
            if is_open or row.problem
        ),
        papers=tuple(
            CasePaperRow(
                paper.filename,
                "企业提交" if paper.side == Side.ENTERPRISE.value else "调查部门提交",
                reverse("finding-paper", args=[paper.guid]),
                shown_scan(paper.file).note,
            )
            for paper in papers
        ),
        credit_file=tuple(
            AdverseRecord.objects.filter(credit_file=case.enterprise_id).select_related("authority").order_by("-pk")
        ),
        replies=tuple(act for act in reversed(acts) if act.action == FindingAction.REPLY),
        entries=tuple(
            Entry(
                at=plain(act.acted_at),
                datetime=act.acted_at.isoformat(),
                action=act.get_action_display(),
                # The firm sees the unit, the official sees the person (ux.md).
                actor=act.person.name if Side.AUTHORITY in sides or act.authority is None else "",
                role="" if act.authority else "企业",
                unit=str(act.authority or case.enterprise),
                object="",
                reason=act.note,
            )
            for act in acts
        ),
    )


def _may(case: FalseCase, side: Side, user: User, at: datetime) -> bool:
    try:
        require_side(case, side, user, at)
    except RuleError:
        return False
    return True


def _buttons(case: FalseCase, sides: set[Side]) -> list[Button]:
    return [
        Button(
            value=row.action.value,
            label=row.action.label,
            tone="danger" if row.action in _DANGER else "primary",
            confirm=_WORDS[row.action],
            letter="",
        )
        for row in FINDING_MOVES
        if row.status == case.status and row.side in sides
    ]


def cases_seen(user: User, at: datetime, before: int | None = None) -> Newest[FalseCase]:
    """The cases of an official's work, latest first. One query besides his duties.

    :param before: the id before which the page begins.
    """
    return newest(
        FalseCase.objects.visible_to(user, day_of(at)).select_related("enterprise", "authority"), before, PAGE
    )


def cases_about(enterprise: Enterprise, user: User, at: datetime, before: int | None = None) -> Newest[FalseCase]:
    """The cases about the user's enterprise of which it was told. One query besides his duties."""
    told = FalseCase.objects.visible_to(user, day_of(at)).filter(enterprise=enterprise, notified_at__isnull=False)
    return newest(told.select_related("enterprise", "authority"), before, PAGE)


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One line of the public list."""

    number: str
    enterprise: str
    credit_code: str
    ground: str
    clause: str
    unit: str
    published_on: date
    ends_on: date
    projects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AdverseList:
    """Some lines of the public list; ``next_query`` is the query string of the next page, empty on the last."""

    entries: list[PublicEntry]
    next_query: str


def public_list(today: date, before: int | None = None) -> AdverseList:
    """The list of adverse records that are public on a day, latest first. Two queries.

    :param before: the id before which the page begins.
    """
    page = newest(
        AdverseRecord.objects.public(today).select_related("credit_file__enterprise", "authority"), before, PAGE
    )
    found = page.rows
    concerned = FalseCaseRecord.objects.filter(case__adverse__in=found).select_related("project", "case")
    projects: dict[int, dict[str, str]] = {}
    for row in concerned.order_by("pk"):
        projects.setdefault(row.case.adverse_id or 0, {})[row.project.number or ""] = row.project.name
    entries = [
        PublicEntry(
            number=row.number,
            enterprise=row.credit_file.enterprise.name,
            credit_code=row.credit_file.enterprise.credit_code,
            ground=row.ground,
            clause=row.clause,
            unit=row.authority.name,
            published_on=row.published_on,
            ends_on=row.ends_on,
            projects=tuple(projects.get(row.pk, {}).items()),
        )
        for row in found
    ]
    return AdverseList(entries, page.next_query)


def false_records_of(project: Project, today: date) -> list[tuple[str, str, str]]:
    """What of a project was found to be false, while it is public: record, problem and the finding's number."""
    rows = FalseCaseRecord.objects.filter(
        project=project,
        case__adverse__lifted_on=None,
        case__adverse__published_on__lte=today,
        case__adverse__ends_on__gte=today,
    ).select_related("case")
    return [(row.record_label, row.problem, row.case.number or "") for row in rows.order_by("pk")]
