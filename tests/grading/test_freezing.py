"""What freezes (decisions 4): every statement on every kind of record in every standing, as the runtime role in SQL.

Each test runs one table of expectations against one record: what is allowed is rolled back to a savepoint, what is
refused must have changed nothing.
"""

import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from audit.context import Acting, SystemActor, context
from projects.models import (
    BOOKKEEPING_COLUMNS,
    STAGE_MODELS,
    Attachment,
    Completion,
    ConstructionPermit,
    Contract,
    DrawingReview,
    EnterpriseIndicators,
    Exemption,
    Participant,
    PersonalTrackRecord,
    Project,
    Tender,
    UnitProject,
)
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.factories import (
    an_official,
    exemption_facts,
    indicators_facts,
    participant_facts,
    personal_facts,
    unit_facts,
)
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db

TABLES = {
    "project": Project,
    "unit": UnitProject,
    "participant": Participant,
    "tender": Tender,
    "contract": Contract,
    "drawing_review": DrawingReview,
    "permit": ConstructionPermit,
    "completion": Completion,
    "exemption": Exemption,
    "indicators": EnterpriseIndicators,
    "personal": PersonalTrackRecord,
}
# Parts go with the papers of the record that they belong to.
PAPERED = [table for table, model in TABLES.items() if model.record_kind.stands_alone]
STANDINGS = ("draft", "sealed", "confirmed")
WATCHED = [
    *(model._meta.db_table for model in STAGE_MODELS),
    "projects_attachment",
    "grading_gradeentry",
    "audit_event",
]

ALLOWED = "allowed"
GRADING, ERRATA = "only through grading", "only through errata"
AT_WORK, KEPT = "lie with an authority", "cannot be deleted"
FRESH, PAPERS = "ungraded and unpublished", "submitted or confirmed"

FACTS = {
    "project": (
        "name = '改'",
        "investment_code = ''",
        "total_investment = 1",
        "shown = true",
        "division_id = '220103'",
    ),
    "unit": ("name = '改'", "area = 1", "floors_above = 99", "cost = 1"),
    "participant": ("code = ''", "role = '1'", "head_id = -1"),
    "tender": ("awarded_on = '2020-01-01'", "kind = '004'", "award_amount = 1", "winner_code = ''", "manager_id = -1"),
    "contract": ("signed_on = '2020-01-01'", "kind = '303'", "partner_name = '改'", "tender_id = NULL"),
    "drawing_review": ("reviewed_on = '2020-01-01'", "violations = 0", "is_joint = NULL", "designer_code = ''"),
    "permit": ("released_on = '2020-01-01'", "contractor_code = ''", "contract_amount = 1", "project_id = -1"),
    "completion": ("finished_on = '2024-01-01'", "actual_cost = 1", "kind = '1'", "permit_id = -1"),
    "exemption": ("ground = 'INSTALL'", "explanation = ''", "stands_for = 'FILING'"),
    "indicators": ("indicators = '[]'", "indicator_text = ''", "category = 'Z02'", "ended_on = '2024-01-01'"),
    "personal": ("duty = '2'", "person_id = -1", "indicators_id = -1", "started_on = '2022-01-01'"),
}
FACTS_OF_ALL = (
    "remark = '改'",
    "extra = '{\"x\": 1}'",
    "form_version = 'x'",
    "row_guid = gen_random_uuid()",
    "created_at = now()",
    "filed_by_id = NULL",
)
BOOKKEEPING = {
    "grade": "CASE grade WHEN 'C' THEN 'B' ELSE 'C' END",
    "check_authority_id": "coalesce(check_authority_id, 0) + 1",
    "check_person_id": "coalesce(check_person_id, 0) + 1",
    "confirmed_at": "'2024-12-03 00:00+08'",
    "published": "NOT published",
    "update_flag": "'D'",
    "false_mark": "true",
    "number": "'2201022412030199'",
    "national_number": "'2201022409010001'",
}


PROJECTS = {}


