"""Lines of the old platform's file, and the command that reads them."""

import json
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories import an_identity_number, an_investment_code
from tests.fixtures.database import acting_as_owner


def guid(serial):
    return f"00000000-0000-4000-8000-{serial:012d}"


def meta(firm, serial, kind, grade="C", **changes):
    return {
        "project_key": "OLD-1",
        "row_guid": guid(serial),
        "record_kind": kind,
        "grade": grade,
        "enterprise_code": firm.enterprise.credit_code,
        "authority_code": {"A": "220000", "B": "220100", "C": "220102", "D": ""}[grade],
        "check_person": "" if grade == "D" else "王审核",
        "confirmed_on": "" if grade == "D" else "2019-06-30",
        **changes,
    }


def basics(firm, serial=1, grade="C", **changes):
    return meta(firm, serial, "PROJECT", grade) | {
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


def permit(firm, serial=2, grade="C", **changes):
    return meta(firm, serial, "PERMIT", grade) | {
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


def completion(firm, serial=3, grade="C", **changes):
    return meta(firm, serial, "COMPLETION", grade) | {
        "permit": "220102201707010101",
        "kind": "2",
        "name": "红旗街改造项目竣工验收备案",
        "paper_number": "备2019-0001",
        "started_on": "2017-07-10",
        "finished_on": "2019-05-20",
        "actual_cost": "9100",
        "actual_scale": "住宅6栋",
        **changes,
    }


def every_kind(firm):
    """A project with one record of each kind, all of grade C."""
    manager = {"name": "张建国", "document": "1", "number": an_identity_number()}

    def person(role):
        return {f"{role}_{part}": value for part, value in manager.items()}

    dates = {"started_on": "2017-07-10", "ended_on": "2019-05-20"}
    return [
        basics(firm),
        meta(firm, 2, "UNIT") | {"name": "1号楼", "cost": "1500", "engineering_class": "311"},
        meta(firm, 3, "PARTICIPANT")
        | {"role": "3", "name": firm.enterprise.name, "code": firm.enterprise.credit_code, "phone": "13900000001"}
        | {"permit": "220102201707010101"}
        | person("head"),
        meta(firm, 4, "TENDER")
        | {"name": "施工标段", "kind": "003", "method": "001", "paper_number": "中2017-8", "awarded_on": "2017-05-01"}
        | {"award_amount": "9000", "winner_name": firm.enterprise.name, "winner_code": firm.enterprise.credit_code}
        | person("manager"),
        meta(firm, 5, "CONTRACT")
        | {
            "tender": "中2017-8",
            "name": "施工合同",
            "kind": "301",
            "paper_number": "合2017-9",
            "signed_on": "2017-05-20",
        }
        | {"contract_amount": "9000", "client_name": "长春市宏远房地产开发有限公司"}
        | {"contractor_name": firm.enterprise.name, "contractor_code": firm.enterprise.credit_code}
        | person("project_head"),
        meta(firm, 6, "DRAWING_REVIEW")
        | {"name": "施工图", "paper_number": "审2017-10", "reviewed_on": "2017-06-01"}
        | {"reviewer_name": "审查中心", "reviewer_code": "91220202MA14ABCDXC", "surveyor_name": "吉林省勘察设计院"}
        | {"surveyor_code": "91220202MA14ABCDXC", "designer_name": "设计院", "designer_code": "91220202MA14ABCDXC"},
        permit(firm, 7) | person("project_manager"),
        completion(firm, 8),
        meta(firm, 9, "INDICATORS")
        | {"name": "红旗街改造项目", "kind": "3", "category": "Z01", "qualification_class": "1"}
        | {"figure_floors": "18", **dates},
        meta(firm, 10, "PERSONAL") | {"indicators": guid(9), "duty": "6", **dates} | person("person"),
    ]


def jsonl(tmp_path, *rows, name="old.jsonl"):
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def run(*arguments):
    """The command as the schema's owner: what it said, and the error with which it ended."""
    out = StringIO()
    try:
        with acting_as_owner():
            call_command("load_legacy", *map(str, arguments), stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


def dry_run(path):
    return run(path, "--dry-run")


def counts(lines):
    """Read, loaded, there before and missed, by grade."""
    found = {}
    for line in lines[:4]:
        grade, _, numbers = line.partition("级：")
        found[grade] = tuple(int(part.split()[1]) for part in numbers.split("，"))
    return found
