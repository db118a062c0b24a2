"""The scanner's protocol, met over sockets: two answers are believed, everything else is asked again (E11)."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embedded.process import free_port
from projects import scanner
from projects.scanner import ScannerDoesNotAnswer, ScannerGaveNoVerdict, scan, verdict_in
from tests.projects.scanning import EICAR, a_scanner


@pytest.fixture
def peer(tmp_path, settings):
    with a_scanner(tmp_path, settings) as found:
        yield found


def test_a_clean_stream_has_no_signature_and_the_test_string_has_one(peer):
    assert scan([b"harmless"]) == ""
    assert scan([b"before ", EICAR, b" after"]) == "Eicar-Test-Signature"
    assert len(peer.scans) == 2


def test_chunks_arrive_as_one_stream_and_an_empty_one_does_not_end_it(peer):
    assert scan([EICAR[:20], b"", EICAR[20:]]) == "Eicar-Test-Signature"


def test_a_stream_of_megabytes_arrives_whole(peer):
    assert scan([b"x" * 262_144] * 20 + [EICAR]) == "Eicar-Test-Signature"


def test_a_scanner_behind_a_socket_of_the_file_system_answers_too(tmp_path, settings):
    with a_scanner(tmp_path, settings, by_socket=True):
        assert scan([EICAR]) == "Eicar-Test-Signature"


def test_what_is_above_the_scanners_limits_is_neither_clean_nor_infected():
    with pytest.raises(
        ScannerGaveNoVerdict, match=r"没有查完该文件（超出其限制）：Heuristics\.Limits\.Exceeded\.MaxFileSize"
    ):
        verdict_in(b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0")


def test_nobody_there_is_no_verdict(settings):
    settings.PAPERS_SCANNER_URL = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ScannerDoesNotAnswer, match="连接不上"):
        scan([b"x"])
    settings.PAPERS_SCANNER_URL = "unix:/nowhere/clamd.sock"
    with pytest.raises(ScannerDoesNotAnswer, match="连接不上"):
        scan([b"x"])


@pytest.mark.parametrize(
    ("mode", "refusal", "words"),
    [
        ("garbage", ScannerGaveNoVerdict, r"未给出结论：\xff\xfe nonsense"),
        ("cut", ScannerGaveNoVerdict, "未给出结论：stream: OK"),
        ("closed", ScannerDoesNotAnswer, "中断了连接"),
        ("slow", ScannerDoesNotAnswer, "超时"),
    ],
)
def test_whatever_is_no_verdict_is_refused_with_what_came(peer, settings, mode, refusal, words):
    peer.behaves(mode)
    settings.PAPERS_SCAN_SECONDS = 0.5

    with pytest.raises(refusal, match=re.escape(words)):
        scan([b"x"])


def test_a_scanner_that_takes_no_more_is_heard_or_given_up_but_never_believed(peer):
    peer.behaves("full")

    # Whether its words arrive before the broken line is up to the kernel.
    with pytest.raises((ScannerGaveNoVerdict, ScannerDoesNotAnswer), match=r"size limit exceeded|中断"):
        scan([b"x" * 262_144] * 40)


def test_a_paper_that_cannot_be_read_to_its_end_is_the_stores_fault_and_no_verdict(peer):
    def breaks_off():
        yield b"half"
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        scan(breaks_off())


def verdict(answer):
    try:
        return verdict_in(answer)
    except (ScannerDoesNotAnswer, ScannerGaveNoVerdict) as refusal:
        return refusal


@given(st.binary(max_size=80))
@example(b"stream: OK")
@example(b"stream: OK\0\0")
@example(b"stream: OK\n")
@example(b"STREAM: OK\0")
@example(b"stream:  FOUND\0")
@example(b" stream: OK\0")
def test_nothing_but_the_one_exact_answer_is_clean(answer):
    assert (verdict(answer) == "") == (answer == b"stream: OK\0")


@given(st.binary(max_size=80))
@example(b"OK")
@example(b"\x1f")
@example(b"Eicar OK\0stream: OK")
def test_a_finding_is_never_clean_and_its_name_is_fit_to_be_shown(name):
    found = verdict(b"stream: " + name + b" FOUND\0")

    if b"\0" in name or not name.strip():
        assert isinstance(found, ScannerGaveNoVerdict)
    else:
        assert found.isprintable()
        assert 0 < len(found) <= scanner.SIGNATURE_AT_MOST


@given(st.binary(min_size=1, max_size=300))
def test_the_reason_why_there_is_no_verdict_can_be_stored(answer):
    found = verdict(answer)

    assert isinstance(found, ScannerGaveNoVerdict) or answer.startswith(b"stream: ")
    assert str(found).isprintable()
    assert len(str(found)) <= 300
