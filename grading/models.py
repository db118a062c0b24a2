"""The ledger of grades and the filing windows."""

from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from grading.rules.grades import Grade
from grading.rules.push import Window
from projects.rules.dictionaries import Stage


class GradeEntry(models.Model):
    """One change of one record's grade: who, by which authority, on what basis. The database writes it."""

    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")
    project_guid = models.UUIDField("项目")
    old_grade = models.CharField("原等级", max_length=1, choices=Grade)
    new_grade = models.CharField("新等级", max_length=1, choices=Grade)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="确认部门")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")
    case_number = models.CharField("办件编号", max_length=20)
    rule_version = models.CharField("规则版本", max_length=64)
    granted_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "等级台账"
        indexes: ClassVar = [models.Index(fields=["project_guid", "id"], name="grade_entry_of_project")]

    def __str__(self) -> str:
        return f"{self.record_guid} {self.old_grade}→{self.new_grade}"


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
