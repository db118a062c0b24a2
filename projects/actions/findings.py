"""Answering findings: why values that do not fit each other are right all the same (X13)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise
from audit.context import context
from common.errors import RuleError
from common.text import folded
from projects.actions.filling import own_project
from projects.models import FindingReason
from projects.rules.findings import Finding

_REASON_AT_MOST = 500
_REASON_AT_LEAST = 4


class AReasonSaysSomething(RuleError):
    """The reason is empty, a word for nothing, or longer than its column."""


@transaction.atomic(durable=True)
def give_reasons(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    findings: Mapping[str, Finding],
    reasons: Mapping[str, str],
    at: datetime,
) -> int:
    """Keep why some findings are right all the same; a changed reason replaces the earlier one.

    :param findings: by key, as the page showed them.
    :param reasons: by the finding's key; empty ones are left out.
    :returns: how many were kept.
    :raises AReasonSaysSomething: for one of fewer than 4 or more than 500 characters. None is kept then.
    """
    project = own_project(by, enterprise, project_id, at)
    given = {key: folded(text) for key, text in reasons.items() if key in findings and folded(text)}
    for key, text in given.items():
        if not _REASON_AT_LEAST <= len(text) <= _REASON_AT_MOST:
            raise AReasonSaysSomething(
                f"“{findings[key].text}”的说明应为{_REASON_AT_LEAST}至{_REASON_AT_MOST}字，请写明实际情况",
                field=f"reason_{key}",
            )
    with context(acting_for_enterprise(by, enterprise), action="projects.give_reasons", subject=str(project.row_guid)):
        for key, text in given.items():
            FindingReason.objects.update_or_create(
                project=project,
                enterprise=enterprise,
                finding=key,
                defaults={"code": findings[key].code, "reason": text, "given_by": by, "given_at": at},
            )
    return len(given)
