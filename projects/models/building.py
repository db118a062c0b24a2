"""Stage records of a project: permit (TBBuilderLicenceManage) and completion (TBProjectFinish*)."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from accounts.models import Person
from projects.models.project import Project
from projects.models.record import StageRecord
from projects.rules.dictionaries import CompletionKind, PermitKind, StructureSystem
from projects.rules.kinds import RecordKind

_POSITIVE = [MinValueValidator(Decimal("0.0001"))]
_NOT_NEGATIVE = [MinValueValidator(0)]


class ConstructionPermit(StageRecord):
    """A construction permit or commencement report (domain.md 2.6). ``released_on`` decides BR-14."""

    record_kind = RecordKind.PERMIT

    project = models.ForeignKey(Project, models.PROTECT, related_name="permits", verbose_name="项目")
    kind = models.CharField("许可类型", max_length=1, choices=PermitKind)
    name = models.CharField("工程名称", max_length=300)
    paper_number = models.CharField("许可证（开工报告）编号", max_length=100)
    released_on = models.DateField("发证（批准）日期")
    issued_by = models.CharField("发证机关", max_length=100)
    contract_amount = models.DecimalField("合同金额", max_digits=15, decimal_places=4, validators=_POSITIVE)
    area = models.DecimalField("面积", max_digits=15, decimal_places=2, null=True, blank=True, validators=_NOT_NEGATIVE)
    length = models.DecimalField(
        "长度", max_digits=15, decimal_places=4, null=True, blank=True, validators=_NOT_NEGATIVE
    )
    span = models.DecimalField("跨度", max_digits=15, decimal_places=4, null=True, blank=True, validators=_NOT_NEGATIVE)
    scale = models.TextField("建设规模", max_length=2000, blank=True)
    contract_days = models.PositiveIntegerField("合同工期", null=True, blank=True)
    surveyor_name = models.CharField("勘察单位", max_length=200)
    surveyor_code = models.CharField("勘察单位统一社会信用代码", max_length=18)
    designer_name = models.CharField("设计单位", max_length=200)
    designer_code = models.CharField("设计单位统一社会信用代码", max_length=18)
    contractor_name = models.CharField("施工单位", max_length=200)
    contractor_code = models.CharField("施工单位统一社会信用代码", max_length=18)
    supervisor_name = models.CharField("监理单位", max_length=200, blank=True)
    supervisor_code = models.CharField("监理单位统一社会信用代码", max_length=18, blank=True)
    safety_permit_number = models.CharField("安全生产许可证编号", max_length=30, blank=True)
    project_manager = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="项目经理")
    chief_supervisor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="总监理工程师"
    )

    class Meta(StageRecord.Meta):
        verbose_name = "施工许可（开工报告）"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(supervisor_name="", chief_supervisor=None)
                | ~models.Q(supervisor_name="") & models.Q(chief_supervisor__isnull=False),
                name="supervised_works_have_a_chief_supervisor",
            ),
        ]
        indexes: ClassVar = [
            *StageRecord.Meta.indexes,
            models.Index(fields=["paper_number"], name="permit_by_paper_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Completion(StageRecord):
    """A completion acceptance or its filing (domain.md 2.7, 2.8). ``finished_on`` decides BR-12, BR-13 and BR-36."""

    record_kind = RecordKind.COMPLETION

    project = models.ForeignKey(Project, models.PROTECT, related_name="completions", verbose_name="项目")
    permit = models.ForeignKey(ConstructionPermit, models.PROTECT, related_name="completions", verbose_name="施工许可")
    kind = models.CharField("竣工类型", max_length=1, choices=CompletionKind)
    name = models.CharField("工程名称", max_length=300)
    paper_number = models.CharField("竣工验收（备案）编号", max_length=50, blank=True)
    started_on = models.DateField("实际开工日期")
    finished_on = models.DateField("竣工验收（备案）日期")
    actual_cost = models.DecimalField("实际造价", max_digits=20, decimal_places=4, validators=_POSITIVE)
    actual_area = models.DecimalField(
        "实际面积", max_digits=15, decimal_places=2, null=True, blank=True, validators=_NOT_NEGATIVE
    )
    length = models.DecimalField(
        "长度", max_digits=10, decimal_places=4, null=True, blank=True, validators=_NOT_NEGATIVE
    )
    span = models.DecimalField("跨度", max_digits=10, decimal_places=4, null=True, blank=True, validators=_NOT_NEGATIVE)
    actual_scale = models.TextField("实际建设规模", max_length=2000)
    structure_system = models.CharField("结构体系", max_length=3, choices=StructureSystem, blank=True)
    testing_agency_name = models.CharField("质量检测机构", max_length=200, blank=True)
    testing_agency_code = models.CharField("质量检测机构统一社会信用代码", max_length=18, blank=True)

    class Meta(StageRecord.Meta):
        verbose_name = "竣工验收（备案）"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(started_on__lte=models.F("finished_on")), name="completion_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.name
