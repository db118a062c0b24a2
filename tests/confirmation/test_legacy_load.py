"""Loading old A to D records: what is stored, shown and graded; repeated and broken-off runs (A11, 二（二）1)."""

import csv
from datetime import datetime

import pytest
from django.urls import reverse

import accounts.actions as accounts_actions
from accounts import vault
from accounts.actions.registration import EnterpriseIsRegistered, NewAccount
from accounts.models import Authority, Enterprise, IdentityVault, Person
from accounts.rules import EnterpriseKind, Role
from audit.models import Event
from common.clock import SHANGHAI
from confirmation.actions import legacy
from grading.models import GradeEntry
from projects.models import STAGE_MODELS, LegacyRecord, NumberSeries, Project
from projects.queries import records_of
from projects.rules.dictionaries import DataSource, Origin
from projects.rules.kinds import RecordKind
from tests.audit.support import contents_of
from tests.confirmation.old_records import (
    basics,
    completion,
    counts,
    dry_run,
    every_kind,
    guid,
    jsonl,
    meta,
    permit,
    run,
)
from tests.confirmation.pages import browser_of
from tests.confirmation.test_refusals import WATCHED
from tests.factories import AT, a_credit_code, an_identity_number, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db

STORED = (*WATCHED, "projects_legacyrecord", "accounts_person", "accounts_identityvault", "accounts_enterprise")


@pytest.fixture
def firm():
    return a_firm()


def test_every_kind_of_record_comes_with_its_grade_number_and_references(tmp_path, firm):
    lines, refusal = run(jsonl(tmp_path, *every_kind(firm)))

    assert (counts(lines)["C"], refusal) == ((10, 10, 0, 0), "")
    project = Project.objects.get()
    records = records_of(project)
    assert [record.record_kind for record in records] == [
        kind for kind in RecordKind if kind is not RecordKind.EXEMPTION
    ]
    assert {(record.grade, record.published, record.data_source) for record in records} == {
        ("C", True, DataSource.BACKFILL)
    }
    assert {record.filed_by for record in records} == {firm.enterprise}
    assert (project.origin, project.shown, project.project_class) == (Origin.LEGACY, True, "01")
    by_kind = {record.record_kind: record for record in records}
    assert by_kind[RecordKind.CONTRACT].tender == by_kind[RecordKind.TENDER]
    assert by_kind[RecordKind.COMPLETION].permit == by_kind[RecordKind.PERMIT]
    assert by_kind[RecordKind.PARTICIPANT].permit == by_kind[RecordKind.PERMIT]
    assert by_kind[RecordKind.PERSONAL].indicators == by_kind[RecordKind.INDICATORS]
    assert by_kind[RecordKind.INDICATORS].indicator_text == "地上层数:18层"
    assert {str(record.row_guid) for record in records} == {guid(serial) for serial in range(1, 11)}
    assert [record.number for record in records] == [
        "2201021906300101",
        *(f"2201021906300101-{end}" for end in ("001", "CY-001", "BD-001", "HZ-001", "TX-001", "SX-001", "JX-001")),
        "YJ-2201021906300101-001",
        "YJ-2201021906300101-001-01",
    ]
    day = datetime(2019, 6, 30, tzinfo=SHANGHAI)
    entries = GradeEntry.objects.values_list("new_grade", "person", "granted_at", "authority__division_id").distinct()
    assert list(entries) == [("C", None, day, "220102")]
    assert GradeEntry.objects.count() == 10
    assert Person.objects.filter(name="张建国").count() == 1
    assert project.remark == "原审核人：王审核"


def test_a_loaded_project_is_public_with_its_grade_and_authority(tmp_path, firm, client):
    run(jsonl(tmp_path, *every_kind(firm)))

    page = client.get(reverse("public-project", args=["2201021906300101"]))

    assert page.status_code == 200
    text = page.content.decode()
    assert "红旗街改造项目" in text
    assert "2019-06-30" in text


def test_the_home_of_its_enterprise_shows_a_loaded_project_as_confirmed(tmp_path, firm):
    run(jsonl(tmp_path, *every_kind(firm)))

    text = browser_of(firm.user).get(reverse("enterprise-home")).content.decode()

    assert "红旗街改造项目" in text
    assert "已确认" in text
    assert "还有" not in text


