"""Code lists and field lists as dated data (A05, A07): a change is a new row, old records keep the old label."""

from typing import ClassVar

from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from projects.rules.kinds import RecordKind


class DictionaryEntry(Dated):
    """One code of one code list with its label, from one day to another."""

    dictionary = models.CharField("字典", max_length=30)
    code = models.CharField("代码", max_length=8)
    label = models.CharField("名称", max_length=60)

    objects: ClassVar = DatedQuerySet["DictionaryEntry"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "字典项"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["dictionary", "code", "starts_on"], name="dictionary_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dictionary} {self.code} {self.label}"


class FormVersion(Dated):
    """The field list of one kind of record (项目信息构成表), as ``projects.rules.fields`` writes it."""

    record_kind = models.CharField("记录种类", max_length=14, choices=RecordKind)
    code = models.CharField("版本", max_length=20)
    is_provisional = models.BooleanField("暂定", default=False)
    sections = models.JSONField("字段")

    objects: ClassVar = DatedQuerySet["FormVersion"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "项目信息构成表"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["record_kind", "code"], name="form_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_record_kind_display()} {self.code}"
