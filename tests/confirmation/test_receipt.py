"""The receipt of a submission, on the page and on paper (E16)."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from PIL import ImageFile

from confirmation.printing import pdf_of
from confirmation.queries.receipt import receipt_of
from tests.confirmation.pages import browser_of
from tests.factories import AT
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_firm()


def test_the_receipt_names_what_was_submitted_record_by_record(firm):
    case = firm.files()

    contents = receipt_of(case, AT.date()).contents

    assert [kind for kind, _ in contents] == ["项目基本信息", "施工许可（开工报告）", "竣工验收（备案）"]
    assert all(text.endswith("（附件1份）") for _, text in contents)


def test_the_receipt_is_a_pdf_with_its_fonts_inside(firm):
    case = firm.files()

    answer = browser_of(firm.user).get(reverse("case-receipt-pdf", args=[case.number]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(BytesIO(b"".join(answer.streaming_content))) as document:
        fonts = [str(font) for page in document.pages for font in page.Resources.Font]
        assert (len(document.pages), bool(fonts)) == (1, True)
        assert str(document.docinfo["/Title"]) == f"提交回执 {case.number}"


def test_laying_out_a_page_does_not_make_a_cut_off_scan_pass_for_a_whole_one(firm):
    pdf_of("confirmation/receipt_paper.html", {"panel": receipt_of(firm.files(), AT.date())})

    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_another_firms_receipt_is_not_found(firm):
    case = firm.files()

    assert browser_of(a_firm().user).get(reverse("case-receipt-pdf", args=[case.number])).status_code == 404


def test_typed_text_makes_the_server_fetch_nothing(tmp_path):
    from confirmation.queries.receipt import ReceiptPanel

    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    panel = ReceiptPanel(
        "已提交",
        "1",
        "办件编号",
        [("项目", f'<img src="file://{secret}"><link rel=attachment href="file://{secret}">')],
        [],
        [],
    )

    data = pdf_of("confirmation/receipt_paper.html", {"panel": panel})

    with pikepdf.open(BytesIO(data)) as document:
        assert not document.attachments
