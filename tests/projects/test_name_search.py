"""The search by pairs of characters finds what a look at every name would find (E03, public search)."""

import unicodedata
from uuid import uuid4

import pytest
from django.db import connection

from audit.verify_tables import ledgered_tables
from projects.actions import start_project
from projects.models import Project, ProjectSearch
from projects.queries.matching import has_number, name_contains, owner_contains
from projects.rules.grams import grams, plain, substring_query
from tests.audit.support import acting, events_of
from tests.factories import AT, an_official, project_facts
from tests.projects.names import names, pieces
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def store(template, all_names):
    """A project for each name, as bulk writes leave them."""
    columns = {field.attname: getattr(template, field.attname) for field in Project._meta.concrete_fields}
    with acting():
        Project.objects.bulk_create(
            Project(**{**columns, "id": None, "row_guid": uuid4(), "name": name}) for name in all_names
        )


@pytest.fixture
def template():
    firm = a_firm()
    return start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)


@pytest.mark.prove
def test_it_finds_exactly_what_a_look_at_every_name_finds(template, full_size):
    all_names = list(names(4_000 if full_size else 800))
    store(template, all_names)
    asked = list(pieces(all_names, 2_000 if full_size else 250))
    texts = dict(Project.objects.values_list("pk", "name"))

    wrong, hits = [], 0
    for text in asked:
        found = set(Project.objects.filter(name_contains(text)).values_list("pk", flat=True))
        looked = {pk for pk, name in texts.items() if plain(text) in plain(name)}
        if text == unicodedata.normalize("NFKC", text):
            # No compatible form was asked for: the very rows of ILIKE, and those that say it in full width.
            like = set(Project.objects.filter(name__icontains=text).values_list("pk", flat=True))
            wrong += [text] if like - found else []
        wrong += [text] if found != looked else []
        hits += len(found)

    assert wrong == []
    assert hits > len(asked)


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("净月新城（一期）", "(一期)", True),
        ("净月新城（一期）", "（一期）", True),
        ("净月新城(一期)", "（一期", True),
        ("净月新城一期", "一期", True),
        ("净月新城一期", "期", True),
        ("净月新城一期", "净", True),
        ("净月新城一期", "月净", False),
        ("长春长城长春", "春长城长", True),
        ("长春城长", "春长", False),
        ("一中二中一二", "中一二中", False),  # every pair is there, but not in a row
        ("ＡＢ座", "ab座", True),
        ("GB50016改造", "gb50016", True),
        ("100%达标", "0%", True),
        ("100达标", "0%", False),
        ("a_b厂房", "a_b", True),
        ("aXb厂房", "a_b", False),
        ("老'街\\道&桥|涵!管:*", "'街\\道&桥|涵!管:*", True),
        ("净月 新城", "月 新", True),
        ("净月新城", "净月新城项目", False),
        ("\U0002070e村道路", "\U0002070e村", True),
    ],
)
def test_width_and_case_are_one_and_signs_mean_themselves(template, name, text, is_found):
    store(template, [name])
    wanted = Project.objects.exclude(pk=template.pk)

    assert wanted.filter(name_contains(text)).exists() is is_found


def test_the_owner_and_every_number_are_found_whole(template):
    project = confirms(an_official("220102"), a_firm().files()).project
    project.refresh_from_db()

    assert list(Project.objects.filter(owner_contains("宏远房地产"), published=True)) == [project]
    for number in (project.number, project.investment_code):
        assert list(Project.objects.filter(has_number(number))) == [project]
        assert list(Project.objects.filter(has_number(number[:-1]))) == []
    assert list(Project.objects.filter(has_number(""))) == []


def test_a_changed_name_is_found_and_the_earlier_one_no_more(template):
    with acting():
        Project.objects.filter(pk=template.pk).update(name="改后名称医院")

    assert Project.objects.filter(name_contains("改后名称医院")).get() == template
    assert not Project.objects.filter(name_contains(template.name)).exists()


def test_a_project_that_goes_takes_its_search_row_along(template):
    with acting():
        template.delete()

    assert ProjectSearch.objects.count() == 0


def test_nobody_but_the_trigger_writes_what_is_searched(template):
    from django.db import DatabaseError, transaction

    for verb in ("UPDATE projects_projectsearch SET name = 'x'", "DELETE FROM projects_projectsearch"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(verb)
    assert ProjectSearch.objects.get().name == plain(template.name)


def test_the_search_leaves_the_ledger_and_the_frozen_facts_alone():
    """A confirmed row is saved as it is, and its history holds no word of the index."""
    project = confirms(an_official("220102"), a_firm().files()).project
    project.refresh_from_db()
    with acting():
        project.save()

    assert "projects_projectsearch" not in ledgered_tables()
    assert b"tsvector" not in bytes(events_of("projects_project", project.pk)[-1].payload)
    assert ProjectSearch.objects.get(project=project).names.count("'") == 2 * len(set(grams(project.name))) + 2


@pytest.mark.parametrize("most", [1, 1000])
def test_many_are_walked_and_few_fetched_and_both_find_the_same(template, monkeypatch, most):
    """What is found does not hang on how: the bound is moved, the server is the same."""
    from projects.queries import matching

    all_names = list(names(120, seed=8))
    store(template, all_names)
    monkeypatch.setattr(matching, "MANY", most)
    for text in ("项目", "工程", "期", "住宅", "小区", "没有这样"):
        condition = name_contains(text, "")
        ids = matching.ids_of(matching.found_by(Project.objects.all(), condition))
        page = matching.few_or_walked(Project.objects.all(), ids, condition).order_by("-pk")

        assert [project.name for project in page] == [name for name in reversed(named_with(text, template, all_names))]


def named_with(text, template, all_names):
    return [name for name in [template.name, *all_names] if text in name]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("一", "'一':*"),
        ("一中", "'一中'"),
        ("一中学", "'一中' & '中学'"),
        ("a'\\", "'a''' & '''\\\\'"),
        ("（Ａ", "'(a'"),
    ],
)
def test_what_the_index_is_asked(text, query):
    assert substring_query(text) == query
