"""Questions about a case: which are open, and the thread as both sides read it (E25)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from confirmation.models import Case, Question
from confirmation.queries.answers import plain


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with what ended it; empty texts while it is open.

    :param asked_by: the unit, and for officials the person too.
    """

    pk: int
    text: str
    asked_at: str
    asked_by: str
    answer_by: date | None
    is_late: bool
    ended: str
    answer: str
    answered_at: str
    answered_by: str

    @property
    def is_open(self) -> bool:
        """Whether the enterprise owes an answer."""
        return not self.ended


def open_questions(case: Case) -> QuerySet[Question]:
    """Those without an end, oldest first."""
    return Question.objects.filter(case=case, answer=None).order_by("pk")


def thread_of(case: Case, today: date, *, for_official: bool) -> list[Exchange]:
    """All questions about a case, oldest first. One query.

    :param for_official: with the names of officials; the enterprise sees the unit alone (E17).
    """
    rows = Question.objects.filter(case=case).select_related("authority", "asked_by", "answer__by").order_by("pk")
    return [_exchange(row, case, today, for_official) for row in rows]


def _exchange(row: Question, case: Case, today: date, for_official: bool) -> Exchange:
    end = getattr(row, "answer", None)
    by_firm = end is not None and end.kind != "CLOSED"
    answered_by = "" if end is None else end.by.name if by_firm or for_official else row.authority.name
    return Exchange(
        pk=row.pk,
        text=row.text,
        asked_at=plain(row.asked_at),
        asked_by=f"{row.authority.name} {row.asked_by.name}" if for_official else row.authority.name,
        answer_by=row.answer_by,
        is_late=end is None and row.answer_by is not None and row.answer_by < today,
        ended="" if end is None else end.get_kind_display(),
        answer="" if end is None else end.text,
        answered_at="" if end is None else plain(end.at),
        answered_by=answered_by,
    )
