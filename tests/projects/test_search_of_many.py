"""Search rows of projects that come by the thousand are those of single ones, and are found at once."""

import pytest
from django.db import connection, transaction

from projects.models import Project, ProjectSearch
from projects.queries.matching import has_number, name_contains
from tests.audit.support import acting
from tests.factories import AT, EnterpriseFactory, project_facts
from tests.fixtures.database import acting_as_owner

pytestmark = pytest.mark.django_db
# As the functions of one project make them.
SINGLY = """
SELECT id, projects_plain(name), projects_plain(owner_name), projects_grams(name)::text,
  projects_grams(owner_name)::text, projects_keys(p)::text FROM projects_project p ORDER BY id
"""
STORED = "SELECT project_id, name, owner, names::text, owners::text, keys::text FROM projects_projectsearch ORDER BY 1"
ODD = [
    {"name": "", "owner_name": "", "investment_code": "", "approval_number": "", "owner_code": ""},
    {"name": "一", "owner_name": "Ａ（集团）", "approval_number": "长发改 审批\u3000〔2021〕1号"},
    {"name": "'引号'\\和 空格　", "owner_name": "𠮷林", "approval_number": " \t"},
    {"name": "第二期第二期第二期", "owner_name": "Ａ（集团）", "number": None, "national_number": ""},
]


def many(*changes):
    firm = EnterpriseFactory()
    with acting():
        return Project.objects.bulk_create(
            Project(filed_by=firm, created_at=AT, updated_at=AT, project_class="01", **{**project_facts(), **each})
            for each in changes
        )


def answered(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def pages_waiting():
    """Pages of the index that were not merged yet; asking merges them."""
    with acting_as_owner():
        return answered("SELECT gin_clean_pending_list('project_search')")[0][0]


def test_many_projects_get_the_search_rows_of_single_ones():
    many(*ODD, *({"name": f"净月新城{number}号地块"} for number in range(300)))

    assert len(answered(STORED)) == len(ODD) + 300
    assert answered(STORED) == answered(SINGLY)


def test_neither_many_projects_nor_a_changed_one_leave_a_search_anything_to_wait_for():
    first, second, *_ = many(*({"name": f"净月新城{number}号地块"} for number in range(300)))
    assert pages_waiting() == 0

    with acting():
        Project.objects.filter(pk=first.pk).update(name="伊通河改造")
        Project.objects.filter(pk=second.pk).update(remark="别的")

    assert pages_waiting() == 0
    assert [*Project.objects.filter(name_contains("伊通河"))] == [first]
    assert not Project.objects.filter(name_contains("城0号")).exists()
    assert [*Project.objects.filter(has_number(second.investment_code))] == [second]
    assert answered(STORED) == answered(SINGLY)


def test_projects_that_were_not_stored_after_all_are_not_found():
    mark = transaction.savepoint()
    many({"name": "伊通河改造"})
    transaction.savepoint_rollback(mark)

    assert not ProjectSearch.objects.exists()
    assert not Project.objects.filter(name_contains("伊通河")).exists()


def test_a_statement_that_adds_no_project_adds_no_search_row():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO projects_project SELECT * FROM projects_project WHERE false")

    assert not ProjectSearch.objects.exists()
