"""What approval systems send: graded by the approving unit's level, the newest of a thing, never a guess (I01, I02)."""

import json

import pytest
from django.db import connection

from audit.models import Event
from common.clock import day_of
from confirmation.actions.intake import replay_ripe
from grading.models import GradeEntry
from national.models import Message
from projects.intake.shape import IntakeIsRefused
from projects.models import Completion, ConstructionPermit, DockedRecord, DrawingReview, IntakeMessage, Project
from projects.rules.dictionaries import DataSource, Origin
from projects.rules.intake import IntakeSystem
from tests.audit.support import contents_of
from tests.confirmation.docking import (
    CHANGCHUN,
    NANGUAN,
    PROVINCE,
    YUSHU,
    a_message,
    again,
    arrives,
    basics,
    completion,
    drawing_review,
    permit,
)
from tests.factories import AT, an_identity_number, an_investment_code, an_official
from tests.fixtures.database import acting_as_owner
from tests.world import a_firm, confirms, gate_now

pytestmark = pytest.mark.django_db
STORED = ("projects_project", "projects_constructionpermit", "grading_gradeentry", "national_message")


def doubted(message, cause, system=IntakeSystem.APPROVAL):
    """The message as it waits for this cause; nothing else has changed."""
    before = contents_of(*STORED)
    kept = arrives(message, system)
    assert (kept.state, kept.cause) == ("QUARANTINED", cause), kept.detail
    assert contents_of(*STORED) == before
    return kept


@pytest.mark.parametrize(("unit", "grade"), [(NANGUAN, "C"), (CHANGCHUN, "B"), (PROVINCE, "B")])
def test_the_level_of_the_unit_that_approved_decides_the_grade(unit, grade):
    said = basics()
    kept = arrives(a_message("PROJECT", said, unit=unit))

    assert (kept.state, kept.cause) == ("STORED", ""), kept.detail
    project = Project.objects.get()
    assert (project.grade, project.published, project.origin) == (grade, True, Origin.DOCKING)
    assert (project.name, project.investment_code) == (said["PrjName"], said["PrjCode"])
    assert (str(project.total_investment), str(project.total_area)) == ("35600.5000", "86000.25")
    assert (project.data_source, project.filed_by, project.check_person) == (DataSource.SHARED, None, None)
    assert project.check_authority.name == unit["name"]
    assert project.number == "2201022412020101"
    entry = GradeEntry.objects.get()
    assert (entry.old_grade, entry.new_grade, entry.docked_from, entry.batch) == ("D", grade, "APPROVAL", "")
    assert (entry.person, entry.granted_at) == (None, AT)


def test_what_is_graded_is_told_to_the_national_platform_window_or_not():
    code = an_investment_code()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    arrives(a_message("PERMIT", permit(code)))

    messages = Message.objects.order_by("version")
    assert [message.note for message in messages] == ["系统对接项目定级后直接推送（吉建管〔2024〕17号 二（二）2）"] * 2
    tables = json.loads(bytes(messages[1].payload))["tables"]
    assert [row["DataLevel"] for row in tables["TBProjectInfo"] + tables["TBBuilderLicenceManage"]] == ["C", "C"]
    assert [message.state for message in messages] == ["READY", "READY"]
    project = Project.objects.get()
    assert gate_now(project, [project], day_of(AT), ()).is_open


def test_every_system_sends_what_it_keeps_and_they_meet_in_one_project():
    code = an_investment_code()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    granted = permit(code)
    arrives(a_message("PERMIT", granted), IntakeSystem.MARKET)
    done = completion(code, granted["ProvinceBuilderLicenceNum"], FINPRJNAME="改名的竣工备案")
    del done["PrjFinishName"]
    arrives(a_message("COMPLETION", done, unit=CHANGCHUN), IntakeSystem.MARKET)
    arrives(a_message("DRAWING_REVIEW", drawing_review(code)), IntakeSystem.DRAWINGS)

    assert set(IntakeMessage.objects.values_list("state", flat=True)) == {"STORED"}
    project = Project.objects.get()
    records = [ConstructionPermit.objects.get(), Completion.objects.get(), DrawingReview.objects.get()]
    assert [record.project for record in records] == [project] * 3
    assert [record.grade for record in records] == ["C", "B", "C"]
    assert [record.number for record in records] == [
        f"{project.number}-{end}" for end in ("SX-001", "JX-001", "TX-001")
    ]
    assert records[1].name == "改名的竣工备案"
    assert records[2].paper_number == "吉审2024-0123"
    assert records[0].project_manager.name == "张建国"
    assert set(DockedRecord.objects.values_list("system", flat=True)) == set(IntakeSystem.values)


