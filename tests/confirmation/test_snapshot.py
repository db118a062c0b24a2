"""The full picture of each submission, and the message that is made of a confirmed project."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

import confirmation.actions as cases
import projects.actions as filing
from audit.context import Acting, SystemActor, context
from common.canonical import canonical_json
from confirmation.models import Submission
from confirmation.queries.answers import facts_of
from confirmation.queries.differences import SAME, differences
from confirmation.queries.submitted import read_snapshots
from confirmation.snapshot import snapshot_of
from projects.models import BOOKKEEPING_COLUMNS, Project
from projects.queries import attachments_of, records_of
from projects.rules.dictionaries import AttachmentKind
from tests.audit.support import contents_of
from tests.factories import AT, PDF, project_facts
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return a_firm()


def test_every_fact_stands_in_the_snapshot_and_no_bookkeeping(firm):
    case = firm.files()

    facts = json.loads(case.submissions.get().snapshot)

    for record, told in zip(records_of(case.project), facts["records"], strict=True):
        columns = {field.attname for field in record._meta.concrete_fields}
        assert set(told["columns"]) == columns - set(BOOKKEEPING_COLUMNS) - {"sealed_at"}
    assert facts["format"] == "jl-snapshot/1"
    permit = facts["records"][1]["columns"]
    assert permit["released_on"] == "2021-06-01"
    assert permit["contract_amount"] == "21800.0000"
    assert isinstance(permit["project_manager_id"], int)
    assert facts["records"][0]["papers"] == [
        {"kind": "APPROVAL_PAPER", "filename": "扫描件.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}
    ]


def test_a_snapshot_of_all_six_kinds_reads_back_as_it_was_submitted(firm, django_assert_num_queries):
    case = firm.submits(firm.fills_in(prepared=True))
    records = records_of(Project.objects.get(pk=case.project_id))

    snapshot = case.submissions.get().snapshot
    with django_assert_num_queries(2):
        (submitted,) = read_snapshots([snapshot])

    assert [record.stage for record in submitted.records] == [record.stage for record in records]
    for live, read in zip(records, submitted.records, strict=True):
        assert facts_of(read, with_numbers=True) == facts_of(live, with_numbers=True)
    assert {found.state for found in differences(submitted, submitted)} == {SAME}


def test_the_snapshot_is_canonical_and_says_the_same_of_the_same(firm):
    project = firm.submits(firm.fills_in()).project
    submission = Submission.objects.get()

    text, digest = snapshot_of(records_of(Project.objects.get(pk=project.pk)), attachments_of(project))

    assert canonical_json(json.loads(submission.snapshot)).decode() == submission.snapshot
    assert (text, digest) == (submission.snapshot, submission.sha256)


def test_each_round_keeps_its_own_picture(firm):
    case = firm.files(name="第一次的名称")
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)
    filing.save_project(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=case.project_id,
        facts=project_facts(name="第二次的名称", investment_code=case.project.investment_code),
        at=AT + timedelta(hours=1),
    )
    paper = attachments_of(case.project)[case.project.row_guid][0]
    filing.remove(
        by=firm.user, enterprise=firm.enterprise, project_id=case.project_id, attachment_guid=paper.guid, at=AT
    )
    filing.attach(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=case.project_id,
        record_guid=case.project.row_guid,
        kind=AttachmentKind.APPROVAL_PAPER,
        filename="重新扫描.pdf",
        chunks=[PDF + b"\n"],
        at=AT,
    )
    firm.submits(case.project, at=AT + timedelta(hours=2))

    first, second = Submission.objects.filter(case=case).order_by("round")
    assert ("第一次的名称" in first.snapshot, "第二次的名称" in first.snapshot) == (True, False)
    assert ("第一次的名称" in second.snapshot, "第二次的名称" in second.snapshot) == (False, True)
    assert ("扫描件.pdf" in first.snapshot, "重新扫描.pdf" in first.snapshot) == (True, False)
    assert [paper["filename"] for paper in json.loads(second.snapshot)["records"][0]["papers"]] == ["重新扫描.pdf"]
    assert first.sha256 != second.sha256
    assert [first.submitted_at, second.submitted_at] == [AT, AT + timedelta(hours=2)]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_submission_is_never_changed(firm, verb):
    firm.files()
    before = contents_of("confirmation_submission", "audit_event")
    act = {
        "update": lambda: Submission.objects.update(snapshot="{}"),
        "delete": lambda: Submission.objects.all()._raw_delete("default"),
    }[verb]

    with (
        pytest.raises(DatabaseError, match=r"permission denied|kept for ever"),
        transaction.atomic(),
        context(Acting.system(SystemActor.TEST), action="test"),
    ):
        act()

    assert contents_of("confirmation_submission", "audit_event") == before


def test_the_declaration_is_kept_as_it_was_read(firm):
    submission = firm.files().submissions.get()

    assert submission.declaration_version == "2024-11"
    assert submission.declaration_text.startswith("本企业声明：所填报的工程项目信息及上传的附件真实、准确、完整")
    assert (submission.declared_by, submission.declared_name, submission.submitted_at) == (
        firm.user,
        firm.user.name,
        AT,
    )
