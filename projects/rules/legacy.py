"""Records that the platform had before the notice: what a row of the old data must say (二（二）1, BR-26, A-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.notice import ISSUED_ON
from projects.rules.kinds import RecordKind

GRADES = ("A", "B", "C", "D")
# Columns that say what a row is; every other column is a field of its kind.
META = (
    "project_key",
    "row_guid",
    "record_kind",
    "grade",
    "enterprise_code",
    "authority_code",
    "check_person",
    "confirmed_on",
)


@dataclass(frozen=True, slots=True)
class LegacyRow:
    """One old record as it stands in the file.

    :param line: its line, counted from 1, for people who look it up.
    :param project_key: what the old platform calls the project; rows with one key are one project.
    :param authority_code: the division of the authority that confirmed it; empty for D.
    :param values: field by field as text, under the names of the field list.
    """

    line: int
    project_key: str
    row_guid: UUID
    kind: RecordKind
    grade: str
    enterprise_code: str
    authority_code: str
    check_person: str
    confirmed_on: date | None
    values: Mapping[str, str]

    @property
    def is_confirmed(self) -> bool:
        """Whether an authority had confirmed it: then it goes on display, else its enterprise alone sees it."""
        return self.grade != "D"


@dataclass(frozen=True, slots=True)
class LegacyException:
    """Why a row is not loaded; ``line`` as in :class:`LegacyRow`."""

    line: int
    message: str


def row_faults(row: LegacyRow) -> list[str]:
    """What a single row says wrongly about itself; the values are judged by the field list."""
    faults: list[str] = []
    if not row.project_key:
        faults.append("缺少 project_key：同一项目的各行须用同一个值")
    if row.is_confirmed and not row.authority_code:
        faults.append(f"{row.grade}级记录须填写确认部门的行政区划代码 authority_code")
    if row.is_confirmed and row.confirmed_on is None:
        faults.append(f"{row.grade}级记录须填写确认日期 confirmed_on")
    if row.confirmed_on is not None and row.confirmed_on >= ISSUED_ON:
        faults.append(f"确认日期 {row.confirmed_on} 不早于通知发布之日 {ISSUED_ON}，不是历史数据")
    if not row.is_confirmed and not row.enterprise_code:
        faults.append("D级记录只对填报企业可见，须填写企业统一社会信用代码 enterprise_code")
    return faults


def project_faults(rows: Sequence[LegacyRow]) -> list[LegacyException]:
    """What the rows of one project say wrongly together.

    A confirmed record needs the project's confirmed basic information: stages without a project are nowhere.
    """
    basics = [row for row in rows if row.kind is RecordKind.PROJECT]
    found = [LegacyException(row.line, f"项目 {row.project_key} 有多条项目基本信息") for row in basics[1:]]
    if not any(row.is_confirmed for row in basics):
        found += [
            LegacyException(row.line, f"项目 {row.project_key} 没有已确认的项目基本信息，环节信息不能单独展示")
            for row in rows
            if row.is_confirmed and row.kind is not RecordKind.PROJECT
        ]
    return found
