"""Asking the enterprise about a case, its answer, and going on without one (E25); the clock stands meanwhile."""

from datetime import date, datetime

from django.db import transaction

from accounts.actions import notify
from accounts.models import Enterprise, User
from accounts.policy import acting_for_authority, acting_for_enterprise, require_member
from accounts.rules import NoticeKind, Role, says_something
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.clock import turn_clock
from confirmation.locks import lock_case
from confirmation.models import Answer, AnswerKind, Case, Question
from confirmation.policy import require_hold, require_turn
from confirmation.queries.addresses import authority_page, enterprise_page
from confirmation.queries.questions import open_questions
from confirmation.rules.clock import ClockCause
from confirmation.rules.states import WITH_AUTHORITY, NotAllowedNow, Status


class AQuestionSaysSomething(RuleError):
    """A question, an answer and a reason for closing have content."""


class TheAnswerIsDueInThePast(RuleError):
    """An enterprise has at least until today."""


class TheQuestionHasEnded(RuleError):
    """It was answered, closed, or lapsed."""


@transaction.atomic(durable=True)
def ask(*, by: User, case_id: int, text: str, answer_by: date | None, at: datetime) -> Question:
    """Ask the enterprise; from then on its own time runs, until the last open question has ended.

    :param answer_by: the day until which an answer is asked for; nothing happens by itself when it has passed.
    :raises NotAllowedNow, ItIsAnotherUnitsTurn, SomebodyElseHoldsIt: the official holds a case that lies with him.
    :raises AQuestionSaysSomething, TheAnswerIsDueInThePast: what a question must contain.
    """
    case = lock_case(case_id)
    _require_with_authority(case)
    require_turn(case, by, at)
    require_hold(case, by, at)
    if not says_something(text):
        raise AQuestionSaysSomething("请写明要询问企业的问题（不少于5个字）", field="text")
    if answer_by is not None and answer_by < day_of(at):
        raise TheAnswerIsDueInThePast("答复期限不能早于今天", field="answer_by")
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.ask",
        reason=text,
        subject=str(case.project.row_guid),
    ):
        is_first = not open_questions(case).exists()
        question = Question.objects.create(
            case=case, authority=case.authority, asked_by=by, text=text.strip(), answer_by=answer_by, asked_at=at
        )
        if is_first:
            turn_clock(case, ClockCause.ASKED, at=at)
            case.save()
        until = f"请于 {answer_by} 前答复。" if answer_by else "请及时答复。"
        notify(
            case.enterprise,
            kind=NoticeKind.QUESTION,
            title=f"{case.project.name}：主管部门询问",
            text=f"{case.authority.name}就办件 {case.number} 询问：{question.text}　{until}答复前暂停计算办理时间。",
            url=enterprise_page(case),
            at=at,
        )
    return question


@transaction.atomic(durable=True)
def answer(*, by: User, enterprise: Enterprise, question_id: int, text: str, at: datetime) -> Answer:
    """Answer a question of the enterprise's case; the authority's time goes on when it was the last open one.

    :raises ActsForNobody: when he does not work for the enterprise.
    :raises Question.DoesNotExist: when it is not about one of its cases.
    :raises TheQuestionHasEnded, NotAllowedNow: when no answer is waited for.
    :raises AQuestionSaysSomething: without an answer.
    """
    require_member(by, enterprise, day_of(at))
    question, case = _locked(question_id)
    if case.enterprise != enterprise:
        raise Question.DoesNotExist
    _require_with_authority(case)
    if not text.strip():
        raise AQuestionSaysSomething("请写明答复内容", field="text")
    with context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.answer",
        reason=text,
        subject=str(case.project.row_guid),
    ):
        found = _end(question, case, AnswerKind.ANSWERED, by, text, at)
        notify(
            [question.asked_by],
            kind=NoticeKind.QUESTION,
            title=f"{case.project.name}：企业已答复",
            text=f"{enterprise.name}就办件 {case.number} 答复：{found.text}",
            url=authority_page(case),
            at=at,
        )
    return found


@transaction.atomic(durable=True)
def close_question(*, by: User, question_id: int, reason: str, at: datetime) -> Answer:
    """Go on without an answer, for a reason that the enterprise reads.

    :raises NotAllowedNow, ItIsAnotherUnitsTurn, SomebodyElseHoldsIt: the official holds a case that lies with him.
    :raises TheQuestionHasEnded: when it was answered.
    :raises AQuestionSaysSomething: without a reason.
    """
    question, case = _locked(question_id)
    _require_with_authority(case)
    require_turn(case, by, at)
    require_hold(case, by, at)
    if not says_something(reason):
        raise AQuestionSaysSomething("请写明关闭询问的理由（不少于5个字），企业可以看到", field="text")
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.close_question",
        reason=reason,
        subject=str(case.project.row_guid),
    ):
        return _end(question, case, AnswerKind.CLOSED, by, reason, at)


def lapse_questions(case: Case, *, by: User, at: datetime) -> None:
    """End the open questions of a case that its enterprise takes back. Opens no transaction."""
    Answer.objects.bulk_create(
        Answer(question=question, kind=AnswerKind.LAPSED, by=by, text="企业撤回办件", at=at)
        for question in open_questions(case)
    )


def _locked(question_id: int) -> tuple[Question, Case]:
    question = Question.objects.select_related("asked_by").get(pk=question_id)
    case = lock_case(question.case_id)
    if not open_questions(case).filter(pk=question_id).exists():
        raise TheQuestionHasEnded("该询问已答复或已关闭，请刷新页面查看")
    return question, case


def _require_with_authority(case: Case) -> None:
    if Status(case.status) not in WITH_AUTHORITY:
        raise NotAllowedNow(f"该办件现为“{Status(case.status).label}”，不能询问或答复；请刷新页面查看最新状态")


def _end(question: Question, case: Case, kind: AnswerKind, by: User, text: str, at: datetime) -> Answer:
    ended = Answer.objects.create(question=question, kind=kind, by=by, text=text.strip(), at=at)
    if not open_questions(case).exists():
        turn_clock(case, ClockCause.ANSWERED, at=at)
        case.save()
    return ended
