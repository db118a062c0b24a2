"""Basic information of a project: TBProjectInfo (domain.md 2.1)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Division, Enterprise, User
from accounts.policy import duties_of, enterprise_of
from common.clock import day_of
from projects.models.record import StageRecord
from projects.rules.dictionaries import (
    ApprovalKind,
    ApprovalLevel,
    ConstructionNature,
    InvestmentNature,
    Origin,
    ProjectClass,
    Purpose,
    Sector,
)
from projects.rules.kinds import RecordKind
from projects.terms import label_on


def _between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class ProjectQuerySet(models.QuerySet["Project"]):
    """Filters of projects."""

    def published(self) -> "ProjectQuerySet":
        """What anyone may see: confirmed and not withdrawn (一（六）4)."""
        return self.filter(published=True, update_flag="U").exclude(grade="D")

    def visible_to(self, user: User, today: date) -> "ProjectQuerySet":
        """What a user sees in his work: his enterprise's own, or what lies with or passed his authority's place.

        Drafts are seen by their enterprise alone (A-18). Nobody's membership or duty gives nothing.
        """
        seen = models.Q(pk__in=[])
        enterprise = enterprise_of(user, today)
        if enterprise is not None:
            seen |= models.Q(filed_by=enterprise)
        for duty in duties_of(user, today):
            inside = duty.authority.jurisdiction.rows(county="division_id", city="division__city_code")
            seen |= models.Q(sealed_at__isnull=False) & inside
        return self.filter(seen)

    def same_code(self, investment_code: str) -> "ProjectQuerySet":
        """Submitted or confirmed projects with this investment code; drafts do not count (decisions 21)."""
        return self.filter(investment_code=investment_code, sealed_at__isnull=False).exclude(investment_code="")


class Project(StageRecord):
    """A construction project. ``number`` is the provincial number, issued at the first confirmation."""

    record_kind = RecordKind.PROJECT

    # The index of an enterprise's projects, below, answers for this one too.
    filed_by = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", null=True, db_index=False, verbose_name="填报企业"
    )
    national_number = models.CharField("项目编号（全国）", max_length=16, blank=True, editable=False)
    origin = models.CharField("形成方式", max_length=1, choices=Origin, default=Origin.BACKFILL, editable=False)
    shown = models.BooleanField("通知发布前已展示", default=False, editable=False)
    project_class = models.CharField("项目分类", max_length=2, choices=ProjectClass, editable=False)

    name = models.CharField("项目名称", max_length=200)
    investment_code = models.CharField("项目代码", max_length=24, blank=True)
    sector = models.CharField("工程类别", max_length=2, choices=Sector)
    owner_name = models.CharField("建设单位", max_length=200)
    owner_code = models.CharField("建设单位统一社会信用代码", max_length=18)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="项目所在地")
    address = models.CharField("具体地点", max_length=255)
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True, validators=_between(121, 132)
    )
    latitude = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True, validators=_between(40, 47)
    )
    approval_kind = models.CharField("立项文件类型", max_length=2, choices=ApprovalKind)
    approval_number = models.CharField("立项文号", max_length=200)
    approval_level = models.CharField("立项级别", max_length=3, choices=ApprovalLevel)
    approval_authority = models.CharField("立项批复机关", max_length=200)
    approved_on = models.DateField("立项批复时间")
    land_permit_number = models.CharField("建设用地规划许可证编号", max_length=100, blank=True)
    planning_permit_number = models.CharField("建设工程规划许可证编号", max_length=200, blank=True)
    investment_nature = models.CharField("工程投资性质", max_length=3, choices=InvestmentNature)
    fund_source = models.CharField("资金来源", max_length=200)
    state_share = models.DecimalField(
        "国有资金出资比例",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    total_investment = models.DecimalField(
        "总投资", max_digits=15, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )
    total_area = models.DecimalField(
        "总面积", max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    total_length = models.DecimalField(
        "总长度", max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    construction_nature = models.CharField("建设性质", max_length=3, choices=ConstructionNature)
    purpose = models.CharField("工程用途", max_length=3, choices=Purpose)
    scale = models.TextField("建设规模", max_length=2000)
    is_key_project = models.BooleanField("重点项目", default=False)
    planned_start_on = models.DateField("计划开工日期", null=True, blank=True)
    planned_end_on = models.DateField("计划竣工日期", null=True, blank=True)
    energy_saving = models.TextField("建筑节能信息", max_length=500, blank=True)
    out_of_code = models.TextField("超限项目信息", max_length=500, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta(StageRecord.Meta):
        verbose_name = "项目基本信息"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            # 四（二）: the project is unique. Among submitted and confirmed ones, not drafts (decisions 21).
            models.UniqueConstraint(
                fields=["investment_code"],
                condition=models.Q(sealed_at__isnull=False) & ~models.Q(investment_code=""),
                name="investment_code_once",
            ),
        ]
        indexes: ClassVar = [
            *StageRecord.Meta.indexes,
            models.Index(fields=["division"], name="project_of_division"),
            models.Index(fields=["-confirmed_at", "-id"], name="project_published", condition=models.Q(published=True)),
            models.Index(fields=["filed_by", "-id"], name="project_of_enterprise"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_sector_display(self) -> str:  # type: ignore[no-redef]
        """The sector as the code list called it when the project was filled in; in place of Django's own (A05)."""
        return label_on("SECTOR", self.sector, day_of(self.updated_at))
