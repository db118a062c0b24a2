"""The edge where a paper leaves: before its bytes go, it is kept who takes it, for which unit and from where (U08)."""

from uuid import UUID

from django.http import HttpRequest

from accounts.actions.readings import keep_download
from accounts.http import address_of, user_of
from accounts.models import Authority, Enterprise
from accounts.policy import enterprise_of, some_duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.notice import of_notice

_FOR_NO_UNIT = "您现在不是任何企业的人员，也没有在职的职责，不能打开或下载文件；如职责有变，请联系本单位管理员"


def keep_taking(request: HttpRequest, title: str, *, subject: str = "", paper_guid: UUID | None = None) -> None:
    """Keep it for the user's enterprise, else for the authority of his oldest duty. The caller let him read it.

    :param title, subject, paper_guid: as of :func:`accounts.actions.readings.keep_download`.
    :raises ActsForNobody: when he takes it for no unit.
    """
    unit, role = _unit_of(request)
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


def _unit_of(request: HttpRequest) -> tuple[Authority | Enterprise, Role | None]:
    user, today = user_of(request), day_of(now())
    enterprise = enterprise_of(user, today)
    if enterprise is not None:
        return enterprise, None
    duty = some_duties_of(user, today, refusal=_FOR_NO_UNIT, clause=of_notice("四（三）"))[0]
    return duty.authority, Role(duty.role)
