"""What a paper may be is decided by its bytes; a refusal leaves nothing behind (E11, U02)."""

import hashlib
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from projects import files
from projects.files import FileIsRefused
from tests.factories import PDF
from tests.projects.scans import a_bomb, a_pdf, a_scan, an_image, files_below, locked


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


def test_a_photograph_that_lost_its_end_is_refused(media):
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(whole, "JPEG")
    assert files.receive([whole.getvalue()], "照片.jpg").content_type == "image/jpeg"

    with pytest.raises(FileIsRefused, match=r"“照片\.jpg”已损坏"):
        files.receive([whole.getvalue()[: len(whole.getvalue()) // 2]], "照片.jpg")
