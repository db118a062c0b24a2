"""Where an enterprise's latest case about a project stands, and what it may do with it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Enterprise
from confirmation.models import Case, Decision
from confirmation.rules.states import DECIDED, WITH_AUTHORITY, Status
from projects.models import Project


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The latest case.

    :param said: why it came back, as the official wrote it; empty when it did not.
    :param may_withdraw: nobody has claimed it; ``may_ask``: somebody has, so that the enterprise asks for it (E18).
    """

    case: Case
    said: str
    may_withdraw: bool
    may_ask: bool

    @property
    def status(self) -> Status:
        """The case's status as the enum."""
        return Status(self.case.status)

    @property
    def came_back(self) -> bool:
        """Whether the enterprise is to change something."""
        return self.status in (Status.RETURNED, Status.REFUSED)

    @property
    def is_with_authority(self) -> bool:
        """Whether it lies with an authority, so that nothing else can be sent."""
        return self.status in WITH_AUTHORITY

    @property
    def is_unfinished(self) -> bool:
        """Whether it lies with an authority, or with the enterprise to be sent again."""
        return self.status in WITH_AUTHORITY or self.status in (Status.DRAFT, Status.RETURNED)


def own_case(project: Project, enterprise: Enterprise, at: datetime) -> OwnCase | None:
    """The enterprise's latest case about the project; None before its first submission. Two queries at the most."""
    cases = project.cases.filter(enterprise=enterprise).select_related("authority", "holder")
    case = cases.order_by("-pk").first()
    if case is None:
        return None
    is_held = case.holder_at(at) is not None or case.status == Status.SIGNED
    is_waiting = case.status in WITH_AUTHORITY
    return OwnCase(
        case=case,
        said=_said(case) if case.status in DECIDED and case.status != Status.CONFIRMED else "",
        may_withdraw=is_waiting and not is_held,
        may_ask=is_waiting and is_held and case.withdrawal_asked_at is None,
    )


def _said(case: Case) -> str:
    decision = Decision.objects.filter(case=case).order_by("-pk").first()
    return decision.note if decision else ""
