"""What a new record is offered: values given earlier, so that nobody is asked twice (E27)."""

from collections.abc import Callable
from typing import Any

from accounts.models import Enterprise
from accounts.rules import EnterpriseKind
from projects.models import Completion, ConstructionPermit, DrawingReview, EnterpriseIndicators, Project
from projects.rules.kinds import RecordKind
from projects.rules.record_codes import TrackRecordKind

_ROLES = {
    EnterpriseKind.SURVEY: "surveyor",
    EnterpriseKind.DESIGN: "designer",
    EnterpriseKind.CONSTRUCTION: "contractor",
    EnterpriseKind.SUPERVISION: "supervisor",
}
_PARTIES = ("surveyor", "designer", "contractor", "supervisor")
_TRACK_RECORDS = {
    EnterpriseKind.SURVEY: TrackRecordKind.SURVEY,
    EnterpriseKind.DESIGN: TrackRecordKind.DESIGN,
    EnterpriseKind.CONSTRUCTION: TrackRecordKind.CONSTRUCTION,
    EnterpriseKind.SUPERVISION: TrackRecordKind.SUPERVISION,
}


def offered_values(kind: RecordKind, project: Project, enterprise: Enterprise, category: str = "") -> dict[str, Any]:
    """Values for a new record by field name; they can all be changed. Two queries at the most.

    :param category: of indicators, when the firm has chosen it.
    """
    own = _OFFERS.get(kind)
    if own is None:
        return {"name": project.name}
    return own(project, enterprise) | ({"category": category} if category else {})


def _as(role: str, enterprise: Enterprise) -> dict[str, str]:
    return {f"{role}_name": enterprise.name, f"{role}_code": enterprise.credit_code}


def _own_role(enterprise: Enterprise, roles: tuple[str, ...]) -> dict[str, str]:
    role = _ROLES[EnterpriseKind(enterprise.kinds[0])]
    return _as(role, enterprise) if role in roles else {}


def _latest(model: Any, project: Project) -> Any:
    return model.objects.filter(project=project, update_flag="U").order_by("-pk").first()


def _parties_of(record: Any, roles: tuple[str, ...]) -> dict[str, str]:
    if record is None:
        return {}
    return {f"{role}_{part}": getattr(record, f"{role}_{part}") for role in roles for part in ("name", "code")}


def _indicators(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    kind = EnterpriseKind(enterprise.kinds[0])
    offer: dict[str, Any] = {"name": project.name, "kind": _TRACK_RECORDS[kind].value}
    completion = _latest(Completion, project)
    if completion is not None and kind in (EnterpriseKind.CONSTRUCTION, EnterpriseKind.SUPERVISION):
        offer |= {"started_on": completion.started_on, "ended_on": completion.finished_on}
    return offer


def _personal(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    own = (
        EnterpriseIndicators.objects.filter(project=project, filed_by=enterprise, update_flag="U")
        .order_by("-pk")
        .first()
    )
    return {"indicators": own, "started_on": own.started_on, "ended_on": own.ended_on} if own else {}


def _contract(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    owner = {"client_name": project.owner_name, "client_code": project.owner_code}
    return owner | _as("contractor", enterprise)


def _review(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    return _parties_of(_latest(ConstructionPermit, project), _PARTIES[:2]) or _own_role(enterprise, _PARTIES[:2])


def _permit(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    return _parties_of(_latest(DrawingReview, project), _PARTIES[:2]) | _own_role(enterprise, _PARTIES)


def _participant(project: Project, enterprise: Enterprise) -> dict[str, Any]:
    return {"name": enterprise.name, "code": enterprise.credit_code, "permit": _latest(ConstructionPermit, project)}


_OFFERS: dict[RecordKind, Callable[[Project, Enterprise], dict[str, Any]]] = {
    RecordKind.UNIT: lambda _project, _enterprise: {},
    RecordKind.TENDER: lambda _project, enterprise: _as("winner", enterprise),
    RecordKind.CONTRACT: _contract,
    RecordKind.DRAWING_REVIEW: _review,
    RecordKind.PERMIT: _permit,
    RecordKind.PARTICIPANT: _participant,
    RecordKind.INDICATORS: _indicators,
    RecordKind.PERSONAL: _personal,
}