@pytest.fixture(scope="module", autouse=True)
def projects(rows_for_the_module, tmp_path_factory):
    """By standing a project with records of ten kinds, a second such, and one with the eleventh; their ids."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        for standing in STANDINGS:
            for table in ("", "other", "exemption"):
                PROJECTS[standing, table] = fill_in(standing, table)
        yield
    PROJECTS.clear()


def a_project(standing, table=""):
    """A project whose records are drafts, lie with an authority, or are confirmed."""
    return Project.objects.get(pk=PROJECTS[standing, table if table in ("other", "exemption") else ""])


def fill_in(standing, table):
    firm = a_firm()
    # No project has a drawing review and a declaration that it needs none.
    project = firm.fills_in(prepared=table != "exemption")
    if table == "exemption":
        firm.adds(project, "EXEMPTION", exemption_facts())
    firm.adds(project, "UNIT", unit_facts())
    firm.adds(project, "PARTICIPANT", participant_facts(firm.enterprise, project.permits.get()))
    own = firm.adds(project, "INDICATORS", indicators_facts())
    firm.adds(project, "PERSONAL", personal_facts(own))
    firm.papers(project)
    if standing != "draft":
        case = firm.submits(project)
        if standing == "confirmed":
            confirms(an_official("220102"), case)
    return project.pk


def record_of(table, standing):
    project = a_project(standing, table)
    return project if table == "project" else TABLES[table].objects.get(project=project)


class Allowed(Exception):
    """Takes an allowed statement back to its savepoint."""


def outcome_of(statement, parameters, reasons):
    """``ALLOWED``, or which of the reasons the refusal gave; nothing has changed either way."""
    before = contents_of(*WATCHED)
    try:
        with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                assert cursor.rowcount == 1
            raise Allowed
    except Allowed:
        found = ALLOWED
    except DatabaseError as refusal:
        found = next((reason for reason in reasons if reason in str(refusal)), str(refusal))
    assert contents_of(*WATCHED) == before
    return found


def check(record, expected):
    """Hold a table of expectations, SQL to outcome, against one row."""
    reasons = (GRADING, ERRATA, AT_WORK, KEPT, FRESH, PAPERS)
    found = {statement: outcome_of(statement, [record.pk], reasons) for statement in expected}
    assert found == expected


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("table", TABLES)
def test_facts_change_on_drafts_alone(table, standing):
    record = record_of(table, standing)
    outcome = {"draft": ALLOWED, "sealed": AT_WORK, "confirmed": ERRATA}[standing]

    check(
        record,
        {
            f"UPDATE {record._meta.db_table} SET {change} WHERE id = %s": outcome
            for change in (*FACTS[table], *FACTS_OF_ALL)
        },
    )


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("table", TABLES)
def test_bookkeeping_never_changes_by_hand(table, standing):
    record = record_of(table, standing)
    columns = {field.column for field in record._meta.concrete_fields} & set(BOOKKEEPING)
    assert len(columns) == (9 if table == "project" else 8)

    check(
        record,
        {
            f"UPDATE {record._meta.db_table} SET {column} = {BOOKKEEPING[column]} WHERE id = %s": GRADING
            for column in columns
        },
    )


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (
            "draft",
            {
                "DELETE FROM {table} WHERE id = %s": ALLOWED,
                "UPDATE {table} SET sealed_at = now() WHERE id = %s": ALLOWED,
                "UPDATE {table} SET remark = remark, grade = grade WHERE id = %s": ALLOWED,
                "UPDATE {table} SET sealed_at = now(), grade = 'C' WHERE id = %s": GRADING,
            },
        ),
        (
            "sealed",
            {
                "DELETE FROM {table} WHERE id = %s": KEPT,
                "UPDATE {table} SET sealed_at = NULL WHERE id = %s": ALLOWED,
                "UPDATE {table} SET remark = remark, grade = grade WHERE id = %s": ALLOWED,
                "UPDATE {table} SET sealed_at = NULL, remark = '改' WHERE id = %s": AT_WORK,
                "UPDATE {table} SET sealed_at = NULL, published = true WHERE id = %s": GRADING,
            },
        ),
        (
            "confirmed",
            {
                "DELETE FROM {table} WHERE id = %s": KEPT,
                "UPDATE {table} SET sealed_at = NULL WHERE id = %s": ERRATA,
                "UPDATE {table} SET remark = remark, grade = grade WHERE id = %s": ALLOWED,
                "UPDATE {table} SET sealed_at = NULL, remark = '改' WHERE id = %s": ERRATA,
                "UPDATE {table} SET updated_at = now() WHERE id = %s": ERRATA,
            },
        ),
    ],
    ids=STANDINGS,
)
@pytest.mark.parametrize("table", TABLES)
def test_deleting_sealing_and_touching(table, standing, expected):
    record = record_of(table, standing)

    check(record, {statement.format(table=record._meta.db_table): outcome for statement, outcome in expected.items()})


def copy_of(record, **changes):
    """SQL that adds the record again as a fresh draft, but for some changes."""
    # One code, and one duty of a person, stand once.
    fresh = {"row_guid": "gen_random_uuid()", "investment_code": "''", "duty": "'2'", **changes}
    columns = [field.column for field in record._meta.concrete_fields if field.column != "id"]
    values = [fresh.get(column, column) for column in columns]
    return (
        f"INSERT INTO {record._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {record._meta.db_table} WHERE id = %s"
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_new_record_comes_without_bookkeeping(table):
    record = record_of(table, "draft")
    columns = {field.column for field in record._meta.concrete_fields} & set(BOOKKEEPING)

    check(
        record,
        {
            copy_of(record): ALLOWED,
            **{copy_of(record, **{column: BOOKKEEPING[column]}): FRESH for column in columns},
        },
    )


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("table", TABLES)
def test_a_save_that_changes_nothing_passes(table, standing):
    record = record_of(table, standing)
    before = contents_of(*WATCHED)

    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        type(record).objects.get(pk=record.pk).save()

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("table", TABLES)
def test_an_ordinary_save_of_a_confirmed_record_with_a_changed_fact_is_refused(table):
    record = record_of(table, "confirmed")
    before = contents_of(*WATCHED)
    record.remark = "改"

    with (
        pytest.raises(DatabaseError, match=ERRATA),
        transaction.atomic(),
        context(Acting.system(SystemActor.TEST), action="test"),
    ):
        record.save()

    assert contents_of(*WATCHED) == before


def paper_of(standing, stage):
    lies_at = "DRAWING_REVIEW" if stage == "exemption" else stage.upper()
    return Attachment.objects.get(project=a_project(standing, stage), stage=lies_at)


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("stage", PAPERED)
def test_papers_change_with_drafts_alone_and_are_never_deleted(stage, standing):
    changed = ALLOWED if standing == "draft" else PAPERS
    paper = paper_of(standing, stage)

    check(
        paper,
        {
            "UPDATE projects_attachment SET filename = '换.pdf' WHERE id = %s": changed,
            "UPDATE projects_attachment SET kind = 'OTHER' WHERE id = %s": changed,
            "UPDATE projects_attachment SET removed_at = now() WHERE id = %s": changed,
            "UPDATE projects_attachment SET file_id = repeat('0', 64) WHERE id = %s": changed,
            "UPDATE projects_attachment SET uploaded_by_id = uploaded_by_id + 1 WHERE id = %s": changed,
            "DELETE FROM projects_attachment WHERE id = %s": PAPERS,
            f"UPDATE projects_attachment SET record_guid = '{uuid4()}' WHERE id = %s": PAPERS,
        },
    )


def moved_to(target):
    project_id = getattr(target, "project_id", target.pk)
    return (
        f"UPDATE projects_attachment SET record_guid = '{target.row_guid}', project_id = {project_id} WHERE id = %s",
        "INSERT INTO projects_attachment (guid, project_id, stage, record_guid, kind, file_id, filename,"
        f" uploaded_by_id, uploaded_at) SELECT gen_random_uuid(), {project_id}, stage, '{target.row_guid}', kind,"
        " file_id, 'x', uploaded_by_id, now() FROM projects_attachment WHERE id = %s",
    )


@pytest.mark.parametrize("source", STANDINGS)
@pytest.mark.parametrize("stage", PAPERED)
def test_a_paper_is_neither_carried_from_a_closed_record_nor_slipped_under_one(stage, source):
    paper = paper_of(source, stage)
    for standing in STANDINGS:
        target = next(record for record in records_of(a_project(standing, "other")) if record.stage == paper.stage)
        move, copy = moved_to(target)
        both_open = source == standing == "draft"
        check(paper, {move: ALLOWED if both_open else PAPERS, copy: ALLOWED if standing == "draft" else PAPERS})


def test_the_expectations_cover_every_kind_of_record():
    assert tuple(TABLES.values()) == STAGE_MODELS


def test_the_database_and_the_code_name_the_same_bookkeeping_columns():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'grading_guard_record'")
        source = cursor.fetchone()[0]
    listed = re.findall(r"'(\w+)'", re.search(r"bookkeeping text\[\] := ARRAY\[(.*?)\]", source, re.S)[1])

    assert tuple(listed) == BOOKKEEPING_COLUMNS
    assert set(BOOKKEEPING) == set(BOOKKEEPING_COLUMNS)
