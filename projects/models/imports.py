"""A workbook that an enterprise sent in, how far its rows are stored, and what is wrong with which cell (E26)."""

import uuid
from datetime import date
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import Enterprise, User
from accounts.policy import enterprise_of


class ImportMode(models.TextChoices):
    """What happens to the sound rows of a workbook that has faulty ones."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING", "全部正确才导入"
    ROW_BY_ROW = "ROW_BY_ROW", "逐行导入"


class ImportState(models.TextChoices):
    """Where a job stands."""

    WAITING = "WAITING", "等待处理"
    READING = "READING", "正在读取"
    WRITING = "WRITING", "正在导入"
    DONE = "DONE", "已完成"
    REFUSED = "REFUSED", "文件不能导入"
    FAILED = "FAILED", "处理失败"
    CANCELLED = "CANCELLED", "已取消"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (ImportState.WAITING, ImportState.READING, ImportState.WRITING)


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Filters of jobs."""

    def visible_to(self, user: User, today: date) -> "ImportJobQuerySet":
        """Those of the enterprise for which the user is here; another's workbook is nobody else's business."""
        enterprise = enterprise_of(user, today)
        return self.filter(enterprise=enterprise) if enterprise else self.none()

    def unfinished(self) -> "ImportJobQuerySet":
        """Those that still wait or run, or ran when their worker died."""
        return self.filter(state__in=[state for state in ImportState if not state.is_over])


class ImportJob(models.Model):
    """One workbook and its processing. A work order, not a filing: it is not ledgered, the rows that it writes are.

    :ivar cursor: how many rows, in the order of the workbook, are dealt with for good; moves with what they wrote.
    :ivar attempt: counts the workers that took the job; one that lost it writes nothing more.
    :ivar heartbeat_at: when a worker last said that it goes on.
    :ivar rows_compared: how many new projects were held against those on display for likeness so far; None before.
    :ivar stored_as: name of the sealed workbook among the papers' store; empty once it has been dropped.
    :ivar marked_as: the same of the marked workbook.
    """

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("上传时间")
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节数")
    stored_as = models.CharField("存放", max_length=120, blank=True)
    marked_as = models.CharField("标注文件存放", max_length=120, blank=True)
    mode = models.CharField("导入方式", max_length=14, choices=ImportMode)
    is_rehearsal = models.BooleanField("只检查不导入", default=False)
    state = models.CharField("状态", max_length=9, choices=ImportState, default=ImportState.WAITING)
    rows_total = models.PositiveIntegerField("总行数", default=0)
    rows_read = models.PositiveIntegerField("已处理行数", default=0)
    rows_written = models.PositiveIntegerField("写入行数", default=0)
    rows_unchanged = models.PositiveIntegerField("无变化行数", default=0)
    rows_faulty = models.PositiveIntegerField("有误行数", default=0)
    faults_total = models.PositiveIntegerField("错误数", default=0)
    cursor = models.PositiveIntegerField("进度", default=0)
    attempt = models.PositiveSmallIntegerField("处理次数", default=0)
    heartbeat_at = models.DateTimeField("最近进展", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    message = models.CharField("说明", max_length=1000, blank=True)
    notes = models.JSONField("提示", default=list)
    rows_compared = models.PositiveSmallIntegerField("已比对行数", null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "导入任务"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(mode__in=ImportMode.values), name="import_mode_known"),
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "-id"], name="import_of_enterprise"),
            models.Index(
                fields=["heartbeat_at"],
                name="import_unfinished",
                condition=models.Q(state__in=["WAITING", "READING", "WRITING"]),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return ImportState(self.state).is_over


class ImportFault(models.Model):
    """What is wrong with one cell, and the remedy.

    :ivar row: as the spreadsheet program numbers it, from 1.
    :ivar column: the letter; empty when the whole row is meant.
    :ivar value: as it stands in the cell, cut; of an identity number only the ends.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="faults", verbose_name="导入任务")
    sheet = models.CharField("工作表", max_length=31)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=3, blank=True)
    label = models.CharField("字段", max_length=100, blank=True)
    value = models.CharField("填写的值", max_length=100, blank=True)
    rule = models.CharField("规则", max_length=500)
    remedy = models.CharField("修改办法", max_length=500)

    class Meta:
        verbose_name = "导入错误"
        indexes: ClassVar = [models.Index(fields=["job", "id"], name="fault_of_import")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}"


class ImportQuestion(models.Model):
    """A row of a workbook whose project looks like one on display: a hint, asked after the import (X12).

    :ivar other_name, other_code: of the project on display, as it was called then.
    :ivar likeness: what the two have in common, and what not.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="questions", verbose_name="导入任务")
    row = models.PositiveIntegerField("行")
    name = models.CharField("项目名称", max_length=200)
    other_name = models.CharField("已展示的项目", max_length=200)
    other_code = models.CharField("项目代码", max_length=24, blank=True)
    likeness = models.CharField("相似之处", max_length=500)

    class Meta:
        verbose_name = "导入提问"
        indexes: ClassVar = [models.Index(fields=["job", "id"], name="question_of_import")]

    def __str__(self) -> str:
        return f"{self.row}: {self.other_name}"


class OwedQuestion(models.Model):
    """A new project of an import that is still to be held against those on display, once the import is over.

    Written in the transaction that stores the project; goes with the answer. ``projects.actions.asking`` takes it up.

    :ivar facts: what is compared of it, by the names of the fields.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="+", verbose_name="导入任务")
    row = models.PositiveIntegerField("行")
    facts = models.JSONField("比对内容", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "待比对项目"

    def __str__(self) -> str:
        return f"{self.job_id}: {self.row}"
