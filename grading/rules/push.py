"""The push gate: may a back-entered project still reach the national platform (一（四）, decisions 15 and 16)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.notice import ISSUED_ON, of_notice

DONE_BEFORE = date(2023, 12, 29)
RELEASED_BEFORE = date(2024, 9, 1)
CONFIRM_BY = date(2024, 12, 31)


@dataclass(frozen=True, slots=True)
class Window:
    """A filing window. Dates called "before" are strict (前); the last day of confirmation is included.

    :param finished_before: completed projects count when finished before this day; None: not for them.
    :param released_before: unfinished projects count when permitted before this day; None likewise.
    :param confirm_by: the last day of the first confirmation.
    :param is_example: opened for demonstration, and marked so wherever it is named.
    """

    code: str
    clause: str
    finished_before: date | None
    released_before: date | None
    opens_on: date
    confirm_by: date
    is_example: bool = False

    @property
    def source(self) -> str:
        """The clause, with the mark of an example."""
        return f"{self.clause}（示例窗口）" if self.is_example else self.clause

    def covers(self, finished_on: date | None, released_on: date | None) -> bool:
        """Whether the window is for a project of these days. A completed one goes by its completion alone."""
        if finished_on is not None:
            return self.finished_before is not None and finished_on < self.finished_before
        return self.released_before is not None and released_on is not None and released_on < self.released_before


def fault_of_window(
    finished_before: date | None, released_before: date | None, opens_on: date | None, confirm_by: date | None
) -> tuple[str, str] | None:
    """Why a window would let nothing through: the field at fault and the remedy; None when it may be opened."""
    if finished_before is None and released_before is None:
        return "finished_before", "请至少填写“竣工早于”或“许可早于”中的一项"
    if opens_on and confirm_by and confirm_by < opens_on:
        return "confirm_by", "确认截止日不能早于开始日"
    return None


NOTICE_WINDOWS: tuple[Window, ...] = (
    Window("N17-FINISHED", of_notice("一（四）第一款"), DONE_BEFORE, None, ISSUED_ON, CONFIRM_BY),
    Window("N17-UNFINISHED", of_notice("一（四）第二款"), None, RELEASED_BEFORE, ISSUED_ON, CONFIRM_BY),
)


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """Whether the gate is open, and the sentence that says why.

    :param window: the window that lets the project through; empty when none was needed or none fits.
    """

    is_open: bool
    reason: str
    clause: str
    window: str = ""


def push_gate(
    *,
    finished_on: date | None,
    released_on: date | None,
    first_confirmed_on: date,
    today: date,
    national_shown: bool,
    docked: bool,
    shown: bool,
    windows: Sequence[Window],
) -> GateAnswer:
    """Whether a project that is confirmed, or will be, may be pushed.

    :param finished_on: the day of completion; None while unfinished.
    :param released_on: the day of the permit or commencement report; None without one.
    :param first_confirmed_on: the day of the first confirmation, or today when asked beforehand.
    :param today: a window lets nothing through before it opens.
    :param national_shown: already accepted by the national platform: then whatever follows goes on.
    :param docked: collected from an approval system: then it goes when graded.
    :param shown: on the provincial platform since before the notice: unfinished, it goes without a new filing.
    """
    if national_shown:
        return GateAnswer(True, "该项目已在全国平台展示，后续变化继续推送", of_notice("一（六）4"))
    if docked:
        return GateAnswer(True, "系统对接项目定级后直接推送", of_notice("二（二）2"))
    fitting = [window for window in windows if window.opens_on <= today and window.covers(finished_on, released_on)]
    for window in fitting:
        if shown and finished_on is None:
            reason = "该项目已在省平台展示且尚未竣工，无需重复补录，由省平台直接推送至全国平台"
            return GateAnswer(True, reason, window.source, window.code)
        if first_confirmed_on <= window.confirm_by:
            return GateAnswer(
                True,
                f"属于补录时间范围，且于{window.confirm_by:%Y-%m-%d}（含当日）前确认，可推送至全国平台",
                window.source,
                window.code,
            )
    return _closed(fitting, finished_on, released_on)


def _closed(fitting: Sequence[Window], finished_on: date | None, released_on: date | None) -> GateAnswer:
    if fitting:
        last = max(fitting, key=lambda window: window.confirm_by)
        return GateAnswer(
            False,
            f"补录确认截止日为{last.confirm_by:%Y-%m-%d}（含当日），该项目首次确认已超过截止日，"
            "仍可确认并在省平台展示，但不推送至全国平台",
            last.source,
        )
    fact = (
        f"竣工日期{finished_on:%Y-%m-%d}"
        if finished_on
        else f"许可日期{released_on:%Y-%m-%d}"
        if released_on
        else "日期"
    )
    return GateAnswer(
        False,
        f"{fact}不在补录时间范围内（2023-12-29前竣工，或2024-09-01前取得许可且未竣工，均不含当日），"
        "仍可确认并在省平台展示，但不推送至全国平台",
        of_notice("一（四）"),
    )
