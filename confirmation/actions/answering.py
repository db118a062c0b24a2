"""Answering the defects of a filing that came back (X04)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.locks import lock_case
from confirmation.models import Case, Defect, DefectAnswer
from confirmation.queries.defects import sent_back, unanswered
from confirmation.rules.defects import Picture
from confirmation.rules.states import WITH_ENTERPRISE, NotAllowedNow, Status
from confirmation.snapshot import snapshot_of
from projects.models import Attachment, StageRecord


class EveryDefectNeedsAnAnswer(RuleError):
    """A marked part was neither changed nor explained."""


class AnAnswerHasWords(RuleError):
    """An explanation is empty or too long."""


@transaction.atomic(durable=True)
def answer_defect(*, by: User, enterprise: Enterprise, defect_id: int, text: str, at: datetime) -> DefectAnswer:
    """Say what was done about a defect, or why what stands there is right; a later answer takes its place.

    :raises ActsForNobody: when he does not work for the enterprise.
    :raises Defect.DoesNotExist: when it is not on one of its cases, or not of the latest return.
    :raises NotAllowedNow: when the case does not lie with the enterprise.
    :raises AnAnswerHasWords: without words, or with more than 500 characters.
    """
    require_member(by, enterprise, day_of(at))
    defect = Defect.objects.select_related("decision").get(pk=defect_id)
    case = lock_case(defect.decision.case_id)
    last = sent_back(case)
    if case.enterprise != enterprise or last is None or last.pk != defect.decision_id:
        raise Defect.DoesNotExist
    if case.status not in WITH_ENTERPRISE:
        raise NotAllowedNow(f"该办件现为“{Status(case.status).label}”，不能再答复退回的问题；请刷新页面查看")
    said = text.strip()
    if not said or len(said) > 500:
        raise AnAnswerHasWords("请写明如何处理该问题，或说明为何无误（不超过500字）", field="text")
    with context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.answer_defect",
        reason=said,
        subject=str(case.project.row_guid),
    ):
        return DefectAnswer.objects.create(defect=defect, by=by, text=said, at=at)


def require_answered(case: Case, records: Sequence[StageRecord], papers: dict[UUID, list[Attachment]]) -> None:
    """Let pass a submission in which every defect of the last return was changed or answered.

    :param records: what would be submitted, with ``papers``.
    :raises EveryDefectNeedsAnAnswer: naming the first that was not, and how many there are.
    """
    last = sent_back(case)
    if last is None or not last.defects.all():
        return
    left = unanswered(last, Picture.of(snapshot_of(list(records), papers)[0]))
    if left:
        raise EveryDefectNeedsAnAnswer(
            f"退回的问题还有{len(left)}处没有修改或说明，请逐项处理后再提交；第一处：{left[0]}",
            clause=of_notice("四（二）"),
        )
