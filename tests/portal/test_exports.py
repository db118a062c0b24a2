"""Lists as files: the filters of the page, no formulas, cut with a sentence, and nobody sees more than on the page."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from accounts.rules import Role
from projects.models import Project
from projects.workbooks import export
from projects.workbooks.export import CUT, ListColumn, csv_lines, harmless, stream_rows, write_xlsx
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def table(answer):
    """The rows of a CSV answer."""
    data = b"".join(answer.streaming_content).decode()
    assert data.startswith("\ufeff")
    return list(csv.reader(io.StringIO(data.removeprefix("\ufeff"))))


def sheet(answer):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-", "'-"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("净月=新城", "净月=新城"),
        (-3, -3),
        (Decimal("-2.5"), Decimal("-2.5")),
        (None, ""),
        (date(2024, 12, 2), date(2024, 12, 2)),
        (AT, "2024-12-02 09:30"),
        ("a\x00\x1fb", "ab"),
    ],
)
def test_no_cell_acts_as_a_formula_and_numbers_stay_numbers(value, cell):
    assert harmless(value) == cell


def test_a_list_is_cut_with_a_sentence_and_one_that_fits_is_not(monkeypatch):
    monkeypatch.setattr(export, "EXPORTED_AT_MOST", 3)
    columns = [ListColumn("甲", lambda row: row), ListColumn("乙", lambda row: row * 2)]

    assert list(stream_rows(columns, range(3))) == [["甲", "乙"], [0, 0], [1, 2], [2, 4]]
    assert list(stream_rows(columns, range(4)))[-1] == [CUT, ""]


def test_both_kinds_of_file_hold_the_same_rows():
    rows = [["项目", "日"], ["'=1", date(2024, 12, 2)], ['引号"和,逗号\n换行', 3]]
    out = io.BytesIO()
    write_xlsx(out, "清单", iter(rows))

    assert list(csv.reader(io.StringIO(b"".join(csv_lines(rows)).decode().removeprefix("\ufeff")))) == [
        ["项目", "日"],
        ["'=1", "2024-12-02"],
        ['引号"和,逗号\n换行', "3"],
    ]
    assert [list(row) for row in openpyxl.load_workbook(out).active.values] == [
        ["项目", "日"],
        ["'=1", datetime(2024, 12, 2)],
        ['引号"和,逗号\n换行', 3],
    ]


@pytest.fixture
def firm(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_firm()


def test_an_enterprise_takes_its_own_projects_along_and_no_others(client, firm):
    project, case = firm.fills_in(name="=HYPERLINK(1)"), a_firm().files()
    client.force_login(firm.user)

    rows = sheet(client.get("/enterprise/export/"))
    lines = table(client.get("/enterprise/export/?format=csv"))

    assert rows[0][:3] == ["项目名称", "项目代码", "项目编号"]
    assert [row[:2] for row in rows[1:]] == [["'=HYPERLINK(1)", project.investment_code]]
    assert [row[1] for row in lines[1:]] == [project.investment_code]
    assert case.project.name not in str(rows)


def test_an_official_takes_the_filtered_queue_along(client, firm):
    first, second = firm.files(), firm.files()
    client.force_login(an_official("220102"))

    every = table(client.get("/authority/export/?format=csv"))
    some = table(client.get(f"/authority/export/?format=csv&q={second.number}"))

    assert [row[0] for row in every[1:]] == [first.number, second.number]
    assert [row[0] for row in some[1:]] == [second.number]


def test_the_public_takes_confirmed_projects_along_as_csv_alone(client, firm):
    confirmed, waiting = firm.files(), firm.files()
    confirms(an_official("220102"), confirmed)

    answer = client.get("/public/projects/export/")
    lines = table(answer)

    assert answer["Content-Type"].startswith("text/csv")
    assert [row[0] for row in lines[1:]] == [Project.objects.get(pk=confirmed.project_id).name]
    assert table(client.get("/public/projects/export/?grade=A"))[1:] == []
    assert waiting.project.name not in str(lines)


def test_an_auditor_takes_list_and_timeline_along_and_nobody_else_does(client, firm):
    case = firm.files()
    client.force_login(an_official("220000", role=Role.AUDITOR))

    listed = table(client.get(f"/audit/export/?format=csv&q={case.project.name}"))
    told = table(client.get(f"/audit/projects/{case.project.row_guid}/export/?format=csv"))

    assert [row[0] for row in listed[1:]] == [case.project.name]
    assert told[0][:2] == ["时间", "动作"]
    assert {row[1] for row in told[1:]} >= {"提交办件"}
    client.force_login(firm.user)
    assert client.get("/audit/export/").status_code == 403
    assert client.get("/authority/export/").status_code == 403


def test_a_stranger_is_led_to_the_log_in(client):
    for path in ("/enterprise/export/", "/authority/export/", "/audit/export/", "/enterprise/imports/"):
        assert client.get(path).status_code == 302


def test_the_pages_offer_the_file_with_their_filters(client, firm):
    case = firm.files()
    client.force_login(an_official("220102"))

    page = client.get(f"/authority/?q={case.number}").content.decode()

    assert f"/authority/export/?q={case.number}&amp;format=csv" in page
