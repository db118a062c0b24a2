"""What taking a confirmation back would do, told before anybody presses the button (R15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from confirmation.models import Case
from confirmation.queries.records import confirmed_of
from confirmation.queries.standings import grade_now
from confirmation.queries.uses import answers_for
from grading.models import GradeEntry
from grading.rules.grades import Grade
from national.queries import DeliveryStatus
from projects.models import Project, StageRecord


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
    def fallen(record: StageRecord) -> Grade:
        return falling.get(record.row_guid, grade_now(record))

    shown, leaves = delivery.shown_since is not None, _project_grade(records, falling) == Grade.D
    confirmed = confirmed_of(records)
    # The same answer as on every other page; persons are asked about where they have a record of their own.
    before = answers_for(case.project, confirmed, case.enterprise, national_shown=shown)
    after = answers_for(case.project, confirmed, case.enterprise, national_shown=shown and not leaves, grade_of=fallen)
    return [
        f"{was.use.label}（{asked.who}）" if asked.who else was.use.label
        for (asked, was), (_, then) in zip(before, after, strict=True)
        if was.met and not then.met
    ]


def _national(delivery: DeliveryStatus, stays_shown: bool) -> str:
    if delivery.latest_version == 0:
        return "该项目未推送全国平台，不需要通知"
    if stays_shown:
        return "向全国平台推送剩余的确认信息（不再包含或按原等级列出所撤销的环节）"
    return "通知全国平台撤下该项目（更新标识 D）"