def test_the_same_message_twice_is_one_record_and_another_content_under_its_id_is_refused():
    message = a_message("PROJECT", basics())
    first, second = arrives(message), arrives(message)
    assert (first.pk, second.state) == (second.pk, "STORED")
    before = contents_of(*STORED, "projects_intakemessage")
    with pytest.raises(IntakeIsRefused) as refused:
        arrives({**message, "sequence": 2})
    assert (refused.value.code, refused.value.status) == ("MESSAGE_ID_TAKEN", 409)
    assert contents_of(*STORED, "projects_intakemessage") == before
    assert Project.objects.count() == 1


def test_a_late_message_is_kept_and_changes_nothing():
    old = a_message("PROJECT", basics())
    arrives(again(old))
    before = contents_of(*STORED)
    late = arrives(old)
    assert (late.state, late.detail) == ("SUPERSEDED", "晚到：已收到序号2的报文，本报文不再采用")
    assert contents_of(*STORED) == before


def test_a_newer_message_takes_the_place_of_one_that_waits():
    wrong = a_message("PROJECT", basics(PrjFunctionNum="没有的"))
    waiting = doubted(wrong, "UNKNOWN_CODE")
    right = arrives(again(wrong, record=basics()))
    waiting.refresh_from_db()
    assert (right.state, waiting.state, waiting.raw) == ("STORED", "SUPERSEDED", None)


def test_a_number_that_comes_twice_is_the_same_or_waits():
    message = a_message("PROJECT", basics())
    arrives(message)
    same = arrives({**message, "message_id": "other-id", "sent_at": "2024-12-02T09:31:00+08:00"})
    assert same.state == "SUPERSEDED"
    doubted({**message, "message_id": "third-id", "record": basics()}, "SEQUENCE_TWICE")


def test_a_confirmed_record_is_never_changed_by_a_message():
    said = basics()
    message = a_message("PROJECT", said)
    arrives(message)
    renewed = arrives(again(message))
    docked = DockedRecord.objects.get()
    assert (renewed.state, docked.sequence) == ("STORED", 2)
    assert renewed.detail == "内容与已入库的一致，只更新同步时间"
    changed = doubted(again(message, sequence=3, record={**said, "AllInvest": "1", "Address": "别处"}), "CHANGED")
    assert changed.detail == (f"与已确认的“{said['PrjName']}”不一致：具体地点、总投资。已确认信息没有变更")
    doubted(again(message, sequence=4, unit=CHANGCHUN), "CHANGED")
    assert DockedRecord.objects.get().sequence == 2


def test_what_was_withdrawn_does_not_come_back_by_a_message():
    message = a_message("PROJECT", basics())
    arrives(message)
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET update_flag = 'D'")
    assert "的确认已撤销" in doubted(again(message), "CHANGED").detail


def test_another_person_in_a_newer_message_is_a_change():
    code = an_investment_code()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    said = permit(code)
    message = a_message("PERMIT", said)
    arrives(message)
    assert arrives(again(message)).state == "STORED"
    other = {**said, "ConstructorIDCard": an_identity_number()}
    assert "项目经理" in doubted(again(message, sequence=3, record=other), "CHANGED").detail


def test_stages_that_come_before_their_project_wait_and_come_in_with_it():
    code = an_investment_code()
    granted = permit(code)
    done = arrives(a_message("COMPLETION", completion(code, granted["ProvinceBuilderLicenceNum"])))
    waiting = arrives(a_message("PERMIT", granted))
    assert [done.cause, waiting.cause] == ["NO_PROJECT", "NO_PROJECT"]
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    assert set(IntakeMessage.objects.exclude(kind="PROJECT").values_list("state", flat=True)) == {"REPLAYED"}
    assert Completion.objects.get().permit == ConstructionPermit.objects.get()


