"""What every stage record has in common."""

import uuid
from typing import TYPE_CHECKING, ClassVar, cast

from django.db import models

from accounts.models import Authority, Enterprise, Person, User
from projects.rules.dictionaries import (
    OPTIONAL_ATTACHMENTS,
    REQUIRED_ATTACHMENTS,
    AttachmentKind,
    DataSource,
    Stage,
)
from projects.rules.fields import FIRST_VERSION
from projects.rules.kinds import RecordKind
from projects.rules.numbering import STAGE_LETTERS

if TYPE_CHECKING:
    from projects.models.project import Project

# What `grading` alone writes, through its SECURITY DEFINER function; all other columns are facts (decisions 4).
BOOKKEEPING_COLUMNS = (
    "grade",
    "check_authority_id",
    "check_person_id",
    "confirmed_at",
    "published",
    "update_flag",
    "false_mark",
    "number",
    "national_number",
)


class StageRecord(models.Model):
    """One record of a stage, with a grade of its own (BR-31). The project's basic information is one too."""

    record_kind: ClassVar[RecordKind]

    row_guid = models.UUIDField("数据主键", unique=True, default=uuid.uuid4, editable=False)
    filed_by = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", null=True, verbose_name="填报企业")
    data_source = models.PositiveSmallIntegerField("数据来源", choices=DataSource, default=DataSource.BACKFILL)
    remark = models.CharField("备注", max_length=500, blank=True)
    # The field list by which the record was filled in, and the values of the fields that it adds.
    form_version = models.CharField("字段表版本", max_length=20, default=FIRST_VERSION, editable=False)
    extra = models.JSONField("补充字段", default=dict, editable=False)
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")
    # Set while the record lies with an authority; the facts are then closed to the enterprise.
    sealed_at = models.DateTimeField("提交时间", null=True, editable=False)

    # Bookkeeping, see BOOKKEEPING_COLUMNS.
    number = models.CharField("编号", max_length=50, null=True, editable=False)  # noqa: DJ001 - many drafts have none
    grade = models.CharField("数据等级", max_length=1, default="D", editable=False)
    check_authority = models.ForeignKey(
        Authority,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
        verbose_name="信息审核部门",
    )
    check_person = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
        verbose_name="信息审核人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)
    published = models.BooleanField("省平台展示", default=False, editable=False)
    update_flag = models.CharField("更新标识", max_length=1, default="U", editable=False)
    false_mark = models.BooleanField("虚假标记", default=False, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(grade__in="ABCD"), name="%(class)s_grade_known"),
            # 一（六）4: what is unconfirmed is never shown; what is confirmed says by whom (四（三）责任落实到人).
            models.CheckConstraint(
                condition=models.Q(grade="D", published=False) | ~models.Q(grade="D"),
                name="%(class)s_d_is_not_published",
            ),
            models.CheckConstraint(
                condition=models.Q(grade="D")
                | models.Q(check_authority__isnull=False, confirmed_at__isnull=False, number__isnull=False),
                name="%(class)s_confirmed_by_somebody",
            ),
            models.CheckConstraint(condition=models.Q(update_flag__in="UD"), name="%(class)s_update_flag_known"),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(number__isnull=False), name="%(class)s_number_once"
            ),
        ]
        # Drafts, which come by the thousand, have none of these and stand in no index of them.
        indexes: ClassVar = [
            models.Index(
                fields=["check_authority"],
                condition=models.Q(check_authority__isnull=False),
                name="%(class)s_authority",
            ),
            models.Index(
                fields=["check_person"], condition=models.Q(check_person__isnull=False), name="%(class)s_person"
            ),
        ]

    @property
    def of_project(self) -> "Project":
        """The project that the record is of; the basic information is its own."""
        return cast("Project", getattr(self, "project", self))

    @property
    def stage(self) -> Stage:
        """The stop of the rail that the record stands at."""
        return self.record_kind.stage

    @property
    def required_paper(self) -> AttachmentKind:
        """The kind of paper without which it is not submitted (二（二）3)."""
        return REQUIRED_ATTACHMENTS[self.stage]

    @property
    def paper_kinds(self) -> tuple[AttachmentKind, ...]:
        """The kinds of paper that it may carry, the required one first."""
        return (self.required_paper, *OPTIONAL_ATTACHMENTS[self.stage])

    @property
    def stands_alone(self) -> bool:
        """Whether it is papered and verified on its own, and not with the record that it belongs to."""
        return self.record_kind.stands_alone

    @classmethod
    def person_fields(cls) -> tuple[str, ...]:
        """Names of the fields in which a record of this kind names a person."""
        return tuple(field.name for field in cls._meta.concrete_fields if field.related_model is Person)

    @property
    def number_letters(self) -> str:
        """The letters of the record's number (domain.md 3.2); a project's number has none, and asking is an error."""
        return STAGE_LETTERS[self.stage]

    @property
    def is_confirmed(self) -> bool:
        """Whether an authority has confirmed the record at any tier."""
        return self.grade != "D"

    @property
    def is_open(self) -> bool:
        """Whether the enterprise may still change the facts."""
        return not self.is_confirmed and self.sealed_at is None
