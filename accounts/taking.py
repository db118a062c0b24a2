"""The edge where a paper leaves: before its bytes go, it is kept who takes it, for which unit and from where (U08)."""

from uuid import UUID

from django.http import HttpRequest

from accounts.actions.readings import keep_download
from accounts.http import address_of, user_of
from accounts.models import Authority, Enterprise
from accounts.policy import duties_of, enterprise_of
from accounts.rules import Role
from common.clock import day_of, now


def keep_taking(request: HttpRequest, title: str, *, subject: str = "", paper_guid: UUID | None = None) -> None:
    """Keep it for the user's enterprise, else for the authority of his oldest duty. The caller let him read it.

    :param title, subject, paper_guid: as of :func:`accounts.actions.readings.keep_download`.
    """
    enterprise = enterprise_of(user_of(request), day_of(now()))
    if enterprise is not None:
        _keep(request, enterprise, None, title, subject, paper_guid)
        return
    duty = duties_of(user_of(request), day_of(now()))[0]
    _keep(request, duty.authority, Role(duty.role), title, subject, paper_guid)


def keep_taking_by_firm(request: HttpRequest, title: str, *, subject: str, paper_guid: UUID) -> None:
    """The same where what officials open is kept already, with how long they looked: only for an enterprise."""
    enterprise = enterprise_of(user_of(request), day_of(now()))
    if enterprise is not None:
        _keep(request, enterprise, None, title, subject, paper_guid)


def _keep(
    request: HttpRequest,
    unit: Authority | Enterprise,
    role: Role | None,
    title: str,
    subject: str,
    paper_guid: UUID | None,
) -> None:
    keep_download(
        by=user_of(request),
        unit=unit,
        role=role,
        title=title,
        subject=subject,
        paper_guid=paper_guid,
        address=address_of(request),
        at=now(),
    )
