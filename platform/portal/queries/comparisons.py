"""What the comparisons with the national platform found (X20)."""

from dataclasses import dataclass
from datetime import date

from common.clock import day_of
from confirmation.queries.told import label_of
from national.models import Difference, Reconciliation, RunState
from portal.queries.delivery import names_of

RUNS_SHOWN, DIFFERENCES_SHOWN = 20, 200


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference of a comparison."""

    pk: int
    name: str
    kind: str
    our_version: int
    their_version: int
    fields: str
    settled: str
    needs_a_person: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """One comparison with its differences."""

    run: Reconciliation
    tone: str
    is_running: bool
    rows: list[DifferenceRow]
    total: int


def latest_runs() -> list[Reconciliation]:
    """The latest comparisons. One query."""
    return list(Reconciliation.objects.order_by("-pk")[:RUNS_SHOWN])


def run_page(run: Reconciliation, today: date) -> RunPage:
    """A comparison and its differences, those that need a person first, two hundred at the most. Three queries."""
    found = list(run.differences.order_by("repaired_at", "pk").reverse()[:DIFFERENCES_SHOWN])
    found.sort(key=lambda row: row.repaired_at is not None)
    names = names_of(row.aggregate for row in found)
    rows = [_difference(row, names, today) for row in found]
    tone = {RunState.DONE: "success", RunState.FAILED: "danger"}.get(RunState(run.state), "progress")
    return RunPage(run, tone, run.state == RunState.RUNNING, rows, run.differences.count())


def _difference(row: Difference, names: dict[str, str], today: date) -> DifferenceRow:
    return DifferenceRow(
        pk=row.pk,
        name=names.get(row.aggregate, row.aggregate),
        kind=row.get_kind_display(),
        our_version=row.our_version,
        their_version=row.their_version,
        fields="、".join(label_of(name, today) for name in row.fields),
        settled=f"{day_of(row.repaired_at)} 已处理" if row.repaired_at else "",
        needs_a_person=row.repaired_at is None,
    )
