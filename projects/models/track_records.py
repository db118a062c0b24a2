"""Track records: an enterprise's indicators (TBCorpPerformance) and the people who worked (TBPersonPerformance)."""

from typing import ClassVar

from django.db import models

from accounts.models import Person
from projects.models.project import Project
from projects.models.record import StageRecord
from projects.rules.indicators import TEXT_AT_MOST, rendered
from projects.rules.kinds import RecordKind
from projects.rules.numbering import INDICATORS_LETTERS
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.record_codes import Duty, QualificationClass, TrackRecordKind

_CATEGORIES = [(row.code, row.label) for row in QUALIFICATIONS.values()]


class EnterpriseIndicators(StageRecord):
    """What the filing enterprise did in the project, in figures of one qualification category (domain.md 2.11).

    ``indicators`` is ``[{"code", "value"}]``; ``indicator_text`` is what the national platform is told of them.
    """

    record_kind = RecordKind.INDICATORS

    project = models.ForeignKey(Project, models.PROTECT, related_name="indicators", verbose_name="项目")
    name = models.CharField("工程项目名称", max_length=300)
    kind = models.CharField("业绩类型", max_length=1, choices=TrackRecordKind)
    category = models.CharField("对应资质类别", max_length=8, choices=_CATEGORIES)
    qualification_class = models.CharField("对应资质等级", max_length=2, choices=QualificationClass)
    indicators = models.JSONField("技术指标", default=list)
    indicator_text = models.TextField("规模等级及具体技术指标", max_length=TEXT_AT_MOST)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期")

    class Meta(StageRecord.Meta):
        verbose_name = "企业业绩技术指标"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(started_on__lte=models.F("ended_on")), name="indicators_start_before_they_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number_letters(self) -> str:
        """YJ, which stands before the project's number (domain.md 3.2)."""
        return INDICATORS_LETTERS

    @property
    def qualification(self) -> str:
        """Category and class as one text (AptitudeContent)."""
        return f"{self.get_category_display()}{self.get_qualification_class_display()}"

    def render(self) -> None:
        """Write the figures into the text."""
        self.indicator_text = rendered(self.category, self.indicators)


class PersonalTrackRecord(StageRecord):
    """What a person did in the project, filed with his employer's indicators (一（六）3, domain.md 2.12)."""

    record_kind = RecordKind.PERSONAL

    project = models.ForeignKey(Project, models.PROTECT, related_name="personal_records", verbose_name="项目")
    indicators = models.ForeignKey(
        EnterpriseIndicators, models.PROTECT, related_name="personal_records", verbose_name="企业业绩"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="track_records", verbose_name="人员")
    duty = models.CharField("项目中所起作用", max_length=1, choices=Duty)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期")
    qualification = models.CharField("对应资质", max_length=200, blank=True)
    indicator_text = models.TextField("技术指标", max_length=TEXT_AT_MOST, blank=True)

    class Meta(StageRecord.Meta):
        verbose_name = "个人业绩"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(started_on__lte=models.F("ended_on")), name="personal_starts_before_it_ends"
            ),
            models.UniqueConstraint(
                fields=["indicators", "person", "duty"],
                condition=models.Q(update_flag="U"),
                name="one_duty_of_a_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.get_duty_display()}"