def test_the_history_says_who_loaded_what_and_in_which_batch(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm), permit(firm, 2, "D")), "--batch", "old-1")

    events = Event.objects.filter(action="confirmation.load_legacy")
    assert set(events.values_list("actor_name", "role", "reason", "subject", "channel")) == {
        ("legacy", "SYSTEM", "old-1", guid(1), "command"),
        ("legacy", "SYSTEM", "old-1", "legacy:old-1", "command"),
    }
    assert {event.subject for event in events.filter(object_type="projects_legacyrecord")} == {"legacy:old-1"}
    assert set(events.values_list("object_type", flat=True)) >= {
        "projects_project",
        "projects_legacyrecord",
        "grading_gradeentry",
    }


def test_numbers_of_the_file_are_kept_and_counting_goes_on_behind_them(tmp_path, firm):
    own = {"number": "2201021906300107", "national_number": "2201021906300008"}
    rows = [
        basics(firm, **own),
        permit(firm, number="2201021906300008-SX-004"),
        completion(firm, 3, number="2201021906300107-JX-002"),
        permit(firm, 4, paper_number="第二张"),
        basics(firm, 5, project_key="OLD-2"),
    ]

    lines, refusal = run(jsonl(tmp_path, *rows))

    assert (counts(lines)["C"], refusal) == ((5, 5, 0, 0), "")
    project = Project.objects.get(row_guid=guid(1))
    assert (project.number, project.national_number) == (own["number"], own["national_number"])
    assert [record.number for record in records_of(project)] == [
        "2201021906300107",
        "2201021906300008-SX-004",
        "2201021906300008-SX-005",
        "2201021906300107-JX-002",
    ]
    assert Project.objects.get(row_guid=guid(5)).number == "2201021906300108"
    assert dict(NumberSeries.objects.values_list("prefix", "last_serial")) == {
        "22010219063001": 8,
        "2201021906300008-SX": 5,
        "2201021906300107-JX": 2,
    }


def test_a_rehearsal_does_everything_and_stores_nothing(tmp_path, firm):
    code = a_credit_code()
    new = basics(
        firm, 20, project_key="OLD-2", enterprise_code=code, enterprise_name="老企业", enterprise_kinds="DESIGN"
    )
    path = jsonl(tmp_path, *every_kind(firm), new, permit(firm, 30, "D"))
    before = contents_of(*STORED, "projects_numberseries")

    rehearsed, refusal = run(path, "--dry-run", "--create-enterprises")

    assert refusal == ""
    assert contents_of(*STORED, "projects_numberseries") == before
    assert counts(rehearsed) == counts(run(path, "--create-enterprises")[0])


def test_what_the_database_refuses_is_told_beforehand_and_keeps_its_project_back(tmp_path, firm):
    turned = completion(firm, 3, started_on="2019-06-01", finished_on="2019-05-20")
    path = jsonl(tmp_path, basics(firm), permit(firm), turned, basics(firm, 4, project_key="OLD-2"))

    for lines, refusal in (dry_run(path), run(path)):
        assert "第1行 实际开工日期晚于竣工日期" in lines
        assert counts(lines)["C"] == (4, 1, 0, 3)
        assert refusal == "1 行不能装入，见 old.jsonl.exceptions.csv"
    assert [str(project.row_guid) for project in Project.objects.all()] == [guid(4)]


