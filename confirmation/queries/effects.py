"""What taking a confirmation back would do, told before anybody presses the button (R15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.rules import EnterpriseKind
from confirmation.models import Case
from confirmation.queries.records import confirmed_of
from grading.models import GradeEntry
from grading.rules.grades import Grade, lowest
from grading.rules.uses import Facts, Part, Use, uses_of
from national.queries import DeliveryStatus
from projects.models import Completion, Project, StageRecord
from projects.queries import sector_of
from projects.rules.dictionaries import CompletionKind
from projects.rules.kinds import RecordKind
from projects.rules.record_codes import Duty

_PARTS = {
    RecordKind.PROJECT: Part.PROJECT,
    RecordKind.TENDER: Part.TENDER,
    RecordKind.CONTRACT: Part.CONTRACT,
    RecordKind.DRAWING_REVIEW: Part.DRAWING_REVIEW,
    RecordKind.PERMIT: Part.PERMIT,
    RecordKind.INDICATORS: Part.INDICATORS,
}


@dataclass(frozen=True, slots=True)
class Fall:
    """One record and the grade to which it falls."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """All that a reversal brings.

    :param above: a record that a tier above has raised; it takes its own confirmation back first. Empty when none.
    :param lost: the uses that the project serves now and would not serve then.
    :param leaves_public: the project would not be shown any more.
    :param national: what the national platform would be told.
    """

    falls: list[Fall]
    above: str
    lost: list[str]
    leaves_public: bool
    national: str


def raised_by(case: Case, records: Sequence[StageRecord]) -> list[StageRecord]:
    """The records among these that the case's confirmation gave the grade that they have. One query."""
    raised = {guid for guid, _ in _given(case)}
    return [record for record in records if record.row_guid in raised and record.grade == case.target_grade]


def raised_above(case: Case, records: Sequence[StageRecord]) -> StageRecord | None:
    """The first of the case's records that stands at a higher grade than the case gave; None when there is none."""
    given = Grade(case.target_grade)
    return next((record for record in records if Grade(record.grade).rank > given.rank), None)


def effect_of_reversal(
    case: Case, records: Sequence[StageRecord], others: Sequence[StageRecord], delivery: DeliveryStatus
) -> Effect:
    """What would happen. One query.

    :param records: the case's own, ``others`` the project's other ones.
    """
    before_it = dict(_given(case))
    falling = {
        record.row_guid: Grade(before_it[record.row_guid])
        for record in records
        if record.row_guid in before_it and record.grade == case.target_grade
    }
    above = raised_above(case, records)
    every = [*records, *others]
    is_shown = _project_grade(every, {}) != Grade.D
    stays_shown = _project_grade(every, falling) != Grade.D
    return Effect(
        falls=[
            Fall(f"{record.stage.label}：{record}", record.grade, falling[record.row_guid])
            for record in records
            if record.row_guid in falling
        ],
        above=f"{above.stage.label}“{above}”（{above.grade}级）" if above else "",
        lost=_lost(case, every, falling, delivery),
        leaves_public=is_shown and not stays_shown,
        national=_national(delivery, stays_shown),
    )


def _given(case: Case) -> list[tuple[UUID, str]]:
    entries = GradeEntry.objects.filter(case_number=case.number, new_grade=case.target_grade).order_by("pk")
    return list(entries.values_list("record_guid", "old_grade"))


def _project_grade(records: Sequence[StageRecord], falling: Mapping[UUID, Grade]) -> Grade:
    basics = next((record for record in records if isinstance(record, Project)), None)
    return falling.get(basics.row_guid, Grade(basics.grade)) if basics is not None else Grade.D


def _lost(
    case: Case, records: Sequence[StageRecord], falling: Mapping[UUID, Grade], delivery: DeliveryStatus
) -> list[str]:
    leaves = _project_grade(records, falling) == Grade.D
    before = _met(case, _standings(records, {}), delivery.shown_since is not None)
    after = _met(case, _standings(records, falling), delivery.shown_since is not None and not leaves)
    return [use.label for use in Use if before[use] and not after[use]]


def _met(case: Case, grades: Mapping[Part, Grade], national_shown: bool) -> dict[Use, bool]:
    facts = Facts(
        kind=EnterpriseKind(case.enterprise_kind),
        sector=sector_of(case.project),
        grades=grades,
        national_shown=national_shown,
        role=Duty.PROJECT_MANAGER,  # a person's use counts for the role that both personal uses admit
    )
    return {use: bool(answer.met) for use, answer in uses_of(facts).items()}


def _standings(records: Sequence[StageRecord], falling: Mapping[UUID, Grade]) -> dict[Part, Grade]:
    found: dict[Part, list[Grade]] = {}
    for record in confirmed_of(records):
        part = _part(record)
        if part is not None:
            found.setdefault(part, []).append(falling.get(record.row_guid, Grade(record.grade)))
    return {part: lowest(grades) for part, grades in found.items()}


def _part(record: StageRecord) -> Part | None:
    if isinstance(record, Completion):
        return Part.COMPLETION_FILING if record.kind == CompletionKind.FILING else Part.COMPLETION
    return _PARTS.get(record.record_kind)


def _national(delivery: DeliveryStatus, stays_shown: bool) -> str:
    if delivery.latest_version == 0:
        return "该项目未推送全国平台，不需要通知"
    if stays_shown:
        return "向全国平台推送剩余的确认信息（不再包含或按原等级列出所撤销的环节）"
    return "通知全国平台撤下该项目（更新标识 D）"
