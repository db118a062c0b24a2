"""What belongs to the basic information: unit projects (TBUnitProjectInfo) and participants (TBProjectCorpInfo)."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from accounts.models import Person
from projects.models.building import Completion, ConstructionPermit
from projects.models.preparation import DrawingReview
from projects.models.project import Project
from projects.models.record import StageRecord
from projects.rules.dictionaries import StructureSystem
from projects.rules.kinds import RecordKind
from projects.rules.record_codes import EngineeringClass, GreenLevel, ParticipantRole, SeismicIntensity

_POSITIVE = [MinValueValidator(Decimal("0.0001"))]
_NOT_NEGATIVE = [MinValueValidator(0)]
_YES_OR_NO = ((True, "是"), (False, "否"))


def _area(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=15, decimal_places=2, null=True, blank=True, validators=_NOT_NEGATIVE)


def _metres(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=10, decimal_places=2, null=True, blank=True, validators=_NOT_NEGATIVE)


def _flag(label: str) -> "models.BooleanField[bool | None, bool | None]":
    return models.BooleanField(label, null=True, blank=True, choices=_YES_OR_NO)


class UnitProject(StageRecord):
    """A unit project (单体), domain.md 2.2: one building or structure of the project."""

    record_kind = RecordKind.UNIT

    project = models.ForeignKey(Project, models.PROTECT, related_name="units", verbose_name="项目")
    name = models.CharField("单体名称", max_length=200)
    cost = models.DecimalField("工程总造价", max_digits=15, decimal_places=4, validators=_POSITIVE)
    engineering_class = models.CharField("工程等级", max_length=3, choices=EngineeringClass)
    structure_system = models.CharField("结构体系", max_length=3, choices=StructureSystem, blank=True)
    scale = models.CharField("工程规模", max_length=500, blank=True)
    area = _area("建筑面积")
    area_above = _area("地上面积")
    area_below = _area("地下面积")
    floors_above = models.PositiveSmallIntegerField("地上层数", null=True, blank=True)
    floors_below = models.PositiveSmallIntegerField("地下层数", null=True, blank=True)
    height = _metres("建筑高度")
    structure_height = _metres("构筑物高度")
    length = _metres("长度")
    span = _metres("跨度")
    span_concrete = _metres("单跨（钢筋混凝土）")
    span_steel = _metres("单跨（重钢）")
    shelter_area = _area("人防地下室面积")
    seismic_intensity = models.CharField("抗震设防烈度", max_length=3, choices=SeismicIntensity, blank=True)
    is_isolated = _flag("减隔震建筑")
    is_super_high = _flag("超限高层建筑")
    is_prefabricated = _flag("装配式建筑")
    is_green = _flag("绿色建筑")
    green_level = models.CharField("绿色建筑等级", max_length=3, choices=GreenLevel, blank=True)
    dwellings = models.PositiveIntegerField("住宅套数", null=True, blank=True)

    class Meta(StageRecord.Meta):
        verbose_name = "单位工程"

    def __str__(self) -> str:
        return self.name

    @property
    def number_letters(self) -> str:
        """None: a unit project is counted by the project's number alone (domain.md 2.2)."""
        return ""


class Participant(StageRecord):
    """A participating enterprise with the person who answers for it (domain.md 2.9), tied to at least one stage."""

    record_kind = RecordKind.PARTICIPANT

    project = models.ForeignKey(Project, models.PROTECT, related_name="participants", verbose_name="项目")
    role = models.CharField("承担角色", max_length=2, choices=ParticipantRole)
    name = models.CharField("企业名称", max_length=200)
    code = models.CharField("统一社会信用代码", max_length=18)
    head = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="负责人")
    phone = models.CharField("负责人手机", max_length=20)
    permit = models.ForeignKey(
        ConstructionPermit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="施工许可"
    )
    drawing_review = models.ForeignKey(
        DrawingReview, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="施工图审查"
    )
    completion = models.ForeignKey(
        Completion, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="竣工验收（备案）"
    )

    class Meta(StageRecord.Meta):
        verbose_name = "参建单位"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(permit__isnull=False)
                | models.Q(drawing_review__isnull=False)
                | models.Q(completion__isnull=False),
                name="participant_of_some_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    @property
    def number_letters(self) -> str:
        """Ours: the data standard gives participants no number."""
        return "CY"