def test_exceptions_stand_in_a_file_beside_and_can_be_accepted(tmp_path, firm):
    path = jsonl(tmp_path, basics(firm, sector="77"), basics(firm, 2, project_key="OLD-2"))

    _, refusal = run(path, "--accept-exceptions")

    assert refusal == ""
    with (tmp_path / "old.jsonl.exceptions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["行", "项目标识 project_key", "原因"]
    assert [row[:2] for row in rows[1:]] == [["1", "OLD-1"]]
    assert rows[1][2].startswith("工程类别：“77”不在可选项中")
    assert Project.objects.count() == 1

    run(jsonl(tmp_path, basics(firm), basics(firm, 2, project_key="OLD-2")))
    assert not (tmp_path / "old.jsonl.exceptions.csv").exists()


def test_a_run_can_be_repeated(tmp_path, firm):
    path = jsonl(tmp_path, *every_kind(firm), permit(firm, 11, "D"))
    run(path)
    before = contents_of(*STORED)

    lines, refusal = run(path)

    assert (counts(lines)["C"], counts(lines)["D"], refusal) == ((10, 0, 10, 0), (1, 0, 1, 0), "")
    assert contents_of(*STORED) == before


def test_a_run_that_was_broken_off_goes_on_in_its_own_batch(tmp_path, firm, monkeypatch):
    path = jsonl(tmp_path, basics(firm), basics(firm, 2, project_key="OLD-2"), basics(firm, 3, project_key="OLD-3"))
    real, begun = legacy.load_grade, []

    def dies_at_the_second(**arguments):
        begun.append(arguments["record"])
        if len(begun) == 2:
            raise KeyboardInterrupt
        real(**arguments)

    monkeypatch.setattr(legacy, "load_grade", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(path)
    monkeypatch.undo()
    assert Project.objects.count() == 1

    lines, refusal = run(path)

    assert (counts(lines)["C"], refusal) == ((3, 2, 1, 0), "")
    assert GradeEntry.objects.values("batch").distinct().count() == 1
    assert Project.objects.count() == 3


def test_a_missing_enterprise_is_an_exception_unless_the_load_registers_it(tmp_path, firm):
    code = a_credit_code()
    named = {"enterprise_code": code, "enterprise_name": "四平老建筑公司", "enterprise_kinds": "CONSTRUCTION、DESIGN"}
    rows = [basics(firm, **named), permit(firm, enterprise_code=code), permit(firm, 3, "D", enterprise_code=code)]
    path = jsonl(tmp_path, *rows)
    before = contents_of(*STORED)

    lines, _ = run(path)
    assert f"第1行 企业 {code} 未在本平台登记" in lines
    assert contents_of(*STORED) == before

    lines, refusal = run(path, "--create-enterprises")
    assert (counts(lines)["C"], counts(lines)["D"], refusal) == ((2, 2, 0, 0), (1, 1, 0, 0), "")
    created = Enterprise.objects.get(credit_code=code)
    assert (created.name, created.kinds) == ("四平老建筑公司", ["CONSTRUCTION", "DESIGN"])
    assert Project.objects.get().filed_by == created


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "须填写 enterprise_name 和 enterprise_kinds"),
        ({"enterprise_name": "甲公司", "enterprise_kinds": "OWNER"}, "须填写 enterprise_name 和 enterprise_kinds"),
        (
            {"enterprise_code": "91220102MA17EXAM5X", "enterprise_name": "甲", "enterprise_kinds": "DESIGN"},
            "校验码不符",
        ),
    ],
    ids=["无名称", "类别不符", "代码不符"],
)
def test_an_enterprise_is_not_registered_without_name_kind_and_sound_code(tmp_path, firm, changes, words):
    before = contents_of(*STORED)

    lines, _ = run(
        jsonl(tmp_path, basics(firm, **{"enterprise_code": a_credit_code(), **changes})), "--create-enterprises"
    )

    assert any(words in line for line in lines), lines
    assert contents_of(*STORED) == before


def test_an_enterprise_that_the_load_registered_is_taken_over_once_the_province_approves(tmp_path, firm):
    code = a_credit_code()
    named = {"enterprise_code": code, "enterprise_name": "旧名", "enterprise_kinds": "DESIGN"}
    run(jsonl(tmp_path, basics(firm, **named)), "--create-enterprises")

    def registers(username):
        account = NewAccount(username=username, name="赵新", phone="13900000000", email="", password="correct-horse-9")
        return accounts_actions.register_enterprise(
            credit_code=code, name="四平建筑公司", kinds=[EnterpriseKind.CONSTRUCTION], administrator=account, at=AT
        )

    claim = registers("zhaoxin")
    assert not claim.enterprise.memberships.exists()
    keeper = an_official("220000", role=Role.ADMINISTRATOR)
    enterprise = accounts_actions.approve_claim(
        by=keeper, authority=Authority.objects.get(division="220000"), claim_id=claim.pk, at=AT
    ).enterprise

    assert (enterprise.name, enterprise.kinds) == ("四平建筑公司", ["CONSTRUCTION"])
    assert Project.objects.get().filed_by == enterprise
    with pytest.raises(EnterpriseIsRegistered):
        registers("zhaoxin2")


