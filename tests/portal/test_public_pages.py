"""The public site and its API show what is confirmed, and nothing else (一（六）4, BR-23, X29)."""

from datetime import timedelta

import pytest

import confirmation.actions as cases
from projects.models import Project
from tests.audit.support import acting
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
SEARCHES = ("/public/projects/", "/api/v1/projects/")


def draft(firm):
    return firm.fills_in()


def waiting(firm):
    return firm.files().project


def sent_back(verb):
    def make(firm):
        case, official = firm.files(), an_official("220102")
        cases.claim(by=official, case_id=case.pk, at=AT)
        verb(by=official, case_id=case.pk, version_seen=case.version, note="缺页", address=None, at=AT)
        return case.project

    return make


def withdrawn(firm):
    case = firm.files()
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)
    return case.project


UNCONFIRMED = {
    "填写中": draft,
    "待确认": waiting,
    "退回补正": sent_back(cases.return_for_correction),
    "不予确认": sent_back(cases.refuse),
    "已撤回": withdrawn,
}


def secrets_of(project):
    project.refresh_from_db()
    return [project.name, str(project.row_guid), project.investment_code]


@pytest.mark.parametrize("make", UNCONFIRMED.values(), ids=UNCONFIRMED)
def test_nothing_unconfirmed_is_public(client, make):
    project = make(a_firm())
    shown = confirms(an_official("220103"), a_firm().files(division="220103")).project

    for address in ("/", "/public/", *SEARCHES, *(f"{search}?q={project.name}" for search in SEARCHES)):
        page = client.get(address).content.decode()
        for secret in (str(project.row_guid), project.investment_code):
            assert secret not in page, address
    for search in SEARCHES:
        assert project.name not in client.get(search).content.decode()
        assert project.name not in client.get(search, {"division": "220102"}).content.decode()
    assert "共1个项目" in client.get("/public/projects/").content.decode()
    for asked in ({"q": project.investment_code}, {"division": "220102"}, {"q": project.name}):
        assert "没有找到符合条件的项目" in client.get("/public/projects/", asked).content.decode()
    assert [row["name"] for row in client.get("/api/v1/projects/").json()["results"]] == [shown.name]


def test_a_project_under_way_to_a_higher_grade_stays_public_with_the_grade_it_has(client):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    firm.applies_for_next_grade(project)
    number = Project.objects.get(pk=project.pk).number

    assert client.get(f"/public/projects/{number}/").status_code == 200
    assert client.get(f"/api/v1/projects/{number}/").json()["grade"] == "C"


def test_a_confirmed_project_is_found_by_name_place_owner_number_code_and_grade(client):
    project = confirms(an_official("220102"), a_firm().files()).project
    project.refresh_from_db()

    for asked in (
        {"q": project.name[1:5]},
        {"q": project.owner_name[2:6]},
        {"q": project.number},
        {"q": project.investment_code},
        {"division": "220102"},
        {"division": "220100"},
        {"grade": "C"},
        {"q": project.name, "division": "220102", "grade": "C"},
    ):
        assert [row["number"] for row in client.get("/api/v1/projects/", asked).json()["results"]] == [project.number]
        assert project.name in client.get("/public/projects/", asked).content.decode()
    for asked in ({"q": project.number[:-1]}, {"division": "220103"}, {"grade": "A"}, {"q": "%"}, {"q": "_"}):
        assert client.get("/api/v1/projects/", asked).json()["results"] == []


def test_a_project_page_names_units_and_never_an_official_or_a_document_number(client):
    project = confirms(an_official("220102", name="王审核员"), a_firm().files()).project
    project.refresh_from_db()

    for address in (f"/public/projects/{project.number}/", f"/api/v1/projects/{project.number}/"):
        page = client.get(address).content.decode()
        assert "南关区住房和城乡建设局" in page
        assert "张建国" in page
        assert "王审核员" not in page
        assert "220102190" not in page
        assert "****" not in page


@pytest.mark.parametrize("number", ["2201022412020199", "0000000000000000", "9999999999999999"])
def test_a_number_that_is_not_published_is_404(client, number):
    assert client.get(f"/public/projects/{number}/").status_code == 404
    assert client.get(f"/api/v1/projects/{number}/").status_code == 404


