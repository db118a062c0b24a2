"""The kinds of record that a project consists of (domain.md 2.1 to 2.12), and the stop of the rail of each."""

from django.db import models

from projects.rules.dictionaries import Stage


class RecordKind(models.TextChoices):
    """One table of the data standard each, in the order of the rail."""

    PROJECT = "PROJECT", "项目基本信息"
    UNIT = "UNIT", "单位工程"
    PARTICIPANT = "PARTICIPANT", "参建单位"
    TENDER = "TENDER", "招投标"
    CONTRACT = "CONTRACT", "合同登记"
    DRAWING_REVIEW = "DRAWING_REVIEW", "施工图审查"
    PERMIT = "PERMIT", "施工许可（开工报告）"
    COMPLETION = "COMPLETION", "竣工验收（备案）"
    EXEMPTION = "EXEMPTION", "不适用声明"
    INDICATORS = "INDICATORS", "企业业绩技术指标"
    PERSONAL = "PERSONAL", "个人业绩"

    @property
    def slug(self) -> str:
        """The kind as addresses write it."""
        return self.value.lower().replace("_", "-")

    @property
    def stage(self) -> Stage:
        """The stop of the rail; a declaration's own is that of what it stands for."""
        if self is RecordKind.EXEMPTION:
            return Stage.DRAWING_REVIEW
        return _STAGES.get(self) or Stage(self.value)

    @property
    def stands_alone(self) -> bool:
        """Whether it has papers and a verification of its own; the others go with the record they belong to."""
        return self not in _STAGES


_STAGES = {
    RecordKind.UNIT: Stage.PROJECT,
    RecordKind.PARTICIPANT: Stage.PROJECT,
    RecordKind.PERSONAL: Stage.INDICATORS,
}
BY_SLUG = {kind.slug: kind for kind in RecordKind}
