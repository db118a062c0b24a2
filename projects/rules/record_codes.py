"""Code lists of unit projects, participants and track records (domain.md 4.12 to 4.16), mostly national codes."""

from django.db import models


class EngineeringClass(models.TextChoices):
    """工程等级 of a unit project (4.12)."""

    DESIGN_A = "201", "甲级"
    DESIGN_B = "202", "乙级"
    DESIGN_C = "203", "丙级"
    SPECIAL = "310", "特级"
    FIRST = "311", "一级"
    SECOND = "312", "二级"
    THIRD = "313", "三级"
    LARGE = "321", "大型"
    MEDIUM = "322", "中型"
    SMALL = "323", "小型"


class SeismicIntensity(models.TextChoices):
    """抗震设防烈度 (4.12)."""

    NONE = "001", "不设防"
    SIX = "002", "6度"
    SEVEN = "003", "7度"
    EIGHT = "004", "8度"
    NINE = "005", "9度"


class GreenLevel(models.TextChoices):
    """绿色建筑等级 (4.12)."""

    ONE = "001", "一星"
    TWO = "002", "二星"
    THREE = "003", "三星"


class ParticipantRole(models.TextChoices):
    """企业承担角色 (4.14)."""

    SURVEYOR = "1", "勘察企业"
    DESIGNER = "2", "设计企业"
    CONTRACTOR = "3", "施工企业"
    SUPERVISOR = "4", "监理企业"
    GENERAL_CONTRACTOR = "5", "工程总承包单位"
    TESTING_AGENCY = "6", "质量检测机构"
    OTHER = "99", "其他"


class TrackRecordKind(models.TextChoices):
    """业绩类型 (4.15c)."""

    SURVEY = "1", "勘察"
    DESIGN = "2", "设计"
    CONSTRUCTION = "3", "施工"
    SUPERVISION = "4", "监理"


class Duty(models.TextChoices):
    """项目中所起作用 (4.15): the six roles of 一（六）3."""

    PROJECT_HEAD = "1", "项目负责人"
    TECHNICAL_LEAD = "2", "技术负责人"
    DISCIPLINE_LEAD = "3", "专业负责人"
    MAIN_DESIGNER = "4", "主要设计人"
    CHIEF_SUPERVISOR = "5", "总监理工程师"
    PROJECT_MANAGER = "6", "项目经理"


# Which duties a kind of track record has (domain.md 4.15).
DUTIES_OF_KIND: dict[TrackRecordKind, frozenset[Duty]] = {
    TrackRecordKind.SURVEY: frozenset({Duty.PROJECT_HEAD, Duty.TECHNICAL_LEAD, Duty.DISCIPLINE_LEAD}),
    TrackRecordKind.DESIGN: frozenset(
        {Duty.PROJECT_HEAD, Duty.TECHNICAL_LEAD, Duty.DISCIPLINE_LEAD, Duty.MAIN_DESIGNER}
    ),
    TrackRecordKind.CONSTRUCTION: frozenset({Duty.TECHNICAL_LEAD, Duty.PROJECT_MANAGER}),
    TrackRecordKind.SUPERVISION: frozenset({Duty.PROJECT_HEAD, Duty.CHIEF_SUPERVISOR}),
}


class QualificationClass(models.TextChoices):
    """资质等级 (4.16)."""

    COMPREHENSIVE = "ZH", "综合"
    SPECIAL = "T", "特级"
    FIRST = "1", "一级"
    SECOND = "2", "二级"
    THIRD = "3", "三级"
    A = "A", "甲级"
    B = "B", "乙级"
    C = "C", "丙级"
    NONE = "0", "不分等级"
