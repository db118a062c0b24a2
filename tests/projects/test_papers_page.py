"""The page of papers: files are judged one by one, with and without script; nobody else's are touched (E11, E27)."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.rules import EnterpriseKind
from projects.models import Attachment
from projects.queries import records_of
from projects.rules.dictionaries import AttachmentKind
from projects.rules.kinds import RecordKind
from tests.confirmation.adding import adds, on_display, supervision_contract
from tests.factories import PDF
from tests.projects.scans import a_pdf, a_scan, an_image
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(client):
    firm = a_firm()
    client.force_login(firm.user, backend="django.contrib.auth.backends.ModelBackend")
    return firm


def page_of(project, record=None, name="record-papers"):
    return reverse(name, args=[project.row_guid, (record or project).row_guid])


def named(data, name):
    file = io.BytesIO(data)
    file.name = name
    return file


def send(client, address, *files, headers=None, **fields):
    return client.post(address, {"kind": "OTHER", "file": files, **fields}, headers=headers or {})


def names(project):
    rows = Attachment.objects.filter(record_guid=project.row_guid, removed_at=None).order_by("pk")
    return list(rows.values_list("filename", flat=True))


def test_of_several_files_the_sound_ones_are_kept_and_each_other_is_refused_by_name(client, firm):
    project = firm.fills_in()

    answer = send(
        client,
        page_of(project),
        named(an_image(), "照片.png"),
        named(a_scan()[:-3000], "断.pdf"),
        named(b"", "空.pdf"),
        named(a_pdf(2), "好.pdf"),
    )

    assert names(project) == ["扫描件.pdf", "照片.png", "好.pdf"]
    assert answer.status_code == 302
    told = [str(message) for message in client.get(answer.url).context["messages"]]
    assert told == [
        "“断.pdf”已损坏，无法打开，请重新扫描或导出",
        "“空.pdf”是空文件，请重新选择",
        "其余2个文件已上传：照片.png、好.pdf",
    ]


def test_when_no_file_is_sound_the_page_says_why_at_the_field(client, firm):
    project = firm.fills_in()

    answer = send(client, page_of(project), named(b"", "空.pdf"), named(b"MZ", "程序.pdf"))

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"] == [
        "“空.pdf”是空文件，请重新选择",
        "“程序.pdf”不是 PDF、JPG 或 PNG 文件，请转换格式后再上传",
    ]
    assert names(project) == ["扫描件.pdf"]


@pytest.mark.parametrize(
    ("data", "status", "kept", "refused"),
    [
        pytest.param(PDF, 201, ["一.pdf"], [], id="完好"),
        pytest.param(PDF[:50], 422, [], ["“一.pdf”已损坏，无法打开，请重新扫描或导出"], id="损坏"),
    ],
)
def test_the_script_hears_of_each_file_in_json(client, firm, data, status, kept, refused):
    project = firm.fills_in()

    answer = send(client, page_of(project), named(data, "一.pdf"), headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()) == (status, {"kept": kept, "refused": refused})


def test_nothing_chosen_and_a_kind_of_another_stage_are_told(client, firm):
    project = firm.fills_in()

    assert "请选择要上传的文件" in send(client, page_of(project)).content.decode()
    answer = send(client, page_of(project), named(PDF, "一.pdf"), kind=AttachmentKind.AWARD_NOTICE)
    assert list(answer.context["form"].errors) == ["kind"]
    assert names(project) == ["扫描件.pdf"]


def test_only_one_file_takes_the_place_of_another_and_only_one_in_force(client, firm):
    project = firm.fills_in()
    older = Attachment.objects.get(record_guid=project.row_guid)
    address = f"{page_of(project)}?replaces={older.guid}"

    answer = send(client, address, named(PDF, "一.pdf"), named(PDF, "二.pdf"))
    assert answer.context["form"].errors["file"] == ["替换时请只选择一个文件"]
    assert send(client, address, named(a_pdf(2), "新.pdf")).status_code == 302
    assert names(project) == ["新.pdf"]
    assert client.get(address).status_code == 404
    assert client.get(f"{page_of(project)}?replaces=%00x").status_code == 404

    page = client.get(page_of(project)).content.decode()
    assert "历史版本（1）" in page
    assert older.file_id[:12] in page
    assert client.get(f"/files/{older.guid}/").getvalue() == PDF


def test_a_submitted_record_offers_no_form_and_takes_no_file(client, firm):
    case = firm.files()
    address = page_of(case.project)

    page = client.get(address)
    assert "附件不能增减" in page.content.decode()
    assert b"data-upload" not in page.content
    answer = send(client, address, named(PDF, "一.pdf"), headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert "审核期间不能修改" in answer.json()["refused"][0]


def test_a_paper_is_used_again_by_its_own_firm_alone(client, firm):
    first, second, stranger = firm.fills_in(), firm.fills_in(), a_firm()
    source = Attachment.objects.get(record_guid=first.row_guid)
    theirs = Attachment.objects.filter(project=stranger.fills_in()).first()
    permit = records_of(second)[1]
    own = Attachment.objects.get(record_guid=second.row_guid)
    client.post(reverse("paper-remove", args=[second.row_guid, own.guid]))

    address = page_of(second, name="papers-reuse")
    assert [row["paper"] for row in client.get(address).context["found"]] == [source]
    for paper in (theirs.guid, uuid4(), "", "x\0"):
        assert client.post(address, {"paper": paper}).status_code == 404
    assert client.post(page_of(second, permit, "papers-reuse"), {"paper": source.guid}).status_code == 404
    assert client.post(address, {"paper": source.guid}).status_code == 302
    assert names(second) == ["扫描件.pdf"]


def test_a_participant_papers_its_own_stages_of_anothers_project_and_nothing_else(client, firm):
    supervisor, other = a_firm(EnterpriseKind.SUPERVISION), firm.fills_in()
    project = on_display(firm, supervisor)
    contract = adds(supervisor, project, RecordKind.CONTRACT, supervision_contract(supervisor))
    paper = Attachment.objects.get(record_guid=contract.row_guid)
    own = Attachment.objects.get(record_guid=project.row_guid)

    # The filer of the project neither papers nor uses again what the participant filed.
    assert client.get(page_of(project, contract)).status_code == 404
    assert client.post(reverse("paper-remove", args=[project.row_guid, paper.guid])).status_code == 404
    assert client.post(page_of(other, name="papers-reuse"), {"paper": paper.guid}).status_code == 404

    client.force_login(supervisor.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(page_of(project)).status_code == 404
    assert client.post(reverse("paper-remove", args=[project.row_guid, own.guid])).status_code == 404
    address = f"{page_of(project, contract)}?replaces={paper.guid}"
    assert send(client, address, named(a_pdf(3), "监理合同.pdf")).status_code == 302
    newer = paper.replaced_by
    assert client.post(reverse("paper-remove", args=[project.row_guid, newer.guid])).status_code == 302
    assert not Attachment.objects.filter(record_guid=contract.row_guid, removed_at=None).exists()
    assert Attachment.objects.get(pk=own.pk).removed_at is None


def test_a_paper_that_is_not_there_cannot_be_removed(client, firm):
    project, other = firm.fills_in(), firm.fills_in()
    elsewhere = Attachment.objects.get(record_guid=other.row_guid)

    for guid in (uuid4(), elsewhere.guid):
        assert client.post(reverse("paper-remove", args=[project.row_guid, guid])).status_code == 404
    assert names(other) == ["扫描件.pdf"]
