"""Sending a filing: in one case, or in two when some of its records are of a category that the city confirms."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Enterprise, User
from accounts.rules import EnterpriseKind
from confirmation.actions.open import AnotherCaseIsOpen, open_case
from confirmation.actions.send import send
from confirmation.models import Case
from confirmation.queries.parts import parts_of
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import WITH_AUTHORITY, CaseKind
from grading.rules.grades import Grade
from projects.models import Project, StageRecord


def send_parts(
    records: Sequence[StageRecord],
    *,
    by: User,
    project: Project,
    enterprise: Enterprise,
    kind: CaseKind,
    enterprise_kind: EnterpriseKind,
    rules: RuleSet,
    at: datetime,
) -> Case:
    """Send the records of a backfill; returns the case with the ordinary ones first. Opens no transaction.

    A part that still lies with its authority stays there; the other is sent.

    :raises AnotherCaseIsOpen: when every part lies with an authority.
    """
    sent = [
        send(
            open_case(
                by=by,
                project=project,
                enterprise=enterprise,
                kind=kind,
                enterprise_kind=enterprise_kind,
                target=Grade.C,
                use_purpose="",
                is_special=special,
                at=at,
            ),
            part,
            by=by,
            project=project,
            rules=rules,
            at=at,
        )
        for special, part in parts_of(records, project, rules)
        if not _lies_with_authority(project, enterprise, special)
    ]
    if not sent:
        raise AnotherCaseIsOpen
    return sent[0]


def _lies_with_authority(project: Project, enterprise: Enterprise, special: bool) -> bool:
    return project.cases.filter(enterprise=enterprise, is_special=special, status__in=sorted(WITH_AUTHORITY)).exists()
