"""What an erratum may correct, and of which projects (三, BR-36, domain.md 10). Pure."""

from datetime import date

from common.errors import RuleError
from common.notice import ISSUED_ON
from errata.rules.corrections import CLAUSE
from projects.rules.described import Described, FieldList
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType

# Names by which something of an erratum is no field of a list: a track record's figures.
FIGURES, FIGURES_TEXT = "indicators", "indicator_text"
# These decide who confirms, which national table a record is in or what its number says. A record that is wrong there
# was confirmed wrongly: its confirmation is taken back, and it is filed again.
_DECIDING = frozenset({"division", "sector", "kind", "category", "stands_for", "role"})
WHY_NOT = "决定由谁确认、编号或全国平台的表，不在勘误范围；有误的由主管部门撤销确认后重新申报"


class TheProjectWasCompletedLater(RuleError):
    """The project was completed on or after the notice's day, and the province has recorded no exception."""


class TheFieldIsNotCorrected(RuleError):
    """The field is none that an erratum may change."""


class NothingIsCorrected(RuleError):
    """The erratum would change nothing."""


def is_correctable(described: Described) -> bool:
    """Whether an erratum may change a field.

    Numbers, grades and the ledger are fields of no list. A reference to another record says how records hang together
    and is part of what was confirmed.
    """
    return described.name not in _DECIDING and described.type is not ValueType.RECORD


def correctable(fields: FieldList) -> tuple[Described, ...]:
    """The fields of a list that an erratum may change; a declaration that something is not needed has none."""
    if fields.kind is RecordKind.EXEMPTION:
        return ()
    return tuple(described for described in fields.fields if is_correctable(described))


def is_new_completion(finished_on: date | None) -> bool:
    """Whether a completion falls on or after the day of the notice: 新竣工验收的项目 (BR-36)."""
    return finished_on is not None and finished_on >= ISSUED_ON


def require_old_enough(finished: list[date], has_exception: bool) -> None:
    """Let pass an erratum of a project that was completed before the notice, or for which there is an exception.

    :param finished: its completion dates, as they are and as they would be.
    :raises TheProjectWasCompletedLater: otherwise (三).
    """
    if has_exception or not any(is_new_completion(day) for day in finished):
        return
    raise TheProjectWasCompletedLater(
        f"该项目于 {max(finished)} 竣工，{ISSUED_ON} 起新竣工验收的项目信息原则上不予勘误；"
        "确有特殊情况的，请经项目所在地主管部门报省级主管部门，由省级两人记载例外后再办理",
        clause=CLAUSE,
    )
