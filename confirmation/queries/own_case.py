"""Where an enterprise's latest case about a project stands, and what it may do with it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Enterprise
from confirmation.models import Case, Decision
from confirmation.rules.states import DECIDED, TO_DECIDE, UNFINISHED, WITH_AUTHORITY, Status
from projects.models import Project


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The latest case.

    :param said: why it came back, as the official wrote it; empty when it did not.
    :param may_withdraw: nobody has claimed it; ``may_ask``: somebody has, so that the enterprise asks for it (E18).
    :param others: the enterprise's other unfinished cases about the project.
    """

    case: Case
    said: str
    may_withdraw: bool
    may_ask: bool
    others: tuple[Case, ...] = ()

    @property
    def status(self) -> Status:
        """The case's status as the enum."""
        return Status(self.case.status)

    @property
    def came_back(self) -> bool:
        """Whether the enterprise is to change something."""
        return self.status in (Status.RETURNED, Status.REFUSED, Status.REVERSED)

    @property
    def is_with_authority(self) -> bool:
        """Whether it lies with an authority, so that nothing else can be sent."""
        return self.status in WITH_AUTHORITY

    @property
    def is_unfinished(self) -> bool:
        """Whether it lies with an authority, or with the enterprise to be sent again."""
        return self.status in WITH_AUTHORITY or self.status in (Status.DRAFT, Status.RETURNED)


def own_case(project: Project, enterprise: Enterprise, at: datetime) -> OwnCase | None:
    """The enterprise's latest case about the project; None before its first submission. Two queries at the most.

    Of a filing that was split the part that came back goes first, then the part that is not decided (decisions 19).
    """
    cases = project.cases.filter(enterprise=enterprise).select_related("authority", "holder")
    latest = sorted(cases.order_by("-pk")[:_LATEST], key=_urgency)
    if not latest:
        return None
    case, *others = latest
    is_held = case.holder_at(at) is not None or case.status == Status.SIGNED
    is_waiting = case.status in TO_DECIDE
    return OwnCase(
        case=case,
        said=_said(case) if case.status in DECIDED and case.status != Status.CONFIRMED else "",
        may_withdraw=is_waiting and not is_held,
        may_ask=is_waiting and is_held and case.withdrawal_asked_at is None,
        others=tuple(other for other in others if other.status in UNFINISHED),
    )


# Two parts of a filing and an application beside them; older ones are done.
_LATEST = 4


def _urgency(case: Case) -> int:
    if case.status == Status.RETURNED:
        return 0
    return 1 if case.status in UNFINISHED else 2


def _said(case: Case) -> str:
    decision = Decision.objects.filter(case=case).order_by("-pk").first()
    return decision.note if decision else ""
