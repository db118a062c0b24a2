"""Errata: what is to be corrected, the letters it rests on, and who did what (三, BR-33)."""

import uuid
from datetime import date
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.models import Authority, Enterprise, User
from accounts.policy import duties_of, enterprise_of
from accounts.rules import Role, Tier
from errata.models.exceptions import CompletionException
from errata.rules.corrections import OPEN, UNFINISHED, Action, LetterKind, Origin, Status, Step, guard_sql
from projects.models import Project, StoredFile
from projects.rules.kinds import RecordKind

# What technical support has to do with.
SUPPORTED = frozenset({Status.APPROVED, Status.EXECUTED, Status.DONE, Status.OBJECTED})


class ErratumQuerySet(models.QuerySet["Erratum"]):
    """Filters of errata."""

    def visible_to(self, user: User, today: date) -> "ErratumQuerySet":
        """The only door to errata: the enterprise's own, and from the first hand-in on those of a duty's place.

        Technical support sees what the province has approved. What somebody drafts is his own unit's.
        """
        seen = models.Q(pk__in=[])
        enterprise = enterprise_of(user, today)
        if enterprise is not None:
            seen |= models.Q(enterprise=enterprise)
        for duty in duties_of(user, today):
            place = duty.authority.jurisdiction
            inside = place.rows(county="project__division_id", city="project__division__city_code")
            if duty.role == Role.SUPPORT:
                inside &= models.Q(status__in=sorted(SUPPORTED))
            own = models.Q(authority=duty.authority_id, origin=Origin.AUTHORITY)
            seen |= inside & (~models.Q(status=Status.DRAFT) | own)
        return self.filter(seen)

    def in_turn_of(self, user: User, today: date) -> "ErratumQuerySet":
        """Those that wait for one of a person's duties; ``policy.require_turn`` judges each again."""
        waiting = models.Q(pk__in=[])
        for duty in duties_of(user, today, Role.REVIEWER, Role.SUPPORT):
            waiting |= _waits_for(Role(duty.role), duty.authority)
        return self.filter(waiting)

    def executed(self) -> "ErratumQuerySet":
        """Those that have changed something."""
        return self.filter(executed_at__isnull=False)


def _waits_for(role: Role, unit: Authority) -> models.Q:
    if role == Role.SUPPORT:
        statuses = [Status.APPROVED, Status.EXECUTED] if unit.tier == Tier.PROVINCE else []
        return models.Q(status__in=statuses)
    if unit.tier == Tier.PROVINCE:
        return models.Q(status=Status.APPROVAL)
    own = models.Q(status=Status.REQUESTED) | models.Q(origin=Origin.AUTHORITY, status__in=sorted(OPEN))
    waiting = own & models.Q(authority=unit)
    if unit.tier == Tier.CITY:
        waiting |= models.Q(status=Status.CONSENT, project__division__city_code=unit.division_id)
    return waiting


class Erratum(models.Model):
    """One erratum (勘误): some fields of confirmed records of one project, on its way from request to public note."""

    number = models.CharField("勘误编号", max_length=20, unique=True, null=True)  # noqa: DJ001 - given after the insert
    origin = models.CharField("提出方", max_length=10, choices=Origin)
    project = models.ForeignKey(Project, models.PROTECT, related_name="errata", verbose_name="项目")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="errata", null=True, verbose_name="提出企业"
    )
    # At the project's place: it files the application.
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="errata", verbose_name="申请部门")
    tier = models.CharField("申请部门层级", max_length=8, choices=Tier)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.DRAFT)
    # Every move is a new version; an act carries the version that its maker saw.
    version = models.PositiveIntegerField("版本", default=1)
    ground = models.TextField("总体说明", blank=True)
    exception = models.OneToOneField(
        CompletionException, models.PROTECT, related_name="erratum", null=True, verbose_name="新竣工项目例外"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("创建时间")
    executed_at = models.DateTimeField("执行时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    push_note = models.CharField("推送说明", max_length=300, blank=True)

    objects = ErratumQuerySet.as_manager()

    class Meta:
        verbose_name = "勘误"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(origin=Origin.ENTERPRISE, enterprise__isnull=False)
                | models.Q(origin=Origin.AUTHORITY, enterprise=None),
                name="erratum_is_somebodys",
            ),
            models.CheckConstraint(condition=~models.Q(tier=Tier.PROVINCE), name="erratum_begins_below_the_province"),
            models.CheckConstraint(
                condition=models.Q(executed_at=None) & ~models.Q(status__in=["EXECUTED", "DONE", "OBJECTED"])
                | models.Q(executed_at__isnull=False, status__in=["EXECUTED", "DONE", "OBJECTED"]),
                name="erratum_is_executed_once",
            ),
            models.UniqueConstraint(
                fields=["project", "enterprise"],
                condition=models.Q(status__in=sorted(UNFINISHED)),
                name="one_open_erratum_an_enterprise",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "id"], name="erratum_by_status"),
            models.Index(fields=["project", "executed_at"], name="erratum_of_project"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="erratum_moves_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=guard_sql(),
            )
        ]

    def __str__(self) -> str:
        return self.number or f"勘误草稿 {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether what it asks for may still be changed."""
        return self.status in OPEN


