"""Old A to D records: what a file of them would bring, before anything is stored (A11, BR-26, A-02, N17)."""

import csv
import tracemalloc

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from projects.legacy.reading import LegacyFileIsUnreadable, read_legacy
from projects.legacy.spool import LegacySpool
from projects.models import Project
from projects.rules.kinds import RecordKind
from projects.rules.legacy import META
from tests.audit.support import contents_of
from tests.confirmation.old_records import basics, counts, dry_run, every_kind, guid, jsonl, meta, permit
from tests.confirmation.test_refusals import WATCHED
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return a_firm()


def test_a_dry_run_counts_by_grade_and_stores_nothing(tmp_path, firm):
    path = jsonl(
        tmp_path,
        basics(firm, 1, "B"),
        permit(firm, 2, "C"),
        basics(firm, 3, "D", project_key="OLD-2", name="只有名称的旧项目"),
        permit(firm, 4, "D", project_key="OLD-2"),
    )
    before = contents_of(*WATCHED)

    lines, refusal = dry_run(path)

    assert lines[0] == "A级：读取 0 条，可装入 0 条，此前已装入 0 条，不能装入 0 条"
    assert counts(lines) == {"A": (0, 0, 0, 0), "B": (1, 1, 0, 0), "C": (1, 1, 0, 0), "D": (2, 2, 0, 0)}
    assert lines[4].endswith("：展示项目 1 个，仅企业可见的D级记录 2 条")
    assert (len(lines), refusal) == (5, "")
    assert not (tmp_path / "old.jsonl.exceptions.csv").exists()
    assert contents_of(*WATCHED) == before


def test_a_csv_file_says_the_same_as_json_lines(tmp_path, firm):
    rows = [basics(firm), permit(firm)]
    columns = [*META, *sorted({name for row in rows for name in row} - set(META))]
    path = tmp_path / "old.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)

    from_csv, from_lines = list(read_legacy(path)), list(read_legacy(jsonl(tmp_path, *rows)))

    assert [(row.row_guid, row.kind, row.grade, dict(row.values)) for row in from_csv] == [
        (row.row_guid, row.kind, row.grade, dict(row.values)) for row in from_lines
    ]
    assert [row.kind for row in from_csv] == [RecordKind.PROJECT, RecordKind.PERMIT]
    assert [row.line for row in from_csv] == [2, 3]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"record_kind": "GARAGE"}, "记录种类“GARAGE”", id="种类"),
        pytest.param({"grade": "E"}, "数据等级“E”须为A、B、C、D之一", id="等级"),
        pytest.param({"row_guid": "12"}, "数据主键“12”不是UUID", id="主键"),
        pytest.param({"confirmed_on": "2019/6/30"}, "须写作 YYYY-MM-DD", id="日期写法"),
        pytest.param({"confirmed_on": "2024-11-25"}, "不早于通知发布之日 2024-11-25，不是历史数据", id="通知之日"),
        pytest.param({"confirmed_on": ""}, "须填写确认日期", id="无日期"),
        pytest.param({"authority_code": ""}, "须填写确认部门的行政区划代码", id="无部门"),
        pytest.param({"authority_code": "220100"}, "市级主管部门确认的为B级（二（一））", id="层级不符"),
        pytest.param({"authority_code": "110000"}, "行政区划 110000 没有确认部门", id="外省"),
        pytest.param({"enterprise_code": "91220102MA00000000"}, "未在本平台登记", id="企业"),
        pytest.param({"owner_name": ""}, "建设单位：请填写建设单位", id="必填"),
        pytest.param({"total_investment": "很多"}, "总投资：", id="金额"),
        pytest.param({"division": "110101"}, "项目所在地：", id="所在地"),
        pytest.param({"sector": "77"}, "工程类别：", id="代码"),
    ],
)
def test_a_row_that_cannot_come_is_told_with_its_line_and_keeps_its_project_back(tmp_path, firm, changes, words):
    before = contents_of(*WATCHED)

    lines, refusal = dry_run(jsonl(tmp_path, {**basics(firm), **changes}))

    told = [line for line in lines if line.startswith("第")]
    assert any(line.startswith("第1行 ") and words in line for line in told), told
    assert refusal == "1 行不能装入，见 old.jsonl.exceptions.csv"
    assert sum(loaded for _, loaded, _, _ in counts(lines).values()) == 0
    assert contents_of(*WATCHED) == before


