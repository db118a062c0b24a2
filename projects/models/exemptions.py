"""A declaration that a project has no drawing review, or no filing of its completion."""

from typing import ClassVar

from django.db import models

from projects.models.project import Project
from projects.models.record import StageRecord
from projects.rules.dictionaries import AttachmentKind, Stage
from projects.rules.exemptions import ExemptionGround, ExemptRecord
from projects.rules.kinds import RecordKind
from projects.rules.numbering import EXEMPTION_LETTERS


class Exemption(StageRecord):
    """What the project does not need, on what ground; confirmed and graded like any record (A-05, A-06).

    It stands at the stop of the rail of what it stands for. The national platform has no table for it.
    """

    record_kind = RecordKind.EXEMPTION

    project = models.ForeignKey(Project, models.PROTECT, related_name="exemptions", verbose_name="项目")
    stands_for = models.CharField("不适用的环节", max_length=8, choices=ExemptRecord)
    ground = models.CharField("理由", max_length=8, choices=ExemptionGround)
    explanation = models.TextField("具体情况和依据", max_length=500, blank=True)
    paper_number = models.CharField("证明文件编号", max_length=100, blank=True)

    class Meta(StageRecord.Meta):
        verbose_name = "不适用声明"
        constraints: ClassVar = [
            *StageRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(ground=ExemptionGround.OTHER) | ~models.Q(explanation=""),
                name="another_ground_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stands_for_display()}不适用"

    @property
    def stage(self) -> Stage:
        """The stop of what it stands for."""
        return ExemptRecord(self.stands_for).stage

    @property
    def required_paper(self) -> AttachmentKind:
        """What proves that there is none."""
        return AttachmentKind.EXEMPTION_PROOF

    @property
    def number_letters(self) -> str:
        """Letters of ours: the standard has no such record."""
        return EXEMPTION_LETTERS
