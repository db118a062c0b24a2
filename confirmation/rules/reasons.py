"""Coded reasons: why an official sends back, hands on or takes back, in words that can be counted (R23)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models

from common.errors import RuleError
from common.notice import of_notice
from confirmation.rules.states import Action


class ReasonFor(models.TextChoices):
    """The acts that give a reason. Defects take those of a return; proposing to take back those of taking back."""

    RETURN = "RETURN", "退回补正、标记问题"
    REFUSE = "REFUSE", "不予确认"
    HAND_OVER = "HANDOVER", "移交"
    LOWER = "LOWER", "退回下级复核"
    REPORT = "REPORT", "复核上报"
    REVERSE = "REVERSE", "撤销确认"
    UPHOLD = "UPHOLD", "维持确认"


# What none of the others fits; it needs words of its own and cannot be ended.
OTHER = "OTHER"
OTHER_LABEL = "其他"
_ACTS = {Action(reason.value): reason for reason in ReasonFor} | {Action.PROPOSE: ReasonFor.REVERSE}

BUILT_IN: dict[ReasonFor, dict[str, str]] = {
    ReasonFor.RETURN: {
        "PAGES_MISSING": "附件缺页",
        "PAPER_UNREADABLE": "附件不清晰",
        "PAPER_WRONG": "附件与所填环节不符",
        "NAME_DIFFERS": "名称与立项文件不一致",
        "CODE_DIFFERS": "代码不一致",
        "DATE_CONTRADICTS": "日期矛盾",
        "SIZE_DIFFERS": "面积或造价与证明不一致",
        "PARTY_DIFFERS": "单位或人员与证明不一致",
        "NOT_FILLED": "应填未填",
        "STAGE_MISSING": "缺少环节",
        "FIRM_ASKED": "企业申请退回",
    },
    ReasonFor.REFUSE: {
        "NOT_IN_ARCHIVE": "档案中无此项目或环节",
        "OUT_OF_SCOPE": "不属于补录范围",
        "FILED_TWICE": "同一环节已确认",
        "NOT_VERIFIABLE": "无法核对原件",
    },
    ReasonFor.HAND_OVER: {"OTHER_PLACE": "非本辖区", "OTHER_LINE": "非本专业"},
    ReasonFor.LOWER: {"DOUBTED": "对下级确认的内容存疑", "PROOF_LACKING": "下级核对依据不足"},
    ReasonFor.REPORT: {"STANDS": "复核无误", "EXPLAINED": "复核后补充说明"},
    ReasonFor.REVERSE: {
        "FALSE_FACTS": "信息虚假或有误",
        "GROUNDS_LACKING": "确认依据不足",
        "COMPLAINT_PROVEN": "投诉举报查实",
    },
    ReasonFor.UPHOLD: {"PROVEN_RIGHT": "经核实信息无误", "NO_EVIDENCE": "所提问题无证据"},
}


class TheCodeIsUnknown(RuleError):
    """A reason's code is not in force for the act at this unit."""


class OtherNeedsWords(RuleError):
    """The code 其他 alone says nothing."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason that can be chosen."""

    code: str
    text: str


def reason_for(action: Action) -> ReasonFor | None:
    """Whose codes an act takes; None for an act that gives no reason."""
    return _ACTS.get(action)


def require_codes(codes: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The codes of an act, each once; 其他 when none was chosen, so that every such act is counted.

    :param known: those in force besides 其他.
    :raises TheCodeIsUnknown: naming the first that is not.
    """
    for code in codes:
        if code != OTHER and code not in known:
            raise TheCodeIsUnknown(f"理由代码 {code} 现在不可用，请重新选择", clause=of_notice("四（二）"))
    return tuple(dict.fromkeys(codes)) or (OTHER,)
