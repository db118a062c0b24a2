"""The stage rail: one picture of a project for the enterprise, the official, the auditor and the public (ux.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from confirmation.rules.states import WITH_AUTHORITY, Status
from grading.rules.grades import Grade, lowest
from projects.models import Exemption, StageRecord
from projects.rules.dictionaries import DataSource, Stage


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the rail. ``url`` is empty when there is nothing to open."""

    label: str
    state: str
    grade: str
    count: int
    source: str
    missing: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Rail:
    """The seven stops in the order of building."""

    stops: tuple[Stop, ...]


def rail_of(
    records: Sequence[StageRecord],
    *,
    status: Status | None = None,
    missing: dict[Stage, str] | None = None,
    url_of: Callable[[Stage], str] = lambda _stage: "",
    current: Stage | None = None,
) -> Rail:
    """The rail of a project's records. For the public, pass only the confirmed ones. No query.

    :param status: of the project's unfinished case, if it has one.
    :param missing: what each stage still lacks, for its enterprise.
    :param url_of: where a stop leads; the empty text for nowhere.
    """
    return Rail(
        tuple(
            _stop(
                stage,
                [record for record in records if record.stage == stage],
                status,
                (missing or {}).get(stage, ""),
                url_of(stage),
                stage == current,
            )
            for stage in Stage
        )
    )


def _stop(
    stage: Stage, records: list[StageRecord], status: Status | None, missing: str, url: str, current: bool
) -> Stop:
    confirmed = bool(records) and all(record.is_confirmed for record in records)
    return Stop(
        label=stage.label,
        state=_state(records, confirmed, status),
        grade=lowest(Grade(record.grade) for record in records).value if records else "",
        count=len(records),
        source=DataSource(records[0].data_source).label if records else "",
        missing=missing,
        url=url,
        current=current,
    )


def _state(records: list[StageRecord], confirmed: bool, status: Status | None) -> str:
    if not records:
        return "未开始"
    if confirmed:
        return "不适用" if all(isinstance(record, Exemption) for record in records) else "已确认"
    if status in WITH_AUTHORITY:
        return "待确认"
    return "需修改" if status in (Status.RETURNED, Status.REFUSED) else "填写中"
