"""What a person may do with a case at this moment, told before he presses anything. The actions judge again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from accounts.models import User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from common.clock import day_of
from common.errors import RuleError
from confirmation.models import Case
from confirmation.policy import require_turn
from confirmation.queries.history import History, is_waiting
from confirmation.queries.queue import held_text
from confirmation.queries.signers import persons_at_other_tiers, signatures_needed
from confirmation.rules.decisions import SIGNATURE_NAMES, require_another_person
from confirmation.rules.states import MOVES, Action, CaseKind, Status
from grading.rules.grades import GRADE_OF_TIER
from grading.rules.push import GateAnswer

_FINISHED = {
    Status.RETURNED: "已退回企业补正，等待企业修改后重新提交",
    Status.REFUSED: "已作出不予确认的决定；企业可修改后重新提交",
    Status.WITHDRAWN: "企业已撤回，尚未重新提交",
    Status.CONFIRMED: "该办件已确认办结",
    Status.REVERSED: "该办件的确认已撤销；企业可修改后重新提交",
}


class Turn(StrEnum):
    """Whose turn a case is, seen by one person."""

    MINE = "mine"
    FREE = "free"
    OTHERS = "others"
    STANDS = "stands"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether this person decides (``mine``), may claim (``free``), take back (``stands``) or only reads, and why."""

    turn: Turn
    title: str
    reason: str
    is_reviewer: bool = True


@dataclass(frozen=True, slots=True)
class Button:
    """One button of the decision form, see ``components/confirm_button.html``."""

    label: str
    value: str
    tone: str
    confirm: str
    confirm_label: str


def standing_of(case: Case, user: User, at: datetime, history: History) -> Standing:
    """What the person may do with the case."""
    is_reviewer = bool(duties_of(user, day_of(at), Role.REVIEWER))
    if not is_waiting(case):
        turn = Turn.STANDS if _may_take_back(case, user, at, is_reviewer) else Turn.NONE
        return Standing(turn, case.get_status_display(), _FINISHED[Status(case.status)], is_reviewer)
    if not is_reviewer:
        return Standing(Turn.NONE, "仅供查阅", "您的职责不含审核，可以查阅，不参与办理", is_reviewer)
    try:
        require_turn(case, user, at)
    except RuleError as error:
        return Standing(Turn.NONE, "仅供查阅", str(error))
    return _in_turn(case, user, at, history)


def _may_take_back(case: Case, user: User, at: datetime, is_reviewer: bool) -> bool:
    if case.status != Status.CONFIRMED or not is_reviewer:
        return False
    try:
        require_turn(case, user, at)
    except RuleError:
        return False
    return True


def _in_turn(case: Case, user: User, at: datetime, history: History) -> Standing:
    holder = case.holder_at(at)
    if holder == user:
        until = held_text(case).removeprefix(user.name)
        return Standing(
            Turn.MINE, f"由您办理{until}", "三十分钟内未办结会自动释放；之后仍可重新领取，已录入的内容不会丢失"
        )
    if holder is not None:
        return Standing(Turn.OTHERS, f"正由{held_text(case)}办理", "办结或释放之前，其他人只能查阅")
    try:
        signed = [found.person_id for found in history.signatures]
        require_another_person(person_id=user.pk, signed=signed, at_other_tiers=persons_at_other_tiers(case))
    except RuleError as error:
        return Standing(Turn.NONE, "须由他人办理", str(error))
    return Standing(Turn.FREE, "尚无人办理", "领取后由您办理，三十分钟内其他人不能签署意见")


def buttons_for(
    case: Case, history: History, records: int, gate: GateAnswer, today: date, *, without: Collection[Action] = ()
) -> list[Button]:
    """What can be done with the case as it stands, each with what will happen when it is pressed a second time.

    :param without: acts that the table admits and for which there is nowhere to go.
    """
    kind = CaseKind(case.kind)
    allowed = {row.action for row in MOVES if row.status == case.status and kind in row.kinds}
    needed = signatures_needed(case, today)
    buttons = {**_OTHER_BUTTONS}
    if needed > 1 and case.status == Status.CONFIRMED:
        buttons[Action.REVERSE] = _PROPOSE_BUTTON
    found = [button for action, button in buttons.items() if action in allowed and action not in without]
    if Action.CONFIRM in allowed:
        found.insert(0, _confirm_button(Tier(case.tier), len(history.signatures), needed, records, gate))
    return found


_OTHER_BUTTONS = {
    Action.REPORT: Button(
        "复核上报", "report", "primary", "上报后由上级继续办理；请在意见中写明复核方式和结果。", "复核上报"
    ),
    Action.RETURN: Button(
        "退回补正",
        "return",
        "",
        "退回后，企业只能修改您标记的栏目和附件；没有标记的，按审核意见修改全部内容。不定级，不公开。",
        "退回补正",
    ),
    Action.LOWER: Button(
        "退回下级复核",
        "lower",
        "",
        "退回后，由原确认的下级主管部门复核并上报；企业不能修改，等级不变。",
        "退回下级复核",
    ),
    Action.HAND_OVER: Button(
        "移交", "hand_over", "", "移交后，由所选单位办理，已签署的意见不再计数但保留在记录中。", "移交"
    ),
    Action.REFUSE: Button(
        "不予确认",
        "refuse",
        "danger",
        "不予确认后，各环节不定级、不公开、不推送；理由会告知企业，企业仍可修改后重新提交。",
        "作出不予确认决定",
    ),
    Action.UPHOLD: Button("维持确认", "uphold", "", "维持后，等级和展示不变；理由保留在记录中。", "维持确认"),
    Action.REVERSE: Button(
        "撤销确认",
        "reverse",
        "danger",
        "撤销后，各环节回到确认之前的等级；未曾确认过的不再展示，并告知全国平台。撤销前请核对下方列出的影响。",
        "撤销确认",
    ),
}


_PROPOSE_BUTTON = Button(
    "提出撤销确认",
    "reverse",
    "danger",
    "提出后，由本单位另一人复审决定；在此之前等级和展示不变。",
    "提出撤销确认",
)


def _confirm_button(tier: Tier, signed: int, needed: int, records: int, gate: GateAnswer) -> Button:
    name = SIGNATURE_NAMES[needed][signed]
    if signed + 1 < needed:
        after = SIGNATURE_NAMES[needed][signed + 1]
        text = f"本单位须{needed}人签署，您是第{signed + 1}人。{name}通过后转由另一人{after}，暂不定级，不公开。"
        return Button(f"{name}通过", "confirm", "primary", text, f"{name}通过")
    grade = GRADE_OF_TIER[tier]
    pushed = "推送至全国平台" if gate.is_open else "不推送至全国平台"
    text = (
        f"确认后，{records}条环节信息定为{grade}级（{grade.label}），在省平台公开展示，{pushed}："
        f"{gate.reason}（{gate.clause}）。确认后的信息不得擅自变更。"
    )
    return Button(f"确认（{grade}级）", "confirm", "primary", text, f"确认为{grade}级")