def test_a_stage_finds_its_project_by_the_systems_own_name():
    arrives(a_message("PROJECT", basics(), source_id="P-1"))
    said = permit("")
    assert arrives(a_message("PERMIT", said, project_source_id="P-1")).state == "STORED"
    doubted(a_message("PERMIT", permit(""), project_source_id="P-2"), "NO_PROJECT")
    doubted(a_message("PERMIT", permit(an_investment_code()), project_source_id="P-1"), "PROJECT_UNCLEAR")
    doubted(a_message("PERMIT", permit("", PrjNum="2201022412020199"), project_source_id="P-1"), "PROJECT_UNCLEAR")


@pytest.mark.parametrize(
    ("changes", "cause", "words"),
    [
        ({"unit": {"code": "229999", "name": "不存在的局"}}, "UNKNOWN_UNIT", "不认识审批单位“不存在的局”（229999）"),
        ({"unit": {**NANGUAN, "name": "南关区政务服务局"}}, "UNKNOWN_UNIT", "不认识审批单位"),
        ({"unit": {"code": "220181", "name": "九台市建设局"}}, "UNKNOWN_UNIT", "不认识审批单位"),
        ({"unit": YUSHU}, "UNIT_ELSEWHERE", "不管辖项目所在地南关区"),
        ({"EngCategory": "77"}, "UNKNOWN_CODE", "工程类别的代码“77”不在字典内"),
        ({"CountyNum": "220181"}, "UNKNOWN_CODE", "项目所在地的代码“220181”不在字典内"),
        ({"EngCategory": "05", "PrjFunctionNum": "999"}, "OUT_OF_SCOPE", "公路"),
        ({"AllInvest": "很多", "PrjName": ""}, "FAULTY_FACTS", "请填写项目名称；总投资：请填写数字"),
        ({"AllArea": ""}, "FAULTY_FACTS", "房屋建筑工程须填写总面积"),
        ({"PrjCode": "2403-220102-04-01-123455"}, "FAULTY_FACTS", "项目代码"),
        ({"AllInvest": "1e400"}, "FAULTY_FACTS", "总投资"),
    ],
)
def test_what_is_doubtful_waits_and_changes_nothing(changes, cause, words):
    outside = {name: changes[name] for name in changes if name == "unit"}
    said = basics(**{name: value for name, value in changes.items() if name != "unit"})
    assert words in doubted(a_message("PROJECT", said, **outside), cause).detail


def test_a_project_that_is_here_already_is_not_made_twice():
    firm = a_firm()
    filed = firm.files().project
    there = {"PrjCode": filed.investment_code}
    assert "已有填报" in doubted(a_message("PROJECT", basics(**there)), "DUPLICATE").detail
    confirms(an_official("220102"), filed.cases.get())
    filed.refresh_from_db()
    doubted(a_message("PROJECT", basics(**there)), "DUPLICATE")
    doubted(a_message("PROJECT", basics(PrjNum=filed.number)), "DUPLICATE")
    same = {"PrjName": filed.name, "BuildCorpName": filed.owner_name, "BuildCorpCode": filed.owner_code}
    assert filed.name in doubted(a_message("PROJECT", basics(**same)), "DUPLICATE").detail
    filed_again = {"PrjName": f"{filed.name}（一期）", "PrjApprovalNum": filed.approval_number, "AllInvest": "35600.5"}
    doubted(a_message("PROJECT", basics(**filed_again)), "LOOKS_ALIKE")


def test_a_draft_of_an_enterprise_does_not_stand_in_the_way():
    draft = a_firm().fills_in()
    assert arrives(a_message("PROJECT", basics(PrjCode=draft.investment_code))).state == "STORED"
    draft.refresh_from_db()
    assert (draft.grade, draft.sealed_at) == ("D", None)


