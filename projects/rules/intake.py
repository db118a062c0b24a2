"""What comes from the approval systems: which systems, in which words, and what is doubtful (二（二）2)."""

from collections.abc import Mapping

from django.db import models

from common.notice import of_notice
from projects.rules.kinds import RecordKind

CLAUSE = of_notice("二（二）2")


class IntakeSystem(models.TextChoices):
    """The three approval systems that 一（一） names."""

    APPROVAL = "APPROVAL", "吉林省工程建设项目审批管理系统"
    MARKET = "MARKET", "吉林省建筑市场监管公共服务平台"
    DRAWINGS = "DRAWINGS", "吉林省施工图数字化联合审查系统"


class IntakeState(models.TextChoices):
    """Where a message stands; everything but QUARANTINED is final."""

    STORED = "STORED", "已入库"
    QUARANTINED = "QUARANTINED", "待处理"
    REPLAYED = "REPLAYED", "处理后入库"
    SUPERSEDED = "SUPERSEDED", "未采用"
    DISMISSED = "DISMISSED", "不予入库"


class IntakeCause(models.TextChoices):
    """Why a message waits for a person (R29), or for another message."""

    UNKNOWN_UNIT = "UNKNOWN_UNIT", "审批单位无法识别"
    UNIT_ELSEWHERE = "UNIT_ELSEWHERE", "审批单位不管辖项目所在地"
    UNKNOWN_CODE = "UNKNOWN_CODE", "代码不在字典内"
    FAULTY_FACTS = "FAULTY_FACTS", "内容不符合数据标准"
    PERSON_UNCLEAR = "PERSON_UNCLEAR", "人员证件有疑义"
    NO_PROJECT = "NO_PROJECT", "没有对应的项目"
    NO_EARLIER = "NO_EARLIER", "所引用的环节尚未到达"
    PROJECT_UNCLEAR = "PROJECT_UNCLEAR", "所指项目前后不一"
    OUT_OF_SCOPE = "OUT_OF_SCOPE", "不在补录范围"
    DUPLICATE = "DUPLICATE", "与已有信息重复"
    LOOKS_ALIKE = "LOOKS_ALIKE", "疑似与已展示项目重复"
    CHANGED = "CHANGED", "与已确认信息不一致"
    SEQUENCE_TWICE = "SEQUENCE_TWICE", "同一序号内容不同"


class MappingKind(models.TextChoices):
    """What of another system's words a person has matched with ours."""

    UNIT = "UNIT", "审批单位"
    CODE = "CODE", "代码"


# What each system keeps by its own business; a kind that it does not keep is refused.
KINDS: Mapping[IntakeSystem, frozenset[RecordKind]] = {
    IntakeSystem.APPROVAL: frozenset(
        {
            RecordKind.PROJECT,
            RecordKind.UNIT,
            RecordKind.DRAWING_REVIEW,
            RecordKind.PERMIT,
            RecordKind.COMPLETION,
        }
    ),
    IntakeSystem.MARKET: frozenset(
        {
            RecordKind.PROJECT,
            RecordKind.UNIT,
            RecordKind.TENDER,
            RecordKind.CONTRACT,
            RecordKind.PERMIT,
            RecordKind.COMPLETION,
        }
    ),
    IntakeSystem.DRAWINGS: frozenset({RecordKind.DRAWING_REVIEW}),
}

# Names for what the data standard has no name for (domain.md 2.1, 2.5 to 2.8); all others are the standard's.
OWN_NAMES: Mapping[RecordKind, Mapping[str, str]] = {
    RecordKind.PROJECT: {"EngCategory": "sector", "ApprovalKind": "approval_kind", "CountyNum": "division"},
    RecordKind.DRAWING_REVIEW: {"PrjName": "name"},
    RecordKind.PERMIT: {"LicenceKind": "kind"},
    RecordKind.COMPLETION: {"FinishKind": "kind"},
}
# Where one system uses another word than the standard.
SYSTEM_NAMES: Mapping[IntakeSystem, Mapping[RecordKind, Mapping[str, str]]] = {
    IntakeSystem.APPROVAL: {},
    IntakeSystem.MARKET: {RecordKind.COMPLETION: {"FinPrjName": "name"}},
    IntakeSystem.DRAWINGS: {RecordKind.DRAWING_REVIEW: {"CensorNum": "paper_number"}},
}
# By which a stage names its project.
PROJECT_CODE, PROJECT_NUMBER = "PrjCode", "PrjNum"

