"""Stage records of the time before building: tender, contract and review of the construction drawings."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from accounts.models import Person
from projects.models.project import Project
from projects.models.record import StageRecord
from projects.models.several import SeveralCodes, SeveralNames
from projects.rules.kinds import RecordKind
from projects.rules.numbering import CONTRACT_LETTERS, TENDER_LETTERS
from projects.rules.tender_codes import MANAGED_TENDERS, ContractType, TenderClass, TenderMethod

_POSITIVE = [MinValueValidator(Decimal("0.0001"))]
_NOT_NEGATIVE = [MinValueValidator(0)]
_YES_OR_NO = ((True, "是"), (False, "否"))


class Tender(StageRecord):
    """A tender that was won, TBTenderInfo (domain.md 2.3). Its class decides the letters of its number."""

    record_kind = RecordKind.TENDER

    project = models.ForeignKey(Project, models.PROTECT, related_name="tenders", verbose_name="项目")
    name = models.CharField("标段名称", max_length=300)
    kind = models.CharField("招标类型", max_length=3, choices=TenderClass)
    method = models.CharField("招标方式", max_length=3, choices=TenderMethod)
    paper_number = models.CharField("中标通知书编号", max_length=50, blank=True)
    awarded_on = models.DateField("中标日期")
    award_amount = models.DecimalField("中标金额", max_digits=15, decimal_places=4, validators=_POSITIVE)
    area = models.DecimalField("面积", max_digits=15, decimal_places=2, null=True, blank=True, validators=_NOT_NEGATIVE)
    scale = models.TextField("建设规模", max_length=2000, blank=True)
    agency_name = models.CharField("招标代理单位", max_length=200, blank=True)
    agency_code = models.CharField("招标代理单位统一社会信用代码", max_length=18, blank=True)
    winner_name = models.CharField("中标单位", max_length=200)
    winner_code = models.CharField("中标单位统一社会信用代码", max_length=18)
    manager = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="项目经理（总监理工程师）"
    )

    class Meta(StageRecord.Meta):
        verbose_name = "招投标"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(kind__in=sorted(MANAGED_TENDERS)) | models.Q(manager__isnull=False),
                name="works_and_supervision_are_won_with_a_manager",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number_letters(self) -> str:
        """The letters of the tender's class (domain.md 3.2)."""
        return TENDER_LETTERS[TenderClass(self.kind)]


class Contract(StageRecord):
    """A registered contract, TBContractRecordManage (domain.md 2.4). Its type decides the letters of its number."""

    record_kind = RecordKind.CONTRACT

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts", verbose_name="项目")
    tender = models.ForeignKey(
        Tender, models.PROTECT, related_name="contracts", null=True, blank=True, verbose_name="对应的中标信息"
    )
    name = models.CharField("合同项目名称", max_length=300)
    kind = models.CharField("合同类别", max_length=3, choices=ContractType)
    paper_number = models.CharField("合同编号", max_length=100)
    contract_amount = models.DecimalField("合同金额", max_digits=15, decimal_places=4, validators=_POSITIVE)
    signed_on = models.DateField("合同签订日期")
    scale = models.TextField("建设规模", max_length=2000, blank=True)
    client_name = models.CharField("发包单位", max_length=200)
    client_code = models.CharField("发包单位统一社会信用代码", max_length=18, blank=True)
    contractor_name = models.CharField("承包单位", max_length=200)
    contractor_code = models.CharField("承包单位统一社会信用代码", max_length=18)
    # Up to nine, names and codes in one order (projects/rules/partners.py).
    partner_name = SeveralNames("联合体承包单位", max_length=1808, blank=True)
    partner_code = SeveralCodes("联合体承包单位统一社会信用代码", max_length=170, blank=True)
    project_head = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="项目负责人")

    class Meta(StageRecord.Meta):
        verbose_name = "合同登记"

    def __str__(self) -> str:
        return self.name

    @property
    def number_letters(self) -> str:
        """The letters of the contract's type (domain.md 3.2)."""
        return CONTRACT_LETTERS[ContractType(self.kind)]


class DrawingReview(StageRecord):
    """A review of the construction drawings, TBProjectCensorInfo (domain.md 2.5); with fire and air defence."""

    record_kind = RecordKind.DRAWING_REVIEW

    project = models.ForeignKey(Project, models.PROTECT, related_name="drawing_reviews", verbose_name="项目")
    name = models.CharField("工程名称", max_length=300)
    paper_number = models.CharField("施工图审查合格书编号", max_length=50)
    reviewed_on = models.DateField("审查完成日期")
    reviewer_name = models.CharField("审查机构", max_length=200)
    reviewer_code = models.CharField("审查机构统一社会信用代码", max_length=18)
    scale = models.TextField("建设规模", max_length=2000, blank=True)
    surveyor_name = models.CharField("勘察单位", max_length=200)
    surveyor_code = models.CharField("勘察单位统一社会信用代码", max_length=18)
    designer_name = models.CharField("设计单位", max_length=200)
    designer_code = models.CharField("设计单位统一社会信用代码", max_length=18)
    passed_at_once = models.BooleanField("一次审查是否通过", null=True, blank=True, choices=_YES_OR_NO)
    violations = models.PositiveIntegerField("一次审查违反强条数", null=True, blank=True)
    violated_articles = models.TextField("一次审查违反强条条目", max_length=2000, blank=True)
    is_joint = models.BooleanField("是否联合审查", null=True, blank=True, choices=_YES_OR_NO)
    fire_number = models.CharField("消防审查编号", max_length=50, blank=True)
    fire_reviewer = models.CharField("消防审查机构", max_length=200, blank=True)
    fire_reviewed_on = models.DateField("消防审查时间", null=True, blank=True)
    air_defence_number = models.CharField("人防审查编号", max_length=50, blank=True)
    air_defence_reviewer = models.CharField("人防审查机构", max_length=200, blank=True)
    air_defence_reviewed_on = models.DateField("人防审查时间", null=True, blank=True)

    class Meta(StageRecord.Meta):
        verbose_name = "施工图审查"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(violations__isnull=True) | models.Q(violations=0) | ~models.Q(violated_articles=""),
                name="counted_violations_are_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name