def many(count, first=1):
    """Published projects, confirmed one minute after the other."""
    firm = a_firm()
    template = confirms(an_official("220102"), firm.files()).project
    template.refresh_from_db()
    from django.db import connection

    columns = [f.column for f in Project._meta.concrete_fields if f.column not in ("id", "row_guid", "number", "name")]
    with acting(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for number in range(first, first + count - 1):
            values = [
                {"investment_code": "''", "confirmed_at": "confirmed_at + %s"}.get(name, name) for name in columns
            ]
            cursor.execute(
                f"INSERT INTO projects_project (row_guid, number, name, {', '.join(columns)})"
                f" SELECT gen_random_uuid(), %s, %s, {', '.join(values)} FROM projects_project WHERE id = %s",
                [f"2201022413{number:06d}", f"第{number}个", timedelta(minutes=number // 2), template.pk],
            )
        cursor.execute("SET ROLE portal_app")


def test_pages_of_a_list_follow_each_other_without_a_gap_or_a_double(client, django_assert_num_queries):
    many(45)
    found, address = [], "/api/v1/projects/"
    sizes = []
    while address:
        with django_assert_num_queries(2):
            answer = client.get(address).json()
        found += [row["number"] for row in answer["results"]]
        sizes.append(len(answer["results"]))
        address = answer["next"] and f"/api/v1/projects/{answer['next']}"

    assert sizes == [20, 20, 5]
    assert len(set(found)) == 45


def test_a_list_costs_the_same_number_of_queries_however_long_it_is(client, django_assert_num_queries):
    many(3)
    with django_assert_num_queries(3):
        client.get("/public/projects/")
    many(20, first=100)
    with django_assert_num_queries(3):
        client.get("/public/projects/")


GARBAGE = [
    "\0", "%00", "'", '"', "\\", "²", "١٢", "１２", "-1", "0", "1e9", "9" * 30, "9" * 5000, "~", "~1", "2024-12-02~1",
    "2024-12-02T00:00:00+08:00~", "2024-12-02T00:00:00+08:00~-1", "2024-12-02T00:00:00+08:00~" + "9" * 25,
    "2024-12-02T00:00:00~1", "0001-01-01T00:00:00+14:00~1", "9999-12-31T23:59:59-12:00~1", "\ud7ff", "😀", "a" * 3000,
    "None", "null", "[]", "{}", "A' OR '1'='1", "../../etc/passwd", "<script>alert(1)</script>", "\r\n", "%", "\u202e",
]  # fmt: skip
PARAMETERS = {
    "/": ("q",),
    "/public/projects/": ("q", "division", "grade", "after"),
    "/api/v1/projects/": ("q", "division", "grade", "after", "format", "page"),
    "/api/v1/schema/": ("format", "lang", "version"),
    "/login/": ("next",),
}
PRIVATE_PARAMETERS = {
    "ENTERPRISE": {"/enterprise/": ("before",), "/enterprise/search/": ("q",), "/enterprise/projects/new/": ("code",)},
    "REVIEWER": {"/authority/": ("tab", "q", "sector", "kind", "page")},
    "AUDITOR": {"/audit/": ("q", "before")},
    "ADMINISTRATOR": {"/province/": ("q", "page"), "/province/rules/window/new/": ("code",)},
}


@pytest.mark.parametrize("address", PARAMETERS)
def test_whatever_stands_in_a_public_address_it_is_answered(client, address):
    confirms(an_official("220102"), a_firm().files())
    client.raise_request_exception = False

    answers = {
        (name, text): client.get(address, {name: text}).status_code for name in PARAMETERS[address] for text in GARBAGE
    }

    assert {key: code for key, code in answers.items() if code >= 500} == {}


@pytest.mark.parametrize("who", PRIVATE_PARAMETERS)
def test_whatever_stands_in_an_address_of_those_who_work_here_it_is_answered(browser_of, who):
    firm = a_firm()
    case = firm.files()
    user = firm.user if who == "ENTERPRISE" else an_official("220000" if who == "ADMINISTRATOR" else "220102", role=who)
    client = browser_of(user)
    client.raise_request_exception = False
    addresses = dict(PRIVATE_PARAMETERS[who])
    if who == "AUDITOR":
        addresses[f"/audit/projects/{case.project.row_guid}/"] = ("before",)

    answers = {
        (address, name, text): client.get(address, {name: text}).status_code
        for address, names in addresses.items()
        for name in names
        for text in GARBAGE
    }

    assert {key: code for key, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/public/projects/%00/",
        "/public/projects/２２０１０２２４１２０２０１０１/",
        "/api/v1/projects/%00/",
        "/authority/cases/%00/",
        "/authority/cases/" + "9" * 500 + "/",
        "/enterprise/cases/20241202000001%00/receipt/",
        "/files/00000000-0000-4000-8000-000000000000%00/",
        "/%00",
        "/static/%00",
    ],
)
def test_whatever_stands_in_a_path_it_is_not_found_or_sent_to_log_in(client, browser_of, path):
    for browser in (client, browser_of(a_firm().user), browser_of(an_official("220102"))):
        browser.raise_request_exception = False
        assert browser.get(path).status_code in (302, 400, 403, 404), path
