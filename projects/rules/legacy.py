"""Records that the platform had before the notice: what a row of the old data must say (二（二）1, BR-26, A-02)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.identifiers import explain_national_number, is_stage_number
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
# The same, but a file may do without them.
OPTIONAL_META = ("number", "national_number", "enterprise_name", "enterprise_kinds")
# Letters of the kinds of stage number that have their own (domain.md 3.2); the others have forms of ours.
_LETTERS = {
    RecordKind.TENDER: r"-B[A-Z]-",
    RecordKind.CONTRACT: r"-H[A-Z]-",
    RecordKind.DRAWING_REVIEW: r"-T[A-Z]-",
    RecordKind.PERMIT: r"-SX-",
    RecordKind.COMPLETION: r"-JX-",
}
_FORMS = {
    RecordKind.UNIT: r"{project}-[0-9]{{3}}",
    RecordKind.PARTICIPANT: r"{project}-CY-[0-9]{{3}}",
    RecordKind.EXEMPTION: r"{project}-NA-[0-9]{{3}}",
    RecordKind.INDICATORS: r"YJ-{project}-[0-9]{{3}}",
    RecordKind.PERSONAL: r"YJ-{project}-[0-9]{{3}}-[0-9]{{2}}",
}


@dataclass(frozen=True, slots=True)
class LegacyRow:
    """One old record as it stands in the file.

    :param line: its line, counted from 1, for people who look it up.
    :param project_key: what the old platform calls the project; rows with one key are one project.
    :param authority_code: the division of the authority that confirmed it; empty for D.
    :param number: the provincial number of a project, a stage's own number; empty when the file has none.
    :param national_number: of a project alone.
    :param enterprise_name, enterprise_kinds: for enterprises that are registered by the load.
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
    number: str
    national_number: str
    enterprise_name: str
    enterprise_kinds: tuple[str, ...]
    values: Mapping[str, str]

    @property
    def is_confirmed(self) -> bool:
        """Whether an authority had confirmed it: then it goes on display, else its enterprise alone sees it."""
        return self.grade != "D"


@dataclass(frozen=True, slots=True)
class LegacyException:
    """Why a row is not loaded; ``line`` as in :class:`LegacyRow`, ``project_key`` empty when it is not known."""

    line: int
    message: str
    project_key: str = ""


def row_faults(row: LegacyRow) -> list[str]:
    """What a single row says wrongly about itself; the values are judged by the field list."""
    faults: list[str] = []
    if not row.project_key:
        faults.append("缺少 project_key：同一项目的各行须用同一个值")
    if len(row.project_key) > 100:
        faults.append("project_key 最多100个字")
    if row.is_confirmed and not row.authority_code:
        faults.append(f"{row.grade}级记录须填写确认部门的行政区划代码 authority_code")
    if row.is_confirmed and row.confirmed_on is None:
        faults.append(f"{row.grade}级记录须填写确认日期 confirmed_on")
    if row.confirmed_on is not None and row.confirmed_on >= ISSUED_ON:
        faults.append(f"确认日期 {row.confirmed_on} 不早于通知发布之日 {ISSUED_ON}，不是历史数据")
    if not row.is_confirmed and not row.enterprise_code:
        faults.append("D级记录只对填报企业可见，须填写企业统一社会信用代码 enterprise_code")
    elif row.kind in (RecordKind.INDICATORS, RecordKind.PERSONAL) and not row.enterprise_code:
        faults.append(f"{row.kind.label}属于填报企业，须填写企业统一社会信用代码 enterprise_code")
    return faults


def project_faults(rows: Sequence[LegacyRow]) -> list[LegacyException]:
    """What the rows of one project say wrongly together.

    A confirmed record needs the project's confirmed basic information: stages without a project are nowhere. Numbers
    are kept, so they have to be numbers (domain.md 3.1, 3.2).
    """
    key = rows[0].project_key if rows else ""
    basics = [row for row in rows if row.kind is RecordKind.PROJECT]
    found = [LegacyException(row.line, f"项目 {key} 有多条项目基本信息", key) for row in basics[1:]]
    confirmed = next((row for row in basics if row.is_confirmed), None)
    for row in rows:
        if row.is_confirmed and confirmed is None:
            found.append(LegacyException(row.line, f"项目 {key} 没有已确认的项目基本信息，环节信息不能单独展示", key))
        elif row.is_confirmed and confirmed is not None:
            found += [LegacyException(row.line, fault, key) for fault in _number_faults(row, confirmed)]
    return found


def _number_faults(row: LegacyRow, project: LegacyRow) -> list[str]:
    if row.kind is RecordKind.PROJECT:
        numbers = (row.number, row.national_number)
        return [f"{text}：{fault}" for text in numbers if text and (fault := explain_national_number(text, ISSUED_ON))]
    own = [number for number in (project.number, project.national_number) if number]
    if not row.number or any(_is_number_of(row, number) for number in own):
        return []
    return [f"编号“{row.number}”不是该项目{row.kind.label}的编号：须由项目编号、环节字母和流水号组成，没有的留空"]


def _is_number_of(row: LegacyRow, project_number: str) -> bool:
    letters = _LETTERS.get(row.kind)
    if letters is not None:
        is_of = row.number.startswith(f"{project_number}-") and re.search(letters, row.number) is not None
        return is_of and is_stage_number(row.number)
    return re.fullmatch(_FORMS[row.kind].format(project=re.escape(project_number)), row.number) is not None
