"""Proof for anyone: the signed checkpoints, and a check that runs in the visitor's own browser."""

import json
from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.actions.readings import keep_reading
from accounts.http import address_of, user_of
from accounts.models import ReadingKind
from accounts.rules import Role
from audit import bundles, keys
from audit.models import Checkpoint, Cosignature
from audit.standalone import verify_bundle
from common.clock import day_of, now
from common.errors import RuleError
from common.notice import of_notice
from portal.views.audit import auditing_duty
from projects.models import Project

_TEXT = "text/plain; charset=utf-8"


class NothingIsSealedYet(RuleError):
    """The newest entries get their proof within a second or so."""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, the public keys, and the verifier."""
    newest = Checkpoint.objects.order_by("-size").first()
    cosignature = Cosignature.objects.filter(size=newest.size).order_by("witness").first() if newest else None
    exports = keys.export_key()
    context = {
        "checkpoint": newest,
        "root": bytes(newest.root).hex() if newest else "",
        "cosignature": cosignature,
        "log_key": str(keys.log_key()),
        "export_key": str(exports.verifier) if exports else "",
        "witness_key": str(keys.witness_key() or ""),
    }
    return render(request, "portal/verify.html", context)


@require_GET
def checkpoint(request: HttpRequest, size: int | None = None) -> HttpResponse:
    """A checkpoint as text: the newest, or that of one size."""
    found = Checkpoint.objects.filter(size=size) if size is not None else Checkpoint.objects.order_by("-size")[:1]
    return HttpResponse(bundles.cosigned(get_object_or_404(found)), content_type=_TEXT)


@require_GET
def verifier(request: HttpRequest, name: str) -> FileResponse:
    """A stand-alone verifier, as a file: of bundles, or of signed exports, which needs the other beside it."""
    path = Path(verify_bundle.__file__).with_name(name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=_TEXT)


@login_required
@require_GET
def proof(request: HttpRequest, guid: UUID) -> HttpResponse:
    """The auditor's bundle of a project: every entry about it with its proof.

    :raises NothingIsSealedYet: no entry about it stands under a checkpoint.
    """
    user = user_of(request)
    duty = auditing_duty(user)
    found = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    try:
        bundle = bundles.bundle_of(subject=str(found.row_guid))
    except bundles.NothingToProve as error:
        message = "这个项目的历史记录还没有编入已签名的检查点，通常不到一秒；请稍后再试"
        raise NothingIsSealedYet(message, clause=of_notice("四（三）")) from error
    keep_reading(
        by=user,
        unit=duty.authority,
        role=Role.AUDITOR,
        kind=ReadingKind.EXPORT,
        title="历史证明",
        subject=str(guid),
        address=address_of(request),
        at=now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="history-{found.row_guid}.json"'}
    text = json.dumps(bundle, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
