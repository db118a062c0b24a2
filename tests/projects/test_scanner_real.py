"""The real clamd, where the machine has one: what our peer says of it is true. It knows one signature."""

import hashlib
import os
import shutil

import pytest

from embedded.process import free_port, is_listening, running, wait_until
from projects.scanner import ScannerDoesNotAnswer, ScannerGaveNoVerdict, scan
from tests.projects.scanning import EICAR

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(CLAMD is None, reason="no clamd on this machine")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """A clamd of our own: streams of up to 2 MB, files of up to 1 MB, and a word when something is above that."""
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "signatures").mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "signatures" / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Own.Eicar.Test\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/signatures\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        "StreamMaxLength 2M\nMaxFileSize 1M\nAlertExceedsMax yes\n"
    )
    log = folder / "clamd.log"
    with running([CLAMD, "-c", folder / "clamd.conf"], env=dict(os.environ), log=log, cwd=folder) as process:
        wait_until(lambda: is_listening(port), process, name="clamd", log=log, seconds=60)
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def offered(clamd, settings):
    settings.PAPERS_SCANNER_URL = clamd


def test_the_real_scanner_finds_the_test_string_and_calls_the_harmless_clean():
    assert scan([b"harmless"]) == ""
    assert scan([]) == ""
    assert scan([EICAR[:20], b"", EICAR[20:]]) == "Own.Eicar.Test.UNOFFICIAL"


@pytest.mark.parametrize(("megabytes", "words"), [(1.5, "没有查完"), (5, "size limit exceeded|中断")])
def test_what_the_real_scanner_did_not_look_at_is_never_called_clean_nor_infected(megabytes, words):
    with pytest.raises((ScannerGaveNoVerdict, ScannerDoesNotAnswer), match=words):
        scan([b"x" * 262_144] * int(megabytes * 4))