def test_a_stage_comes_to_a_project_that_an_enterprise_filed_unless_it_is_there():
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files(completed=False)).project
    project.refresh_from_db()
    code, granted = project.investment_code, ConstructionPermit.objects.get()
    same = permit(code, ProvinceBuilderLicenceNum=granted.paper_number)
    doubted(a_message("PERMIT", same), "DUPLICATE")
    kept = arrives(a_message("COMPLETION", completion(code, granted.paper_number)))
    assert kept.state == "STORED", kept.detail
    assert Completion.objects.get().grade == "C"
    project.refresh_from_db()
    assert project.origin == Origin.BACKFILL
    # Completed after the windows of the notice, and first entered by hand: the gate is the back-entered project's.
    assert not gate_now(project, [project, Completion.objects.get()], day_of(AT), ()).is_open
    assert Message.objects.count() == 1


def test_a_number_under_another_name_waits():
    code, number = an_investment_code(), an_identity_number()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    arrives(a_message("PERMIT", permit(code, ConstructorIDCard=number)))
    doubted(a_message("PERMIT", permit(code, ConstructorIDCard=number, ConstructorName="李四")), "PERSON_UNCLEAR")


def test_identity_numbers_stand_neither_in_what_is_shown_nor_in_the_history():
    number = an_identity_number()
    kept = arrives(a_message("PERMIT", permit(an_investment_code(), ConstructorIDCard=number)))
    assert kept.state == "QUARANTINED"
    assert kept.content["ConstructorIDCard"] == f"{number[:6]}{'*' * 8}{number[-4:]}"
    assert number.encode() not in bytes(kept.raw)
    written = "".join(bytes(payload).decode() for payload in Event.objects.values_list("payload", flat=True))
    assert kept.message_id in written
    assert number not in written
    assert '"raw"' not in written


def test_a_number_that_stands_in_the_wrong_field_is_masked_too():
    number = an_identity_number()
    kept = arrives(a_message("PROJECT", basics(EngCategory=number, Somewhere=number, Mark=f"联系人{number}。")))
    masked = f"{number[:6]}{'*' * 8}{number[-4:]}"
    assert (kept.cause, kept.content["Somewhere"]) == ("UNKNOWN_CODE", masked)
    assert kept.content["Mark"] == f"联系人{masked}。"
    paper = arrives(a_message("PERMIT", permit("", ProvinceBuilderLicenceNum=number)))
    assert paper.content["ProvinceBuilderLicenceNum"] == number  # it cannot be told from a permit's number
    assert number not in kept.detail + kept.unknown


def test_what_an_official_confirmed_later_is_found_by_the_sweep():
    filed = a_firm().files(completed=False)
    granted = ConstructionPermit.objects.get().paper_number
    waiting = arrives(a_message("COMPLETION", completion(filed.project.investment_code, granted)))
    assert replay_ripe(AT) == 0
    confirms(an_official("220102"), filed)
    assert replay_ripe(AT) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.resolved_by) == ("REPLAYED", None)


def test_what_waits_for_a_withdrawn_project_does_not_stand_before_what_is_ripe(monkeypatch):
    monkeypatch.setattr("projects.queries.intake.REPLAYED_AT_ONCE", 1)
    arrives(a_message("PROJECT", basics(), source_id="P-withdrawn"))
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET update_flag = 'D'")
    barren = arrives(a_message("PERMIT", permit(""), project_source_id="P-withdrawn"))
    filed = a_firm().files(completed=False)
    granted = ConstructionPermit.objects.get().paper_number
    ripe = arrives(a_message("COMPLETION", completion(filed.project.investment_code, granted)))
    confirms(an_official("220102"), filed)

    assert replay_ripe(AT) == 1
    ripe.refresh_from_db()
    barren.refresh_from_db()
    assert (ripe.state, barren.state) == ("REPLAYED", "QUARANTINED")


def test_the_history_names_the_intake():
    arrives(a_message("PROJECT", basics()))
    project = Project.objects.get()
    acts = Event.objects.filter(subject=str(project.row_guid))
    assert set(acts.values_list("actor_name", "action")) == {("intake", "confirmation.take_in")}
    assert "projects_project" in set(acts.values_list("object_type", flat=True))
