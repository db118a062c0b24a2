"""What a confirmation brings: grades, numbers, publication and the national message. Verbs of other verbs."""

from datetime import datetime

from accounts.models import User
from common.clock import day_of
from confirmation.models import Case
from confirmation.payload import payload_of
from confirmation.queries.gate import gate_for
from confirmation.queries.records import confirmed_of
from confirmation.rules.ruleset import RuleSet
from grading.actions import grant
from national.outbox import enqueue
from national.queries import delivery_of
from projects.actions.numbers import issue_project_number, issue_record_number
from projects.models import Project, StageRecord
from projects.queries import records_of


def grade_and_push(case: Case, records: list[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    """Give the case's records their grade and put the project's next message down. Opens no transaction.

    What is told is the whole project as confirmed, not the case's records alone.
    """
    _grade(case, records, by=by, rules=rules, at=at)
    project = Project.objects.select_related("division", "check_authority", "check_person").get(pk=case.project_id)
    confirmed = confirmed_of(records_of(project))
    gate = gate_for(project, confirmed, day_of(at), rules.windows)
    case.push_note = f"{gate.reason}（{gate.clause}）"
    if gate.is_open:
        enqueue(
            aggregate=str(project.row_guid),
            payload=payload_of(confirmed),
            update_flag="U",
            note=case.push_note,
            at=at,
        )


def _grade(case: Case, records: list[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    provincial = case.project.number or issue_project_number(project=case.project, on=day_of(at))
    national = delivery_of(str(case.project.row_guid)).assigned_number
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
            number=record.number or _number_for(record, provincial, national),
            national_number=national,
            at=at,
        )


def _already_at(record: StageRecord, case: Case) -> bool:
    # An upgrade lifts the lowest records; those that already have the grade keep it (decisions 22).
    return record.is_confirmed and record.grade <= case.target_grade  # 'A' < 'B' < 'C' < 'D'


def _number_for(record: StageRecord, provincial: str, national: str) -> str:
    if isinstance(record, Project):
        return provincial
    # The provincial number is the project's in stage numbers until a receipt brings a national one (decisions 13).
    return issue_record_number(record=record, project_number=national or provincial)
