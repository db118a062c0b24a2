"""The timeline as an auditor asked for it, made ready to be signed: rows, their leaves, the filters in words (U07)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from audit import bundles
from audit.models import Checkpoint
from audit.queries import EVENTS_AN_ACT, Act
from common.errors import RuleError
from common.notice import of_notice
from portal.queries.acts import told_acts
from portal.queries.asked import HistoryFilters, field_choices, kind_choices
from portal.queries.history import ACTIONS, Entry
from projects.models import Project

ROWS_AT_MOST = 500
LEAVES_AT_MOST = 2_000
PAGES_AT_MOST = 40  # of thirty acts, or of a stretch of the history in which fewer are found
_CLAUSE = of_notice("四（三）")
_NARROW = "请用对象、人员、单位、动作或时间缩小范围，分几次导出"


class TooMuchToSign(RuleError):
    """A signed export is made while the auditor waits, and is checked entry by entry."""


class NothingToSign(RuleError):
    """No act that is asked for stands under a checkpoint."""


@dataclass(frozen=True, slots=True)
class SignedRow:
    """One row of the table with its entries.

    :param leaves: as :func:`audit.bundles.leaves_of` has them, by their place.
    """

    entry: Entry
    leaves: list[dict[str, Any]]

    @property
    def places(self) -> str:
        """Indexes of the leaves."""
        return " ".join(leaf["index"] for leaf in self.leaves)

    @property
    def remark(self) -> str:
        """Whether the row tells all that the act changed."""
        return f"改动超过{EVENTS_AN_ACT}条，只列最近的{EVENTS_AN_ACT}条" if self.entry.is_cut else ""


@dataclass(frozen=True, slots=True)
class ToSign:
    """What is asked for, newest first.

    :param waiting: how many of the newest acts stand under no checkpoint yet and are left out.
    """

    rows: list[SignedRow]
    checkpoint: Checkpoint
    waiting: int


def timeline_to_sign(filters: HistoryFilters, user: User, today: date, project: Project | None = None) -> ToSign:
    """The acts that the auditor's timeline shows by these filters, with the proofs of their entries.

    :raises TooMuchToSign: more than ``ROWS_AT_MOST`` acts or ``LEAVES_AT_MOST`` entries, or a search too wide.
    :raises NothingToSign: nothing is found, or nothing of it is sealed yet.
    """
    checkpoint = bundles.newest_checkpoint()
    told = _told(filters, user, today, project)
    if not told:
        raise NothingToSign("没有符合条件的记录，没有可导出的内容；请调整条件后再导出", clause=_CLAUSE)
    numbers = [number for _, act in told for number in act.events]
    if len(numbers) > LEAVES_AT_MOST:
        raise TooMuchToSign(
            f"符合条件的操作共改动{len(numbers)}处，签名导出一次最多{LEAVES_AT_MOST}处；{_NARROW}", clause=_CLAUSE
        )
    leaves = bundles.leaves_of(numbers, checkpoint) if checkpoint else {}
    rows = [_row(entry, act, leaves) for entry, act in told if all(number in leaves for number in act.events)]
    if checkpoint is None or not rows:
        message = "符合条件的记录还没有编入已签名的检查点，通常不到一秒；请稍后再试"
        raise NothingToSign(message, clause=_CLAUSE)
    return ToSign(rows, checkpoint, len(told) - len(rows))


def in_words(filters: HistoryFilters) -> dict[str, str]:
    """The filters as the page labels them; those that were not set are left out."""
    told = {
        "对象": filters.q,
        "信息种类": dict(kind_choices()).get(filters.kind, ""),
        "办理人员": filters.person,
        "单位": filters.unit,
        "改动的字段": dict(field_choices(filters.kind)).get(filters.field, ""),
        "动作": ACTIONS.get(filters.action, ""),
        "自": filters.since.isoformat() if filters.since else "",
        "至": filters.until.isoformat() if filters.until else "",
    }
    return {label: value for label, value in told.items() if value}


def _told(filters: HistoryFilters, user: User, today: date, project: Project | None) -> list[tuple[Entry, Act]]:
    found: list[tuple[Entry, Act]] = []
    before: int | None = None
    for _ in range(PAGES_AT_MOST):
        page, before = told_acts(filters, before, user, today, project)
        found += page
        if len(found) > ROWS_AT_MOST:
            raise TooMuchToSign(
                f"符合条件的操作超过{ROWS_AT_MOST}次，签名导出一次最多{ROWS_AT_MOST}次；{_NARROW}", clause=_CLAUSE
            )
        if before is None:
            return found
    raise TooMuchToSign(f"要查找的历史范围过大；{_NARROW}", clause=_CLAUSE)


def _row(entry: Entry, act: Act, leaves: dict[int, dict[str, Any]]) -> SignedRow:
    return SignedRow(entry, sorted((leaves[number] for number in act.events), key=lambda leaf: int(leaf["index"])))