def test_a_confirmed_stage_without_its_project_does_not_come(tmp_path, firm):
    lines, refusal = dry_run(jsonl(tmp_path, permit(firm), basics(firm, 3, "D")))

    assert "第1行 项目 OLD-1 没有已确认的项目基本信息，环节信息不能单独展示" in lines
    assert refusal == "1 行不能装入，见 old.jsonl.exceptions.csv"
    assert counts(lines) == {"A": (0, 0, 0, 0), "B": (0, 0, 0, 0), "C": (1, 0, 0, 1), "D": (1, 1, 0, 0)}


def test_one_faulty_row_keeps_the_other_confirmed_rows_of_its_project_back_and_no_others(tmp_path, firm):
    rows = [
        basics(firm),
        permit(firm, contract_amount="x"),
        basics(firm, 3, project_key="OLD-2"),
        permit(firm, 4, "D"),
    ]

    lines, _ = dry_run(jsonl(tmp_path, *rows))

    assert counts(lines) == {"A": (0, 0, 0, 0), "B": (0, 0, 0, 0), "C": (3, 1, 0, 2), "D": (1, 1, 0, 0)}
    assert lines[4].endswith("：展示项目 1 个，仅企业可见的D级记录 1 条")


def test_a_d_row_comes_however_incomplete_but_not_without_its_enterprise(tmp_path, firm):
    bare = meta(firm, 1, "PROJECT", "D") | {"name": "残缺的旧记录"}

    assert counts(dry_run(jsonl(tmp_path, bare))[0])["D"] == (1, 1, 0, 0)
    lines, _ = dry_run(jsonl(tmp_path, bare | {"enterprise_code": ""}))
    assert "第1行 D级记录只对填报企业可见，须填写企业统一社会信用代码 enterprise_code" in lines


def test_what_the_new_standard_asks_for_in_addition_is_no_fault_of_a_confirmed_record(tmp_path, firm):
    lines, refusal = dry_run(jsonl(tmp_path, basics(firm, total_area="", planning_permit_number="")))

    assert (counts(lines)["C"], refusal) == ((1, 1, 0, 0), "")


def test_a_row_that_is_there_is_counted_and_not_loaded_twice(tmp_path, firm):
    present = firm.fills_in()
    row = basics(firm, project_key="OLD-9") | {"row_guid": str(present.row_guid)}

    lines, refusal = dry_run(jsonl(tmp_path, row))

    assert counts(lines)["C"] == (1, 0, 1, 0)
    assert refusal == ""
    assert Project.objects.count() == 1


def test_a_guid_that_comes_twice_in_a_file_is_told(tmp_path, firm):
    lines, _ = dry_run(jsonl(tmp_path, basics(firm), permit(firm, 1)))

    assert f"第2行 数据主键 {guid(1)} 在文件中重复" in lines
    assert counts(lines)["C"] == (2, 0, 0, 2)


@pytest.mark.parametrize(
    ("column", "words"),
    [("number", "编号 2201021906300101 "), ("investment_code", "项目代码 ")],
    ids=["编号", "项目代码"],
)
def test_a_number_or_code_of_two_projects_in_a_file_is_told_with_the_second(tmp_path, firm, column, words):
    first = basics(firm, 1, number="2201021906300101")
    second = basics(firm, 2, project_key="OLD-2") | {column: first[column]}

    lines, _ = dry_run(jsonl(tmp_path, first, second))

    assert any(line.startswith(f"第2行 {words}") and line.endswith("在文件中重复") for line in lines)
    assert counts(lines)["C"] == (2, 1, 0, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"number": "2201021313010101"}, "不是有效的日期", id="月份"),
        pytest.param({"number": "3201021906300101"}, "应为16位数字并以22开头", id="外省"),
        pytest.param({"number": "220102190630010"}, "应为16位数字", id="位数"),
        pytest.param({"number": "2201022411260101"}, "晚于今天", id="晚于通知"),
        pytest.param({"national_number": "2299991906300001"}, "区划代码", id="全国编号"),
    ],
)
def test_a_project_number_that_is_none_keeps_the_project_back(tmp_path, firm, changes, words):
    lines, refusal = dry_run(jsonl(tmp_path, basics(firm, **changes), permit(firm)))

    assert any(line.startswith("第1行 ") and words in line for line in lines), lines
    assert refusal == "1 行不能装入，见 old.jsonl.exceptions.csv"
    assert counts(lines)["C"] == (2, 0, 0, 2)


