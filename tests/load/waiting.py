"""Many waiting cases of one unit, put straight into the tables: what is measured is how its queue is read."""

from django.db import connection

from confirmation.models import Case
from tests.fixtures.database import acting_as_owner
from tests.load.crowd import triggers_off

_TOLD = {
    "number": "'2024' || lpad((100000000 + told.place)::text, 10, '0')",
    "project_id": "told.project_id",
    "submitted_at": "template.submitted_at + told.place * interval '1 minute'",
    "due_on": "template.due_on + (told.place::int %% 40 - 20)",
    "near_due_on": "template.near_due_on + (told.place::int %% 40 - 20)",
    "business_line": "template.business_line",
}


def crowd_of_cases(template):
    """A copy of a submitted case for every other project that there is; every twentieth has come back once."""
    kept = ", ".join(field.column for field in Case._meta.concrete_fields if field.column != "id")
    values = ", ".join(_TOLD.get(column, f"template.{column}") for column in kept.split(", "))
    with acting_as_owner(), connection.cursor() as cursor:
        with triggers_off(cursor, "confirmation_case"):
            cursor.execute(
                f"INSERT INTO confirmation_case ({kept}) SELECT {values} FROM confirmation_case template,"
                " (SELECT id AS project_id, row_number() OVER (ORDER BY id) AS place FROM projects_project) told"
                " WHERE template.id = %s AND told.project_id <> template.project_id",
                [template.pk],
            )
        with triggers_off(cursor, "confirmation_submission"), triggers_off(cursor, "confirmation_decision"):
            _submissions(cursor, template)
            _returns(cursor, template)
        cursor.execute("VACUUM ANALYZE confirmation_case, confirmation_submission, confirmation_decision")
    return Case.objects.filter(status="WAITING").count()


def _submissions(cursor, template):
    cursor.execute(
        "INSERT INTO confirmation_submission (case_id, round, snapshot, sha256, declaration_version, declaration_text,"
        " declared_by_id, declared_name, submitted_at)"
        " SELECT c.id, s.round, '', s.sha256, s.declaration_version, '', s.declared_by_id, s.declared_name,"
        " s.submitted_at FROM confirmation_case c, confirmation_submission s WHERE s.case_id = %s AND c.id <> s.case_id"
        " AND c.status = 'WAITING'"
        " AND s.round = 1",
        [template.pk],
    )


def _returns(cursor, template):
    cursor.execute(
        "INSERT INTO confirmation_decision (case_id, submission_id, action, signature_order, person_id, authority_id,"
        " tier, note, to_line, paper_name, paper_code, paper_number, case_version, rule_version, decided_at, codes)"
        " SELECT s.case_id, s.id, 'RETURN', 0, s.declared_by_id, c.authority_id, c.tier, '', '', '', '', '', 1, '',"
        " c.submitted_at, ARRAY[]::varchar[] FROM confirmation_submission s"
        " JOIN confirmation_case c ON c.id = s.case_id"
        " WHERE s.case_id %% 20 = 0 AND c.id <> %s",
        [template.pk],
    )
