"""Undoing a batch of old records: whole, without deleting, and only while nothing was built on it (docs/adr/0009)."""

import pytest
from django.urls import reverse

from audit.models import Event
from confirmation.queries.rules import rules_on
from grading.models import GradeEntry
from national.outbox import enqueue
from projects.actions.legacy import resume_legacy_project
from projects.models import STAGE_MODELS, ConstructionPermit, Exemption, LegacyRecord, Project
from projects.queries import records_of
from tests.audit.support import acting, contents_of
from tests.confirmation.old_records import basics, counts, every_kind, guid, jsonl, permit, run
from tests.confirmation.pages import browser_of
from tests.confirmation.test_legacy_load import STORED
from tests.factories import AT, an_investment_code, contract_facts, project_facts
from tests.world import a_firm, gate_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def path(tmp_path, firm):
    found = jsonl(tmp_path, *every_kind(firm), permit(firm, 11, "D"))
    run(found, "--batch", "old-1")
    return found


def undo_is_refused(words, batch="old-1"):
    before = contents_of(*STORED)
    lines, refusal = run("--undo", batch)
    assert lines == []
    assert words in refusal, refusal
    assert contents_of(*STORED) == before


def test_an_undone_batch_is_gone_for_everybody_and_deleted_nowhere(path, firm, client):
    lines, refusal = run("--undo", "old-1")

    assert (lines, refusal) == (["批次 old-1 已撤销：已展示的记录 10 条，D级记录 1 条"], "")
    assert [model.objects.count() for model in STAGE_MODELS] == [int(model is not Exemption) for model in STAGE_MODELS]
    for model in (model for model in STAGE_MODELS if model is not Exemption):
        record = model.objects.get()
        assert (record.grade, record.published, record.update_flag, record.number) == ("D", False, "D", None)
        assert (record.filed_by, record.sealed_at, record.confirmed_at) == (None, None, None)
    assert LegacyRecord.objects.get().update_flag == "D"
    assert GradeEntry.objects.standing().count() == 0
    assert set(Event.objects.filter(action="confirmation.undo_legacy").values_list("reason", "actor_name")) == {
        ("old-1", "legacy")
    }
    assert client.get(reverse("public-project", args=["2201021906300101"])).status_code == 404
    own = browser_of(firm.user)
    assert "红旗街改造项目" not in own.get(reverse("enterprise-home")).content.decode()
    assert own.get(reverse("task-list", args=[guid(1)])).status_code == 404


def test_an_undone_file_is_loaded_again_under_another_batch_and_not_under_the_same(path, firm):
    run("--undo", "old-1")
    before = contents_of(*STORED)

    assert "批次 old-1 已撤销" in run(path, "--batch", "old-1")[1]
    assert contents_of(*STORED) == before

    lines, refusal = run(path, "--batch", "old-2")
    assert (counts(lines)["C"], counts(lines)["D"], refusal) == ((10, 10, 0, 0), (1, 1, 0, 0), "")
    project = Project.objects.published().get()
    assert (str(project.row_guid), project.number) == (guid(1), "2201021906300102")
    assert len(records_of(project)) == 10
    assert set(GradeEntry.objects.standing().values_list("batch", flat=True)) == {"old-2"}


def test_a_record_of_an_undone_batch_may_come_as_d_and_its_gate_knows_nothing_of_the_old_grade(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm)), "--batch", "old-1")
    run("--undo", "old-1")
    run(jsonl(tmp_path, basics(firm, 1, "D")), "--batch", "old-2")

    assert str(LegacyRecord.objects.get(update_flag="U").row_guid) == guid(1)
    with acting():
        project = Project.objects.create(
            row_guid=guid(1), filed_by=firm.enterprise, created_at=AT, updated_at=AT, **project_facts()
        )
    granted = ConstructionPermit(released_on=AT.date().replace(year=2020))
    gate = gate_now(project, [granted], AT.date(), rules_on(AT.date()).windows)
    assert gate.is_open


def test_other_batches_stay(tmp_path, path, firm):
    run(
        jsonl(tmp_path, basics(firm, 21, project_key="OLD-2"), permit(firm, 22, "D", project_key="OLD-2")),
        "--batch",
        "b",
    )

    run("--undo", "old-1")

    assert [str(project.row_guid) for project in Project.objects.published()] == [guid(21)]
    assert list(LegacyRecord.objects.filter(update_flag="U").values_list("batch", flat=True)) == ["b"]


@pytest.mark.parametrize("batch", ["old-2", "old-1 "])
def test_a_batch_that_is_none_is_not_undone(path, batch):
    undo_is_refused("没有可撤销的批次", batch)


def test_a_batch_is_undone_once(path):
    run("--undo", "old-1")

    undo_is_refused("没有可撤销的批次 old-1")


def test_a_batch_with_a_case_is_not_undone(path, firm):
    firm.applies_for_next_grade(Project.objects.get())

    undo_is_refused("已有办件")


def test_a_batch_with_a_draft_of_a_missing_stage_is_not_undone(path, firm):
    firm.adds(Project.objects.get(), "CONTRACT", contract_facts(firm.enterprise))

    undo_is_refused("已有合同登记（项目 project）")


def test_a_batch_with_a_later_batchs_d_record_of_its_project_is_not_undone(tmp_path, path, firm):
    project = Project.objects.get()
    with acting():
        LegacyRecord.objects.create(
            row_guid=guid(99), enterprise=firm.enterprise, batch="old-2", project_key="OLD-1", record_kind="UNIT",
            project=project, loaded_at=AT,
        )  # fmt: skip

    undo_is_refused("已有历史D级记录（项目 project）")
    assert run("--undo", "old-2")[1] == ""
    assert run("--undo", "old-1")[1] == ""


def test_a_batch_with_a_message_to_the_national_platform_is_not_undone(path):
    with acting():
        enqueue(aggregate=guid(1), payload={"tables": {}}, update_flag="U", note="", at=AT)

    undo_is_refused("已有报送全国平台的消息")


def test_a_batch_whose_d_record_was_begun_again_is_not_undone(tmp_path, firm):
    run(jsonl(tmp_path, basics(firm, 1, "D")), "--batch", "old-1")
    resume_legacy_project(
        by=firm.user,
        enterprise=firm.enterprise,
        legacy_guid=LegacyRecord.objects.get().row_guid,
        facts=project_facts(investment_code=an_investment_code()),
        at=AT,
    )

    undo_is_refused("已有已重新申报的项目基本信息")


def test_a_command_without_file_or_with_both_is_refused(path):
    assert run()[1] == run(path, "--undo", "old-1")[1] == "name either a file or --undo BATCH"
