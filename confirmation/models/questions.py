"""What a reviewer asks an enterprise about a case that he holds, and what it answers (E25)."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from confirmation.models.case import Case


class AnswerKind(models.TextChoices):
    """How a question ended."""

    ANSWERED = "ANSWERED", "企业答复"
    CLOSED = "CLOSED", "审核人员关闭"
    LAPSED = "LAPSED", "随企业撤回关闭"


class Question(models.Model):
    """A question to the enterprise; the authority's clock stands while one has no answer. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions", verbose_name="办件")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提问人")
    text = models.TextField("问题", max_length=2000)
    answer_by = models.DateField("答复期限", null=True)
    asked_at = models.DateTimeField("提问时间")

    class Meta:
        verbose_name = "询问"
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="question_of_case")]

    def __str__(self) -> str:
        return self.text[:40]


class Answer(models.Model):
    """What ended a question: the enterprise's answer, or the reviewer's reason to go on without one. Never changed."""

    question = models.OneToOneField(Question, models.PROTECT, related_name="answer", verbose_name="询问")
    kind = models.CharField("方式", max_length=8, choices=AnswerKind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    text = models.TextField("答复", max_length=2000)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "答复"

    def __str__(self) -> str:
        return self.text[:40]


class Reminder(models.Model):
    """An official reminds the enterprise of what it owes: a correction or an answer. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reminders", verbose_name="办件")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提醒人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "提醒"
        indexes: ClassVar = [models.Index(fields=["case", "-id"], name="reminder_of_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d}"
