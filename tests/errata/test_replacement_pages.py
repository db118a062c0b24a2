"""Replacing a paper of a confirmed record in browsers of the firm and the authority; what the public reads of it."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from errata.models import Erratum, PaperReplacement
from errata.rules.papers import PaperFault
from projects.models import Attachment
from projects.rules.scans import ScanState
from tests.confirmation.pages import browser_of, text_of
from tests.errata.steps import NEW_PDF, Way, is_found, loses
from tests.factories import an_official
from tests.world import a_firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_store")]
NEW = hashlib.sha256(NEW_PDF).hexdigest()


def page_of(way, name="own-erratum", *more):
    return reverse(name, args=[way.erratum.number, *more])


def test_a_firm_replaces_a_paper_on_its_pages_and_the_public_reads_of_it_without_names_of_files(client):
    way = Way()
    own = browser_of(way.firm.user)
    own.post(reverse("erratum-begin", args=[way.project.row_guid]))
    way.erratum = Erratum.objects.get()
    papers = page_of(way, "own-erratum-record-papers", way.completion_record.row_guid)
    assert papers in text_of(own.get(page_of(way)))
    assert "没有可以替换的附件" in text_of(own.get(papers))
    loses(way.paper())
    form = own.get(papers).context["form"]
    assert [label for _, label in form.fields["paper"].choices] == [
        "竣工验收报告或备案表：扫描件.pdf（附件库中没有该文件）"
    ]
    sent = {"paper": str(way.paper().guid), "ground": "档案馆存原件重新扫描"}
    assert "请选择新附件" in text_of(own.post(papers, sent))
    second = Attachment.objects.get(filename="会议纪要.pdf")
    wrong = {**sent, "paper": str(second.guid), "file": SimpleUploadedFile("新.pdf", NEW_PDF)}
    assert "该附件不能替换" in text_of(own.post(papers, wrong))
    short = {**sent, "ground": "重传", "file": SimpleUploadedFile("新.pdf", NEW_PDF)}
    assert "请说明新附件的来源" in text_of(own.post(papers, short))
    assert own.post(papers, {**sent, "file": SimpleUploadedFile("新.pdf", NEW_PDF)}).url == page_of(way)
    row = PaperReplacement.objects.get()
    shown = text_of(own.get(page_of(way)))
    for words in ("扫描件.pdf", "新.pdf", PaperFault.MISSING.label, NEW[:12], "推送全国平台的内容不变"):
        assert words in shown, words
    assert own.post(page_of(way), {"version_seen": 1, "ground": "", "action": "REQUEST", "note": ""}).status_code == 302

    address = reverse("erratum-replacement", args=[row.guid])
    assert b"".join(browser_of(way.place).get(address).streaming_content) == NEW_PDF
    for reader, status in ((a_firm().user, 404), (an_official("220103"), 404)):
        assert browser_of(reader).get(address).status_code == status
    official = browser_of(way.place)
    assert own.get(papers).url == page_of(way)  # closed now
    assert official.post(page_of(way, "erratum-replacement-drop", row.guid)).status_code in (403, 409)
    press = {"version_seen": 2, "action": "FILE", "note": "属实", "letter_number": "长住建函〔2025〕1号"}
    press |= {"dated_on": "2025-01-02", "file": SimpleUploadedFile("申请.pdf", NEW_PDF)}
    assert official.post(page_of(way, "erratum"), press).status_code == 302
    way.erratum.refresh_from_db()
    way.goes_on_to("EXECUTED")

    public = text_of(client.get(reverse("public-project", args=[way.project.number])))
    for words in ("2025-01-01 替换附件 1 个", "竣工验收报告或备案表（竣工", "吉建函〔2025〕8号"):
        assert words in public, words
    assert "扫描件.pdf" not in public
    assert "新.pdf" not in public


def test_an_infected_new_paper_is_closed_to_everybody_and_said_to_be():
    way = Way()
    loses(way.paper())
    way.begins_as_authority()
    row = way.replaces(by=way.place)
    is_found(NEW, ScanState.INFECTED)
    official = browser_of(way.place)

    assert official.get(reverse("erratum-replacement", args=[row.guid])).status_code == 403
    shown = text_of(official.get(page_of(way, "erratum")))
    assert "发现病毒" in shown
    assert reverse("erratum-replacement", args=[row.guid]) not in shown
    assert official.post(page_of(way, "erratum-replacement-drop", row.guid)).url == page_of(way, "erratum")
    assert not way.erratum.replacements.exists()
    assert official.post(page_of(way, "erratum-replacement-drop", row.guid)).status_code == 404


def test_a_firm_comes_to_the_erratum_from_the_papers_of_its_confirmed_record():
    way = Way()
    page = reverse("record-papers", args=[way.project.row_guid, way.completion_record.row_guid])
    shown = text_of(browser_of(way.firm.user).get(page))
    assert "申请勘误替换" in shown
    assert reverse("erratum-begin", args=[way.project.row_guid]) in shown
    assert "可继续补充" not in shown
