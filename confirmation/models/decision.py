"""What officials decided, on what they had seen."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Authority, User
from accounts.rules import BusinessLine, Tier
from confirmation.models.case import Case
from confirmation.models.submission import Submission
from confirmation.rules.decisions import VerificationMethod
from confirmation.rules.states import Action
from projects.rules.dictionaries import Stage


class Decision(models.Model):
    """One act of one official on a case: a signature, a confirmation, a return or a refusal (BR-42). Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name="办件")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions", verbose_name="所见提交")
    action = models.CharField("动作", max_length=8, choices=Action)
    signature_order = models.PositiveSmallIntegerField("签署次序")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    tier = models.CharField("层级", max_length=8, choices=Tier)
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True, db_default="")
    # Coded reasons of every act but a signature (R23).
    codes = ArrayField(models.CharField(max_length=20), default=list, verbose_name="理由代码")
    note = models.TextField("意见", blank=True)
    to_authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", null=True, verbose_name="移交或退回至"
    )
    to_line = models.CharField("移交至条线", max_length=12, choices=BusinessLine, blank=True)
    paper_name = models.CharField("立项文件项目名称", max_length=200, blank=True)
    paper_code = models.CharField("立项文件项目代码", max_length=24, blank=True)
    paper_number = models.CharField("立项文件文号", max_length=200, blank=True, default="")
    case_version = models.PositiveIntegerField("所见版本")
    rule_version = models.CharField("规则版本", max_length=64)
    address = models.GenericIPAddressField("网络地址", null=True)
    decided_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审核意见"
        indexes: ClassVar = [
            # Which waiting cases came back after a return: counted for every queue page.
            models.Index(
                fields=["case"],
                name="decision_sent_back",
                condition=models.Q(action__in=[Action.RETURN, Action.REFUSE]),
            ),
            models.Index(fields=["decided_at"], name="decision_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_action_display()}"


class Verification(models.Model):
    """How one record was verified for a decision (二（二）3, R08). Never changed."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="verifications", verbose_name="审核意见")
    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")
    method = models.CharField("核对方式", max_length=14, choices=VerificationMethod)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "核对记录"
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "record_guid"], name="verification_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_method_display()}"
