"""Case files of signals (线索): what was noticed, what the official says, how it ended (X06). Rows are only added."""

from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from accounts.policy import duties_of
from accounts.rules import BusinessLine, Role
from confirmation.rules.signals import Signal


class LeadQuerySet(models.QuerySet["Lead"]):
    """Filters of case files."""

    def visible_to_auditor(self, user: User, today: date) -> "LeadQuerySet":
        """Those about units of the auditor's area. About himself nobody reads as an auditor."""
        seen = models.Q(pk__in=[])
        for duty in duties_of(user, today, Role.AUDITOR):
            place = duty.authority.jurisdiction
            seen |= place.rows(county="authority__division_id", city="authority__division__city_code")
        return self.filter(seen).exclude(person=user)


class Lead(models.Model):
    """One signal about one official's work in one span, as it stood when somebody took it up."""

    signal = models.CharField("提示", max_length=12, choices=Signal)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人员")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="所在单位")
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine)
    since = models.DateField("自")
    until = models.DateField("至")
    reason = models.CharField("情况", max_length=500)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="立线索人")
    opened_for = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="审计监督单位")
    opened_at = models.DateTimeField("时间")

    objects: ClassVar = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "线索"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "authority", "business_line", "signal", "since", "until"], name="lead_once"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("opened_by")), name="lead_is_about_another"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="lead_about_person")]

    def __str__(self) -> str:
        return f"线索{self.pk}"


class LeadStep(models.TextChoices):
    """What happens to a case file."""

    REPLY = "REPLY", "本人说明"
    EXPLAINED = "EXPLAINED", "说明清楚"
    REFERRED = "REFERRED", "移交处理"


class LeadAct(models.Model):
    """One step: the official's own word, or how it ended."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="acts", verbose_name="线索")
    step = models.CharField("步骤", max_length=9, choices=LeadStep)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    text = models.TextField("内容", max_length=2000)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "线索办理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(step__in=["EXPLAINED", "REFERRED"]), name="lead_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} {self.get_step_display()}"
