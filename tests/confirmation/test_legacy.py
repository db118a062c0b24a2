"""Old A to D records: what a file of them would bring, before anything is stored (A11, BR-26, A-02, N17)."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from projects.legacy import LegacyFileIsUnreadable, read_legacy
from projects.models import Project
from projects.rules.kinds import RecordKind
from projects.rules.legacy import META
from tests.audit.support import contents_of
from tests.confirmation.test_refusals import WATCHED
from tests.factories import an_investment_code
from tests.world import a_firm

pytestmark = pytest.mark.django_db


def guid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def meta(firm, number, kind, grade="C", **changes):
    return {
        "project_key": "OLD-1",
        "row_guid": guid(number),
        "record_kind": kind,
        "grade": grade,
        "enterprise_code": firm.enterprise.credit_code,
        "authority_code": {"A": "220000", "B": "220100", "C": "220102", "D": ""}[grade],
        "check_person": "" if grade == "D" else "王审核",
        "confirmed_on": "" if grade == "D" else "2019-06-30",
        **changes,
    }


def basics(firm, number=1, grade="C", **changes):
    return meta(firm, number, "PROJECT", grade) | {
        "name": "红旗街改造项目",
        "investment_code": an_investment_code(),
        "sector": "01",
        "owner_name": "长春市宏远房地产开发有限公司",
        "owner_code": "91220102MA17EXAM5J",
        "division": "220102",
        "address": "红旗街100号",
        "approval_kind": "01",
        "approval_number": "长发改〔2017〕12号",
        "approval_level": "003",
        "approval_authority": "长春市发展和改革委员会",
        "approved_on": "2017-03-01",
        "investment_nature": "103",
        "fund_source": "自筹",
        "state_share": "0",
        "total_investment": "12000",
        "construction_nature": "001",
        "purpose": "100",
        "scale": "住宅6栋",
        **changes,
    }


def permit(firm, number=2, grade="C", **changes):
    return meta(firm, number, "PERMIT", grade) | {
        "kind": "1",
        "name": "红旗街改造项目施工",
        "paper_number": "220102201707010101",
        "released_on": "2017-07-01",
        "issued_by": "南关区建设局",
        "contract_amount": "9000",
        "surveyor_name": "吉林省勘察设计院",
        "surveyor_code": "91220202MA14ABCDXC",
        "designer_name": "吉林省建筑设计院",
        "designer_code": "91220202MA14ABCDXC",
        "contractor_name": firm.enterprise.name,
        "contractor_code": firm.enterprise.credit_code,
        "project_manager_name": "张建国",
        **changes,
    }


@pytest.fixture
def firm():
    return a_firm()


def jsonl(tmp_path, *rows):
    path = tmp_path / "old.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def dry_run(path):
    out = StringIO()
    try:
        call_command("load_legacy", path, "--dry-run", stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


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

    assert lines == [
        "A级 0 条",
        "B级 1 条",
        "C级 1 条",
        "D级 2 条",
        "项目 1 个；仅企业可见的D级记录 2 条；此前已装入 0 条",
    ]
    assert refusal == ""
    assert contents_of(*WATCHED) == before


def test_a_csv_file_says_the_same_as_json_lines(tmp_path, firm):
    rows = [basics(firm), permit(firm)]
    columns = [*META, *sorted({name for row in rows for name in row} - set(META))]
    path = tmp_path / "old.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)

    from_csv, no_faults = read_legacy(path)
    from_lines, none_either = read_legacy(jsonl(tmp_path, *rows))

    assert (no_faults, none_either) == ([], [])
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
    assert refusal == "1 行不能装入，请先更正"
    assert "C级 0 条" in lines
    assert contents_of(*WATCHED) == before


def test_a_confirmed_stage_without_its_project_does_not_come(tmp_path, firm):
    lines, refusal = dry_run(jsonl(tmp_path, permit(firm), basics(firm, 3, "D")))

    assert "第1行 项目 OLD-1 没有已确认的项目基本信息，环节信息不能单独展示" in lines
    assert refusal == "1 行不能装入，请先更正"
    assert "D级 1 条" in lines


def test_one_faulty_row_keeps_the_other_confirmed_rows_of_its_project_back_and_no_others(tmp_path, firm):
    rows = [
        basics(firm),
        permit(firm, contract_amount="x"),
        basics(firm, 3, project_key="OLD-2"),
        permit(firm, 4, "D"),
    ]

    lines, _ = dry_run(jsonl(tmp_path, *rows))

    assert lines[:5] == [
        "A级 0 条",
        "B级 0 条",
        "C级 1 条",
        "D级 1 条",
        "项目 1 个；仅企业可见的D级记录 1 条；此前已装入 0 条",
    ]


def test_a_d_row_comes_however_incomplete_but_not_without_its_enterprise(tmp_path, firm):
    bare = meta(firm, 1, "PROJECT", "D") | {"name": "残缺的旧记录"}

    assert dry_run(jsonl(tmp_path, bare))[0][3] == "D级 1 条"
    lines, _ = dry_run(jsonl(tmp_path, bare | {"enterprise_code": ""}))
    assert "第1行 D级记录只对填报企业可见，须填写企业统一社会信用代码 enterprise_code" in lines


def test_what_the_new_standard_asks_for_in_addition_is_no_fault_of_a_confirmed_record(tmp_path, firm):
    lines, refusal = dry_run(jsonl(tmp_path, basics(firm, total_area="", planning_permit_number="")))

    assert (lines[2], refusal) == ("C级 1 条", "")


def test_a_row_that_is_there_is_counted_and_not_loaded_twice(tmp_path, firm):
    present = firm.fills_in()
    row = basics(firm, project_key="OLD-9") | {"row_guid": str(present.row_guid)}

    lines, refusal = dry_run(jsonl(tmp_path, row))

    assert lines[4] == "项目 0 个；仅企业可见的D级记录 0 条；此前已装入 1 条"
    assert refusal == ""
    assert Project.objects.count() == 1


def test_a_guid_that_comes_twice_in_a_file_is_told(tmp_path, firm):
    lines, _ = dry_run(jsonl(tmp_path, basics(firm), permit(firm, 1)))

    assert f"第2行 数据主键 {guid(1)} 在文件中重复" in lines


@pytest.mark.parametrize("name", ["old.csv", "old.jsonl"])
def test_a_file_that_is_neither_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("这不是数据\n", encoding="utf-8")

    with pytest.raises(LegacyFileIsUnreadable):
        read_legacy(path)
    assert dry_run(path)[1] != ""
