"""What a confirmation brings: grades, numbers, publication and the national message. Verbs of other verbs."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common.clock import day_of
from common.notice import of_notice
from confirmation.models import Case
from confirmation.payload import payload_of
from confirmation.queries.gate import gate_for
from confirmation.queries.records import confirmed_of
from confirmation.rules.ruleset import RuleSet
from grading.actions import grant
from grading.rules.push import GateAnswer, Window
from national.outbox import enqueue
from national.queries import DeliveryStatus, delivery_of
from projects.actions.numbers import issue_project_number, issue_record_number
from projects.models import Project, StageRecord
from projects.queries import records_of


def grade_and_push(case: Case, records: list[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    """Give the case's records their grade and put the project's next message down. Opens no transaction.

    What is told is the whole project as confirmed, not the case's records alone.
    """
    delivery = delivery_of(str(case.project.row_guid))
    _grade(case, records, delivery, by=by, rules=rules, at=at)
    _push(case, delivery, rules, at)


def push_what_is_left(case: Case, shown: dict[str, Any], *, rules: RuleSet, at: datetime) -> None:
    """Tell the national platform what is left of a project after grades were taken back. Opens no transaction.

    :param shown: the message of what was confirmed before; with it the project is withdrawn when nothing is left.
    """
    aggregate = str(case.project.row_guid)
    delivery = delivery_of(aggregate)
    if _push(case, delivery, rules, at) or delivery.latest_version == 0:
        return
    enqueue(aggregate=aggregate, payload=shown, update_flag="D", note=f"撤销确认（{of_notice('四（三）')}）", at=at)


def tell_national(
    project: Project, delivery: DeliveryStatus, windows: tuple[Window, ...], at: datetime
) -> GateAnswer | None:
    """Enqueue the project as confirmed now if the gate is open to it; None when it is not confirmed.

    Opens no transaction.

    :param project: as it stands now, see :func:`project_to_tell`.
    :param delivery: what the national platform knew of it before.
    """
    if not project.is_confirmed:
        return None
    confirmed = confirmed_of(records_of(project))
    gate = gate_for(project, confirmed, day_of(at), windows, national_shown=delivery.national_shown)
    if gate.is_open:
        aggregate, note = str(project.row_guid), note_of(gate)
        enqueue(aggregate=aggregate, payload=payload_of(confirmed), update_flag="U", note=note, at=at)
    return gate


def project_to_tell(project_id: int) -> Project:
    """The project with what a message says of it. One query."""
    return Project.objects.select_related("division", "check_authority", "check_person").get(pk=project_id)


def note_of(gate: GateAnswer) -> str:
    """Why a project is pushed or not, with the clause."""
    return f"{gate.reason}（{gate.clause}）"


def _push(case: Case, delivery: DeliveryStatus, rules: RuleSet, at: datetime) -> bool:
    case.project = project_to_tell(case.project_id)  # grades and numbers have changed in the database
    gate = tell_national(case.project, delivery, rules.windows, at)
    if gate is None:
        return False
    case.push_note = note_of(gate)
    return gate.is_open


def _grade(
    case: Case, records: list[StageRecord], delivery: DeliveryStatus, *, by: User, rules: RuleSet, at: datetime
) -> None:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    provincial = case.project.number or issue_project_number(project=case.project, on=day_of(at))
    national = delivery.assigned_number
    for record in records:
        if _already_at(record, case):
            continue
        grant(
            record=record,
            project=case.project,
            authority=case.authority,
            by=by,
            case_number=str(case.number),
            rule_version=rules.version,
            number=record.number or number_for(record, provincial, national),
            national_number=national,
            at=at,
        )


def _already_at(record: StageRecord, case: Case) -> bool:
    # An upgrade lifts the lowest records; those that already have the grade keep it (decisions 22).
    return record.is_confirmed and record.grade <= case.target_grade  # 'A' < 'B' < 'C' < 'D'


def number_for(record: StageRecord, provincial: str, national: str) -> str:
    """The record's number, issued now; the project's own is the provincial one. Opens no transaction."""
    if isinstance(record, Project):
        return provincial
    # The provincial number is the project's in stage numbers until a receipt brings a national one (decisions 13).
    return issue_record_number(record=record, project_number=national or provincial)
