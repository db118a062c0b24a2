"""What a paper may be is decided by its bytes; a refusal leaves nothing behind (E15, U02)."""

import hashlib
import io
import random
import struct
import zlib

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import projects.actions as filing
from accounts.policy import ActsForNobody
from projects import files
from projects.actions.filling import RecordIsClosed
from projects.files import FileIsRefused
from projects.models import Attachment, Project, StoredFile
from projects.rules.dictionaries import AttachmentKind
from tests.audit.support import contents_of
from tests.factories import AT, PDF
from tests.world import a_firm

WATCHED = ("projects_attachment", "projects_storedfile", "audit_event")


def a_pdf(pages=1, **options):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 200))
    data = io.BytesIO()
    document.save(data, **options)
    return data.getvalue()


def a_scan(pages=3):
    """A PDF whose pages are images that do not compress, as a scanner makes them."""
    noise = random.Random(1).randbytes(60 * 60 * 3)
    sheets = [Image.frombytes("RGB", (60, 60), noise[i:] + noise[:i]) for i in range(pages)]
    data = io.BytesIO()
    sheets[0].save(data, "PDF", save_all=True, append_images=sheets[1:])
    return data.getvalue()


def an_image(kind="PNG"):
    data = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(data, kind)
    return data.getvalue()


def a_bomb(width, height):
    """A PNG that says it is huge; nothing of it is there."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def locked(**encryption):
    return a_pdf(encryption=pikepdf.Encryption(R=6, **encryption))


@pytest.mark.parametrize(
    ("data", "kind", "pages"),
    [
        pytest.param(PDF, "application/pdf", 1, id="PDF"),
        pytest.param(a_pdf(3), "application/pdf", 3, id="三页PDF"),
        pytest.param(a_scan(), "application/pdf", 3, id="扫描PDF"),
        pytest.param(an_image(), "image/png", 1, id="PNG"),
        pytest.param(an_image("JPEG"), "image/jpeg", 1, id="JPG"),
        pytest.param(locked(owner="secret", user=""), "application/pdf", 1, id="只限编辑的PDF"),
    ],
)
def test_a_sound_file_is_taken_for_what_its_bytes_are(data, kind, pages, media):
    found = files.receive([data[:7], data[7:]], "无关的名字.txt")

    assert (found.content_type, found.pages, found.size) == (kind, pages, len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.path.read_bytes() == data
    files.discard(found)
    assert files_below(media) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "是空文件", id="空文件"),
        pytest.param("这是一段文字".encode(), "不是 PDF、JPG 或 PNG 文件", id="文本改名为PDF"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 500, "已损坏", id="只有PDF头"),
        pytest.param(a_scan()[:-3000], "已损坏", id="截断的扫描PDF"),
        pytest.param(a_scan()[: len(a_scan()) // 2], "已损坏", id="截断一半的扫描PDF"),
        pytest.param(PDF[: len(PDF) // 2], "已损坏", id="截断的PDF"),
        pytest.param(locked(owner="secret", user="secret"), "设有打开密码", id="加密PDF"),
        pytest.param(a_bomb(20_000, 20_000), "像素过大", id="PNG炸弹"),
        pytest.param(a_bomb(10_001, 10_000), "像素过大", id="一亿零一万像素"),
        pytest.param(a_bomb(60_000, 60_000), "像素过大", id="三十六亿像素"),
        pytest.param(an_image()[:-20], "已损坏", id="截断的PNG"),
        pytest.param(b"GIF89a" + b"\0" * 50, "不是 PDF、JPG 或 PNG 文件", id="GIF"),
        pytest.param(b"PK\x03\x04" + b"\0" * 50, "不是 PDF、JPG 或 PNG 文件", id="ZIP"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是 PDF、JPG 或 PNG 文件", id="SVG"),
        pytest.param(b"<html><script>alert(1)</script>", "不是 PDF、JPG 或 PNG 文件", id="HTML"),
        pytest.param(b"MZ" + b"\0" * 200, "不是 PDF、JPG 或 PNG 文件", id="EXE"),
    ],
)
def test_anything_else_is_refused_by_name_and_leaves_nothing_behind(data, words, media):
    with pytest.raises(FileIsRefused) as refusal:
        files.receive([data], "图纸扫描.pdf")

    assert words in str(refusal.value)
    assert "“图纸扫描.pdf”" in str(refusal.value)
    assert refusal.value.field == "file"
    assert files_below(media) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_all_read(media, settings):
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    read = []

    def chunks():
        for number in range(100):
            read.append(number)
            yield b"%PDF-" + b"x" * 1024 * 1024

    with pytest.raises(FileIsRefused, match="超过2MB"):
        files.receive(chunks(), "大.pdf")

    assert len(read) == 2
    assert files_below(media) == []


def test_the_largest_file_that_is_allowed_is_taken(media, settings):
    settings.UPLOAD_MAX_BYTES = len(PDF)

    assert files.receive([PDF], "刚好.pdf").size == len(PDF)
    with pytest.raises(FileIsRefused):
        files.receive([PDF, b"\n"], "多一字节.pdf")


def test_an_upload_that_breaks_off_leaves_nothing_behind(media):
    def chunks():
        yield PDF[:100]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.receive(chunks(), "断线.pdf")

    assert files_below(media) == []


SOUND = [PDF, a_pdf(2), a_scan(2), an_image(), an_image("JPEG")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_are_taken_or_refused_but_never_an_error(media, data):
    damaged = bytearray(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data.draw(st.integers(0, 255))
    damaged = bytes(damaged[: data.draw(st.integers(1, len(damaged)))])

    try:
        found = files.receive([damaged], "损坏.pdf")
    except FileIsRefused:
        pass
    else:
        assert found.pages >= 1
        files.discard(found)
    assert files_below(media) == []


@pytest.fixture
def firm():
    return a_firm()


def attach(firm, project, data=PDF, record=None, **changes):
    return filing.attach(
        **{
            "by": firm.user,
            "enterprise": firm.enterprise,
            "project_id": project.pk,
            "record_guid": (record or project).row_guid,
            "kind": AttachmentKind.OTHER,
            "filename": "补充.pdf",
            "chunks": [data],
            "at": AT,
            **changes,
        }
    )


@pytest.mark.django_db
def test_the_same_bytes_are_stored_once_and_read_back_as_they_came(firm, media):
    project = firm.fills_in()
    rows, data = StoredFile.objects.count(), a_pdf(2)

    first, second = attach(firm, project, data), attach(firm, project, data, filename="另一份.pdf")

    assert first.file == second.file
    assert StoredFile.objects.count() == rows + 1
    place = files.place_of(hashlib.sha256(data).hexdigest())
    assert place.read_bytes() == data
    assert (media / "incoming").is_dir()
    assert files_below(media / "incoming") == []
    assert place.stat().st_nlink == 1


@pytest.mark.django_db
def test_bytes_that_went_missing_from_the_store_come_back_with_the_next_upload(firm):
    project = firm.fills_in()
    stored = attach(firm, project).file
    files.place_of(stored.sha256).unlink()

    attach(firm, project)

    assert files.place_of(stored.sha256).read_bytes() == PDF


@pytest.mark.django_db
def test_a_project_holds_no_more_than_its_limit(firm, media, settings):
    project = firm.fills_in()
    settings.CASE_MAX_BYTES = 3 * len(PDF) + 100
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(FileIsRefused, match="附件合计将超过"):
        attach(firm, project)

    assert contents_of(*WATCHED) == before
    assert files_below(media) == stored


@pytest.mark.django_db
@pytest.mark.parametrize("confirmed", [False, True], ids=["已提交", "已确认"])
def test_papers_of_a_closed_record_are_neither_added_nor_removed(firm, media, confirmed):
    from tests.factories import an_official
    from tests.world import confirms

    case = firm.files()
    if confirmed:
        confirms(an_official("220102"), case)
    paper = Attachment.objects.filter(project=case.project).first()
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(RecordIsClosed):
        attach(firm, case.project, a_pdf(4))
    with pytest.raises(RecordIsClosed):
        filing.remove(
            by=firm.user, enterprise=firm.enterprise, project_id=case.project_id, attachment_guid=paper.guid, at=AT
        )

    assert contents_of(*WATCHED) == before
    assert files_below(media) == stored


@pytest.mark.django_db
def test_a_removed_paper_ends_but_its_row_and_bytes_stay(firm):
    project = firm.fills_in()
    paper = attach(firm, project)

    filing.remove(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT)

    assert Attachment.objects.get(pk=paper.pk).removed_at == AT
    assert files.place_of(paper.file_id).exists()


@pytest.mark.django_db
def test_papers_are_the_firms_own(firm, media):
    project, stranger = firm.fills_in(), a_firm()
    paper = Attachment.objects.filter(project=project).first()
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(Project.DoesNotExist):
        attach(stranger, project)
    with pytest.raises(ActsForNobody):
        attach(stranger, project, enterprise=firm.enterprise)
    with pytest.raises(Project.DoesNotExist):
        attach(firm, project, record=firm.fills_in())
    with pytest.raises(Project.DoesNotExist):
        filing.remove(
            by=stranger.user,
            enterprise=stranger.enterprise,
            project_id=project.pk,
            attachment_guid=paper.guid,
            at=AT,
        )

    assert Attachment.objects.get(pk=paper.pk).removed_at is None
    assert before.items() <= {**contents_of(*WATCHED), **before}.items()
    assert set(stored) <= set(files_below(media))
    assert files_below(media / "incoming") == []


def test_a_photograph_that_lost_its_end_is_refused(media):
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(whole, "JPEG")
    assert files.receive([whole.getvalue()], "照片.jpg").content_type == "image/jpeg"

    with pytest.raises(FileIsRefused, match=r"“照片\.jpg”已损坏"):
        files.receive([whole.getvalue()[: len(whole.getvalue()) // 2]], "照片.jpg")
