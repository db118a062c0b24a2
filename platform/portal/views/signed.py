"""The auditor's timeline as a signed file that anybody can check without the portal (U07)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.actions.readings import keep_reading
from accounts.http import address_of, asked_of, user_of
from accounts.models import ReadingKind
from accounts.rules import Role
from audit import keys
from audit.signing import Parts, digest_of, package, proof_of
from common.clock import SHANGHAI, day_of, now
from common.errors import RuleError
from common.notice import of_notice
from portal.history_form import HistoryForm
from portal.queries.asked import HistoryFilters
from portal.queries.history import Entry
from portal.queries.signed import SignedRow, in_words, timeline_to_sign
from portal.views.audit import auditing_duty
from portal.views.exports import OF_PROJECT, TIMELINE
from projects.models import Project
from projects.workbooks.export import ListColumn, csv_lines, stream_rows

TITLE = "变化记录（签名导出）"


def _of_entry(column: ListColumn[Entry]) -> ListColumn[SignedRow]:
    return ListColumn(column.label, lambda row: column.of(row.entry))


COLUMNS: list[ListColumn[SignedRow]] = [
    *map(_of_entry, (*TIMELINE[:5], OF_PROJECT, *TIMELINE[5:])),
    ListColumn("说明", lambda row: row.remark),
    ListColumn("编入序号", lambda row: row.places),
]


class ExportsAreNotSigned(RuleError):
    """The installation has no key for it."""


@login_required
@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """What happened in the auditor's area, of what the address asks for."""
    return _signed(request, HistoryForm(request.GET).filters)


@login_required
@require_GET
def timeline(request: HttpRequest, guid: UUID) -> HttpResponse:
    """What happened to a project, of what the address asks for."""
    user = user_of(request)
    auditing_duty(user)
    project = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    return _signed(request, HistoryForm(request.GET).filters, project)


def _signed(request: HttpRequest, filters: HistoryFilters, project: Project | None = None) -> HttpResponse:
    """The package; that it is taken is kept with the table's digest before it goes.

    :raises ExportsAreNotSigned: without a key.
    :raises portal.queries.signed.TooMuchToSign, portal.queries.signed.NothingToSign: as found.
    """
    user, at, key = user_of(request), now(), keys.export_key()
    duty = auditing_duty(user)
    if key is None:
        message = "本平台没有设置导出签名的密钥，请联系省级管理员设置；不带签名的导出照常可用"
        raise ExportsAreNotSigned(message, clause=of_notice("四（三）"))
    found = timeline_to_sign(filters, user, day_of(at), project)
    parts = Parts(
        table=b"".join(csv_lines(stream_rows(COLUMNS, found.rows))),
        proof=proof_of([row.leaves for row in found.rows], found.checkpoint),
    )
    reading = keep_reading(
        by=user,
        unit=duty.authority,
        role=Role.AUDITOR,
        kind=ReadingKind.EXPORT,
        title=TITLE,
        asked=asked_of(request),
        subject=str(project.row_guid) if project else "",
        sha256=digest_of(parts.table),
        address=address_of(request),
        at=at,
    )
    said = {
        "exported_by": user.name,
        "role": Role.AUDITOR.label,
        "unit": duty.authority.name,
        "exported_at": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "project": project.name if project else "",
        "filters": in_words(filters),
        "entries": len(found.rows),
        "waiting": found.waiting,
        "checkpoint": {"size": str(found.checkpoint.size), "root": bytes(found.checkpoint.root).hex()},
        "reading": f"accounts_reading:{reading.pk}",
    }
    headers = {"Content-Disposition": f'attachment; filename="timeline-{at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.zip"'}
    return HttpResponse(package(parts, said, key), content_type="application/zip", headers=headers)