class ErratumItem(models.Model):
    """One field of one record: what it says, what it should say, and why.

    :ivar column: of the record's table; ``extra`` for a field that the list adds.
    :ivar old, new: JSON as PostgreSQL reads it into the column: amounts and dates as text, persons by id.
    :ivar is_derived: it follows from another item and is written along.
    """

    erratum = models.ForeignKey(Erratum, models.PROTECT, related_name="items", verbose_name="勘误")
    kind = models.CharField("信息种类", max_length=14, choices=RecordKind)
    record_guid = models.UUIDField("环节记录")
    record_label = models.CharField("环节", max_length=320)
    name = models.CharField("字段", max_length=64)
    column = models.CharField("列", max_length=64)
    label = models.CharField("字段名称", max_length=300)
    old = models.JSONField("原值", null=True)
    new = models.JSONField("更正值", null=True)
    old_shown = models.TextField("原内容", blank=True)
    new_shown = models.TextField("更正后", blank=True)
    ground = models.CharField("依据", max_length=500, blank=True)
    is_derived = models.BooleanField("随同更新", default=False)

    class Meta:
        verbose_name = "勘误内容"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["erratum", "record_guid", "name"], name="erratum_item_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["record_guid"], name="erratum_item_record")]

    def __str__(self) -> str:
        return f"{self.record_label} {self.label}"

    @property
    def is_extra(self) -> bool:
        """Whether the field list adds the field."""
        return self.column == "extra"


class ErratumPaper(models.Model):
    """Evidence, or a tier's official document with its number and day."""

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    erratum = models.ForeignKey(Erratum, models.PROTECT, related_name="papers", verbose_name="勘误")
    kind = models.CharField("种类", max_length=11, choices=LetterKind)
    letter_number = models.CharField("文号", max_length=100, blank=True)
    dated_on = models.DateField("成文日期", null=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="发文单位")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="erratum_papers", verbose_name="文件")
    filename = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "勘误材料"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind=LetterKind.EVIDENCE, letter_number="", dated_on=None, authority=None)
                | ~models.Q(kind=LetterKind.EVIDENCE)
                & ~models.Q(letter_number="")
                & models.Q(dated_on__isnull=False, authority__isnull=False),
                name="letter_has_number_day_and_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.letter_number}）" if self.letter_number else self.filename


class ErratumAct(models.Model):
    """One act of one person on an erratum. Never changed."""

    erratum = models.ForeignKey(Erratum, models.PROTECT, related_name="acts", verbose_name="勘误")
    action = models.CharField("动作", max_length=8, choices=Action)
    step = models.CharField("环节", max_length=10, choices=Step)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="单位")
    paper = models.ForeignKey(ErratumPaper, models.PROTECT, related_name="+", null=True, verbose_name="公文")
    note = models.TextField("意见", blank=True)
    version_seen = models.PositiveIntegerField("所见版本")
    address = models.GenericIPAddressField("网络地址", null=True)
    acted_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "勘误办理记录"

    def __str__(self) -> str:
        return f"{self.erratum} {self.get_action_display()}"