# What a person may do about a message that waits, besides dismissing it with a reason.
MAPPED: Mapping[IntakeCause, MappingKind] = {
    IntakeCause.UNKNOWN_UNIT: MappingKind.UNIT,
    IntakeCause.UNKNOWN_CODE: MappingKind.CODE,
}
# These wait for another message; no person is needed unless it does not come.
WAITS = (IntakeCause.NO_PROJECT, IntakeCause.NO_EARLIER)
# Each of these is another question; nobody answers them all at once.
ONE_BY_ONE = frozenset({IntakeCause.SEQUENCE_TWICE, IntakeCause.LOOKS_ALIKE})
LINKED = frozenset({IntakeCause.DUPLICATE, IntakeCause.LOOKS_ALIKE})
# Working days. A week of work: firms miss the record meanwhile, and whoever approved still has the paper at hand.
WAITS_AT_MOST = 5
# Working days. Somewhere in sixty counties something is approved every day: a quiet system has a broken line.
SILENT_AT_MOST = 3
NEXT_STEP: Mapping[IntakeCause, str] = {
    IntakeCause.UNKNOWN_UNIT: "核实该单位后，指定它对应的主管部门；同一单位的其他报文随后自动重新入库",
    IntakeCause.UNIT_ELSEWHERE: "请来源系统核对项目所在地和审批单位，更正后以更大的序号重新报送",
    IntakeCause.UNKNOWN_CODE: "核实该代码的含义后，指定它对应的本平台代码；同一代码的其他报文随后自动重新入库",
    IntakeCause.FAULTY_FACTS: "请来源系统按所列问题更正，以更大的序号重新报送",
    IntakeCause.PERSON_UNCLEAR: "请来源系统核对姓名和证件号码后以更大的序号重新报送；本平台登记有误的，更正后重新入库",
    IntakeCause.NO_PROJECT: "等待该项目的基本信息：对接到达或经确认后自动重新入库；长期不到的，请来源系统补送",
    IntakeCause.NO_EARLIER: "等待所引用的环节：对接到达后自动重新入库；已由企业补录并确认的，请重新入库",
    IntakeCause.PROJECT_UNCLEAR: "请来源系统核对项目代码、项目编号和来源标识，以更大的序号重新报送",
    IntakeCause.OUT_OF_SCOPE: "由专业部门另行确定确认方式，暂不入库；请写明理由后办结",
    IntakeCause.DUPLICATE: (
        "同一项目已展示的，关联到该项目；环节已确认的，内容一致即作为其来源关联，不一致的按勘误办理后再关联，或写明理由后办结"
    ),
    IntakeCause.LOOKS_ALIKE: "核对后，是同一项目的关联到该项目；不是的，写明理由后入库",
    IntakeCause.CHANGED: "已确认信息不随报文变更（四（三））；确有错误的按勘误办理，本报文写明理由后办结",
    IntakeCause.SEQUENCE_TWICE: "请来源系统核对哪一份为准，以更大的序号重新报送",
}


class Doubtful(Exception):
    """A message cannot be taken in as it is, and nobody guesses: it waits for a person.

    :ivar theirs: for an unknown unit or code, what it is called there; ``name`` the code list or field that it is of.
    """

    def __init__(self, cause: IntakeCause, detail: str, *, name: str = "", theirs: str = "") -> None:
        super().__init__(detail)
        self.cause, self.detail, self.name, self.theirs = cause, detail, name, theirs
