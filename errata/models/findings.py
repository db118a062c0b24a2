"""False-information cases: which records, what proves it, what the firm said, and what was found (四（二）, X28)."""

import uuid
from datetime import date
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.models import AdverseRecord, Authority, Enterprise, User
from accounts.policy import duties_of, enterprise_of
from accounts.rules import Role, Tier
from errata.rules.findings import STANDING, FindingAction, FindingStatus, Side, finding_guard_sql
from projects.models import Project, StoredFile
from projects.rules.kinds import RecordKind


class FalseCaseQuerySet(models.QuerySet["FalseCase"]):
    """Filters of cases."""

    def visible_to(self, user: User, today: date) -> "FalseCaseQuerySet":
        """The only door to cases: the firm's own once it was told, and those of authorities in a duty's place."""
        seen = models.Q(pk__in=[])
        enterprise = enterprise_of(user, today)
        if enterprise is not None:
            seen |= models.Q(enterprise=enterprise, notified_at__isnull=False)
        for duty in duties_of(user, today, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR):
            place = duty.authority.jurisdiction
            seen |= {
                Tier.COUNTY: models.Q(authority=duty.authority_id),
                Tier.CITY: models.Q(authority__division__city_code=place.division_code)
                | models.Q(authority=duty.authority_id),
                Tier.PROVINCE: models.Q(pk__isnull=False),  # an empty condition would be left out
            }[place.tier]
        return self.filter(seen)


class FalseCase(models.Model):
    """One case about one enterprise."""

    number = models.CharField("案号", max_length=20, unique=True, null=True)  # noqa: DJ001 - given after the insert
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="false_cases", verbose_name="企业")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="false_cases", verbose_name="调查部门")
    status = models.CharField("状态", max_length=9, choices=FindingStatus, default=FindingStatus.OPEN)
    version = models.PositiveIntegerField("版本", default=1)
    allegation = models.TextField("涉嫌虚假的情况")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="立案人")
    opened_at = models.DateTimeField("立案时间")
    notified_at = models.DateTimeField("告知时间", null=True)
    reply_until = models.DateField("陈述期至", null=True)
    heard = models.TextField("听取意见记录", blank=True, default="")
    ground = models.TextField("认定的事由", blank=True)
    ends_on = models.DateField("公示至", null=True)
    found_on = models.DateField("认定日期", null=True)
    adverse = models.OneToOneField(
        AdverseRecord, models.PROTECT, related_name="false_case", null=True, verbose_name="不良信息"
    )
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = FalseCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "虚假信息案"
        constraints: ClassVar = [
            # X28: no publication before the reply period ends.
            models.CheckConstraint(
                condition=models.Q(found_on=None)
                | models.Q(reply_until__isnull=False, found_on__gt=models.F("reply_until")),
                name="finding_waits_for_the_reply_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(STANDING))
                | models.Q(found_on__isnull=False, adverse__isnull=False, ends_on__isnull=False) & ~models.Q(ground=""),
                name="finding_stands_in_the_credit_file",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["authority", "-id"], name="false_case_of_authority")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="false_case_moves_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=finding_guard_sql(),
            )
        ]

    def __str__(self) -> str:
        return self.number or f"案 {self.pk}"


class FalseCaseRecord(models.Model):
    """A confirmed record that the case is about, and what is wrong with it (存在问题)."""

    case = models.ForeignKey(FalseCase, models.PROTECT, related_name="records", verbose_name="虚假信息案")
    project = models.ForeignKey(Project, models.PROTECT, related_name="false_records", verbose_name="项目")
    kind = models.CharField("信息种类", max_length=14, choices=RecordKind)
    record_guid = models.UUIDField("环节记录")
    record_label = models.CharField("环节", max_length=320)
    problem = models.CharField("存在问题", max_length=300, blank=True)

    class Meta:
        verbose_name = "虚假信息案的环节"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "record_guid"], name="false_record_once")]
        indexes: ClassVar = [models.Index(fields=["record_guid"], name="false_record")]

    def __str__(self) -> str:
        return self.record_label


class FalseCasePaper(models.Model):
    """Evidence of the authority, or what the firm gives with its reply. Never changed."""

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(FalseCase, models.PROTECT, related_name="papers", verbose_name="虚假信息案")
    side = models.CharField("提交方", max_length=10, choices=[(side.value, side.value) for side in Side])
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="false_case_papers", verbose_name="文件")
    filename = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "虚假信息案材料"

    def __str__(self) -> str:
        return self.filename


class FalseCaseAct(models.Model):
    """One act of one person on a case. Never changed."""

    case = models.ForeignKey(FalseCase, models.PROTECT, related_name="acts", verbose_name="虚假信息案")
    action = models.CharField("动作", max_length=8, choices=FindingAction)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="单位")
    note = models.TextField("意见", blank=True)
    version_seen = models.PositiveIntegerField("所见版本")
    address = models.GenericIPAddressField("网络地址", null=True)
    acted_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "虚假信息案办理记录"

    def __str__(self) -> str:
        return f"{self.case} {self.get_action_display()}"
