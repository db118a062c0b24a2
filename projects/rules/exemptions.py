"""Declarations that a project has no drawing review, or no filing of its completion (A-05, A-06). Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from common.notice import of_notice
from projects.rules.dictionaries import Sector, Stage
from projects.rules.facts import Fault

# 一（三）1 names the filing of the completion; these sectors have one, whatever anybody declares.
FILED_SECTORS = frozenset({Sector.HOUSING, Sector.MUNICIPAL})
CLAUSE_FILING = of_notice("一（三）1")
CLAUSE_REVIEW = of_notice("一（三）2")


class ExemptRecord(models.TextChoices):
    """What a declaration stands for."""

    DRAWING_REVIEW = "REVIEW", "施工图审查"
    COMPLETION_FILING = "FILING", "竣工验收备案"

    @property
    def stage(self) -> Stage:
        """The stop of the rail that it stands at."""
        return Stage.DRAWING_REVIEW if self is ExemptRecord.DRAWING_REVIEW else Stage.COMPLETION

    @property
    def clause(self) -> str:
        """The clause that asks for what is declared not needed."""
        return CLAUSE_REVIEW if self is ExemptRecord.DRAWING_REVIEW else CLAUSE_FILING


class ExemptionGround(models.TextChoices):
    """Why there is none."""

    INSTALLATION = "INSTALL", "工业安装工程，不进行施工图审查"
    COMMITMENT = "COMMIT", "实行告知承诺，不再核发施工图审查合格书"
    NO_FILING = "NONE", "所属行业没有竣工验收备案制度"
    OTHER = "OTHER", "其他"


GROUNDS_OF: dict[ExemptRecord, frozenset[ExemptionGround]] = {
    ExemptRecord.DRAWING_REVIEW: frozenset(
        {ExemptionGround.INSTALLATION, ExemptionGround.COMMITMENT, ExemptionGround.OTHER}
    ),
    ExemptRecord.COMPLETION_FILING: frozenset({ExemptionGround.NO_FILING, ExemptionGround.OTHER}),
}


def exemption_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a declaration."""
    stands_for, ground = ExemptRecord(facts["stands_for"]), ExemptionGround(facts["ground"])
    faults = []
    if stands_for is ExemptRecord.COMPLETION_FILING and sector in FILED_SECTORS:
        text = f"{sector.label}工程须办理竣工验收备案（{CLAUSE_FILING}），不能声明不适用；请填报竣工验收备案信息"
        faults.append(Fault("stands_for", text))
    if ground not in GROUNDS_OF[stands_for]:
        fitting = "、".join(row.label for row in ExemptionGround if row in GROUNDS_OF[stands_for])
        faults.append(Fault("ground", f"{stands_for.label}不适用的理由应为：{fitting}"))
    if ground is ExemptionGround.OTHER and not facts["explanation"].strip():
        faults.append(Fault("explanation", "理由为“其他”的，请写明具体情况和依据"))
    return faults
