"""The ledger of grades and the filing windows."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Authority, User
from grading.rules.grades import Grade
from grading.rules.push import Window
from projects.rules.dictionaries import Stage


class GradeEntryQuerySet(models.QuerySet["GradeEntry"]):
    """Filters of the ledger of grades."""

    def standing(self, known: Collection[int] | None = None) -> "GradeEntryQuerySet":
        """Without what came with a batch of old records that was undone.

        :param known: ids of the entries of an earlier moment; of the others nothing is known.
        """
        same = GradeEntry.objects.filter(project_guid=models.OuterRef("project_guid"), batch=models.OuterRef("batch"))
        undone, among = same.filter(new_grade=Grade.D), self
        if known is not None:
            undone, among = undone.filter(pk__in=known), self.filter(pk__in=known)
        return among.exclude(~models.Q(batch="") & models.Exists(undone))

    def since_shown(self, project_guid: UUID | models.OuterRef) -> "GradeEntryQuerySet":
        """A project's entries since its basic information was graded for good, oldest first.

        What came before a grade was taken back to D, or with a batch of old records that was undone, is left out.
        """
        fallen = self.model.objects.filter(
            project_guid=models.OuterRef("project_guid"), stage=Stage.PROJECT, new_grade=Grade.D
        ).order_by("-pk")
        last = Coalesce(models.Subquery(fallen.values("pk")[:1]), 0)
        return self.filter(project_guid=project_guid, pk__gt=last).exclude(new_grade=Grade.D).order_by("pk")


class GradeEntry(models.Model):
    """One change of one record's grade: who, by which authority, on what basis. The database writes it.

    What was loaded with the records of before the notice has a ``batch`` and no person; what was given here has a
    person and no batch (docs/adr/0009); what an approval system sent has its name and neither (docs/adr/0017). Undoing
    a batch leads back to D, and so does taking back a first confirmation.
    """

    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")
    project_guid = models.UUIDField("项目")
    old_grade = models.CharField("原等级", max_length=1, choices=Grade)
    new_grade = models.CharField("新等级", max_length=1, choices=Grade)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="确认部门")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="确认人")
    case_number = models.CharField("办件编号", max_length=20)
    rule_version = models.CharField("规则版本", max_length=64)
    batch = models.CharField("装入批次", max_length=40, blank=True, default="", db_default="")
    docked_from = models.CharField("来源系统", max_length=8, blank=True, default="", db_default="")
    granted_at = models.DateTimeField("时间")

    objects = GradeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "等级台账"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(batch="", docked_from="", person__isnull=False)
                | ~models.Q(batch="") & models.Q(docked_from="", person=None)
                | ~models.Q(docked_from="") & models.Q(batch="", person=None),
                name="grade_was_given_or_loaded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project_guid", "id"], name="grade_entry_of_project"),
            models.Index(fields=["batch"], condition=~models.Q(batch=""), name="grade_entry_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.record_guid} {self.old_grade}→{self.new_grade}"


class FalseMarkQuerySet(models.QuerySet["FalseMark"]):
    """Filters of marks."""

    def standing(self) -> "FalseMarkQuerySet":
        """Findings that were not taken back."""
        lifted = FalseMark.objects.filter(
            record_guid=models.OuterRef("record_guid"), number=models.OuterRef("number"), is_false=False
        )
        return self.filter(is_false=True).exclude(models.Exists(lifted))


class FalseMark(models.Model):
    """One finding about one record, or that it was taken back (四（二）); written together with the record's mark.

    :ivar number: of the finding, as the public list and the national platform name it.
    :ivar problem: what is wrong with the record.
    :ivar enterprise_name: who filed it, as the list names them.
    """

    record_guid = models.UUIDField("环节记录")
    project_guid = models.UUIDField("项目")
    number = models.CharField("虚假记录编号", max_length=20)
    problem = models.CharField("存在问题", max_length=300)
    enterprise_name = models.CharField("上传主体", max_length=200)
    is_false = models.BooleanField("认定")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="认定部门")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="认定人")
    marked_at = models.DateTimeField("时间")

    objects = FalseMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "虚假标记台账"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_guid", "number", "is_false"], name="false_mark_once_a_finding"),
        ]
        indexes: ClassVar = [models.Index(fields=["project_guid"], name="false_mark_of_project")]

    def __str__(self) -> str:
        return f"{self.record_guid} {self.number} {'认定' if self.is_false else '撤销'}"


class FilingWindowQuerySet(models.QuerySet["FilingWindow"]):
    """Filters of filing windows."""

    def in_force(self, today: date) -> "FilingWindowQuerySet":
        """Those whose rule had taken effect by a day and was not revoked by then."""
        return self.filter(models.Q(revoked_on=None) | models.Q(revoked_on__gt=today), effective_on__lte=today)


class FilingWindow(models.Model):
    """A filing window as data (N08, N09, A06): what it covers, until when, and on which paper it rests."""

    code = models.CharField("代码", max_length=30, unique=True)
    clause = models.CharField("依据", max_length=100)
    finished_before = models.DateField("竣工早于", null=True, blank=True)
    released_before = models.DateField("许可早于", null=True, blank=True)
    opens_on = models.DateField("确认自")
    confirm_by = models.DateField("确认截止（含当日）")
    is_example = models.BooleanField("示例", default=False)
    effective_on = models.DateField("规则生效日")
    revoked_on = models.DateField("规则废止日", null=True, blank=True)

    objects = FilingWindowQuerySet.as_manager()

    class Meta:
        verbose_name = "补录时间窗口"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finished_before__isnull=False) | models.Q(released_before__isnull=False),
                name="window_covers_something",
            ),
            models.CheckConstraint(condition=models.Q(opens_on__lte=models.F("confirm_by")), name="window_opens_first"),
        ]

    def __str__(self) -> str:
        return self.code

    def as_rule(self) -> Window:
        """The row as ``grading.rules.push`` reads it."""
        return Window(
            self.code,
            self.clause,
            self.finished_before,
            self.released_before,
            self.opens_on,
            self.confirm_by,
            self.is_example,
        )