def test_a_code_or_number_that_is_used_here_already_is_an_exception(tmp_path, firm):
    case = firm.files()
    confirms(an_official("220102"), case)
    filed = Project.objects.get()
    before = contents_of(*STORED)

    lines, _ = run(
        jsonl(
            tmp_path,
            basics(firm, 1, investment_code=filed.investment_code),
            basics(firm, 2, project_key="OLD-2", number=filed.number),
        )
    )

    assert f"第1行 项目代码 {filed.investment_code} 的项目已在本平台填报" in lines
    assert any("编号" in line and line.startswith("第2行") for line in lines)
    assert contents_of(*STORED) == before


def test_a_person_without_number_is_nobody_elses_and_a_number_of_another_name_keeps_the_project_back(tmp_path, firm):
    number = an_identity_number()
    known = {"project_manager_number": number, "project_manager_document": "1"}
    rows = [
        basics(firm),
        permit(firm, **known),
        permit(firm, 3, paper_number="二", project_manager_name="无号"),
        permit(firm, 4, paper_number="三", project_manager_name="另无号"),
        basics(firm, 5, project_key="OLD-2"),
        permit(firm, 6, project_key="OLD-2", project_manager_name="李四", **known),
    ]

    lines, _ = run(jsonl(tmp_path, *rows))

    assert "第6行 “李四”的证件号码已登记在另一姓名之下" in lines
    assert counts(lines)["C"] == (6, 4, 0, 2)
    people = {person.name: vault.number_of(person) for person in Person.objects.all()}
    assert people == {"张建国": number, "无号": "", "另无号": ""}


def test_no_identity_number_of_a_d_record_is_stored_in_clear(tmp_path, firm):
    number = an_identity_number()
    row = permit(firm, 1, "D", project_manager_number=number, remark=number, safety_permit_number="JZ安许证")

    run(jsonl(tmp_path, row))

    values = LegacyRecord.objects.get().values
    masked = f"{number[:6]}********{number[-4:]}"
    assert (values["project_manager_number"], values["remark"]) == (masked, masked)
    assert values["safety_permit_number"] == "JZ安许证"
    assert not Event.objects.filter(payload__contains=number.encode()).exists()
    assert IdentityVault.objects.count() == 0


def test_d_rows_become_no_stage_records(tmp_path, firm):
    lines, refusal = run(jsonl(tmp_path, basics(firm, 1, "D"), permit(firm, 2, "D"), meta(firm, 3, "UNIT", "D")))

    assert (counts(lines)["D"], refusal) == ((3, 3, 0, 0), "")
    assert [model.objects.count() for model in STAGE_MODELS] == [0] * len(STAGE_MODELS)
    rows = LegacyRecord.objects.order_by("pk").values_list("record_kind", "old_grade", "project", "update_flag")
    assert list(rows) == [("PROJECT", "D", None, "U"), ("PERMIT", "D", None, "U"), ("UNIT", "D", None, "U")]
    assert GradeEntry.objects.count() == 0


def test_a_d_stage_of_a_project_on_display_knows_its_project_also_when_it_comes_later(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm), permit(firm, 2, "D")))
    run(jsonl(tmp_path, basics(firm), permit(firm, 2, "D"), completion(firm, 3, "D")))

    project = Project.objects.get()
    assert [row.project for row in LegacyRecord.objects.order_by("pk")] == [project, project]


def test_a_confirmed_stage_is_not_slipped_into_a_project_that_came_before(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm)))
    before = contents_of(*STORED)

    lines, _ = run(jsonl(tmp_path, basics(firm), permit(firm)))

    assert any(line.startswith("第2行 该项目此前已装入") for line in lines), lines
    assert counts(lines)["C"] == (2, 0, 1, 1)
    assert contents_of(*STORED) == before


def test_loaded_grades_go_step_by_step_and_count_as_confirmed_before_the_window_closed(tmp_path, firm):
    run(jsonl(tmp_path, *every_kind(firm)))
    project = Project.objects.get()

    case = confirms(an_official("220100"), firm.applies_for_next_grade(project))

    assert {record.grade for record in records_of(Project.objects.get())} == {"B"}
    assert case.push_note.startswith("属于补录时间范围")
    assert Project.objects.get().number == "2201021906300101"