@pytest.mark.parametrize(
    ("number", "is_kept"),
    [
        ("2201021906300101-SX-004", True),
        ("2201021906300008-SX-001", True),
        ("2201021906300101-JX-001", False),
        ("2201021906300102-SX-001", False),
        ("旧许可1", False),
        ("", True),
    ],
)
def test_a_stage_number_is_of_its_project_and_kind(tmp_path, firm, number, is_kept):
    own = {"number": "2201021906300101", "national_number": "2201021906300008"}

    lines, _ = dry_run(jsonl(tmp_path, basics(firm, **own), permit(firm, number=number)))

    assert counts(lines)["C"] == ((2, 2, 0, 0) if is_kept else (2, 0, 0, 2))


def test_a_reference_must_lead_to_one_confirmed_record_of_the_project(tmp_path, firm):
    rows = every_kind(firm)
    lost = [row | {"tender": "中2017-9"} if row["record_kind"] == "CONTRACT" else row for row in rows]

    lines, _ = dry_run(jsonl(tmp_path, *lost))

    assert "第5行 对应的中标信息：同一项目的已确认记录中没有以“中2017-9”为 row_guid、证书编号或编号的" in lines
    assert counts(lines)["C"] == (10, 0, 0, 10)


def test_a_line_that_is_no_row_keeps_its_project_back_and_no_other(tmp_path, firm):
    rows = [basics(firm), permit(firm, record_kind="GARAGE"), basics(firm, 3, project_key="OLD-2")]

    lines, refusal = dry_run(jsonl(tmp_path, *rows))

    assert counts(lines)["C"] == (2, 1, 0, 1)
    assert "无法识别 1 行" in lines
    assert refusal == "1 行不能装入，见 old.jsonl.exceptions.csv"


def test_the_rows_of_a_project_may_stand_anywhere_in_the_file(tmp_path, firm):
    rows = [permit(firm), basics(firm, 3, project_key="OLD-2"), basics(firm)]

    assert counts(dry_run(jsonl(tmp_path, *rows))[0])["C"] == (3, 3, 0, 0)


def test_a_large_file_is_gathered_project_by_project_without_holding_it(tmp_path, firm):
    # Every project's rows stand a thousand lines apart.
    rows = (basics(firm, number, "D", project_key=f"OLD-{number % 1000}") for number in range(8_000))
    path = jsonl(tmp_path, *rows)
    assert path.stat().st_size > 6_500_000

    tracemalloc.start()
    with LegacySpool(read_legacy(path)) as spool:
        parts = [[row.project_key for row in part] for part in spool.projects()]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert {len(part) for part in parts[:-1]} == {504}
    assert sum(len(set(part)) for part in parts) == 1000
    assert len({key for part in parts for key in part}) == 1000
    assert most < 5_000_000


def test_the_running_portal_does_not_load(tmp_path, firm):
    before = contents_of(*WATCHED)

    with pytest.raises(CommandError, match="loaded by portal_owner"):
        call_command("load_legacy", str(jsonl(tmp_path, basics(firm))))

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("name", ["old.csv", "old.jsonl"])
def test_a_file_that_is_neither_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("这不是数据\n", encoding="utf-8")

    with pytest.raises(LegacyFileIsUnreadable):
        list(read_legacy(path))
    assert dry_run(path)[1] != ""
