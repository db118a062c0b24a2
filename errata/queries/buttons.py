"""Which acts somebody may do with an erratum now, and if none, why."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.rules import Tier
from common.errors import RuleError
from errata.models import Erratum
from errata.policy import require_turn
from errata.rules.corrections import LETTER_OF, MOVES, Action, Origin, Step


@dataclass(frozen=True, slots=True)
class Button:
    """An act that the person may do now; ``letter`` is the document that goes with it."""

    value: str
    label: str
    tone: str
    confirm: str
    letter: str
    name: str = "action"


def why_not(erratum: Erratum, step: Step | None, user: User, at: datetime) -> str:
    """Why a person may not act in a step of the way; empty when he may."""
    if step is None:
        return "已办结"
    try:
        require_turn(erratum, step, user, at)
    except RuleError as error:
        return str(error)
    return ""


_WORDS = {
    Action.REQUEST: "提交后由项目所在地主管部门审核并提交勘误申请，内容不能再修改。",
    Action.FILE: "提交后逐级报送，申请公文随之存档，内容不能再修改。",
    Action.CONSENT: "同意后报省级主管部门审批，公文随之存档。",
    Action.APPROVE: "审批同意后由技术支持单位执行，公文随之存档。",
    Action.EXECUTE: "立即按更正内容更新已确认的信息，并在公开页面注明；已推送的同时推送全国平台。",
    Action.VERIFY: "确认更正后的内容与批准内容一致，勘误办结。",
    Action.OBJECT: "更正内容已生效，不能撤回；再更正须另行申请勘误。",
    Action.RETURN: "退回提出人补充后重新提交，已有的同意和审批须重新办理。",
    Action.REFUSE: "不予勘误，本次勘误办结。",
    Action.WITHDRAW: "撤回后本次勘误办结，需要时可重新提出。",
}
_DANGER = frozenset({Action.OBJECT, Action.REFUSE, Action.RETURN, Action.WITHDRAW})


def buttons_for(erratum: Erratum, user: User, at: datetime) -> list[Button]:
    """The acts of the table that the person may do."""
    origin, tier = Origin(erratum.origin), Tier(erratum.tier)
    rows = [row for row in MOVES if row.status == erratum.status and origin in row.origins and tier in row.tiers]
    allowed = {step for step in {row.step for row in rows} if not why_not(erratum, step, user, at)}
    return [
        Button(
            value=row.action.value,
            label=row.action.label,
            tone="danger" if row.action in _DANGER else "primary",
            confirm=_WORDS[row.action],
            letter=LETTER_OF[row.action].label if row.action in LETTER_OF else "",
        )
        for row in rows
        if row.step in allowed
    ]
