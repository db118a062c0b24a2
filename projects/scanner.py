"""The virus scanner, spoken to in clamd's protocol: the command INSTREAM, chunks with their length, one answer.

Every wait is bounded, by the operation and by ``PAPERS_SCAN_SECONDS`` for one paper.
"""

import re
import socket
import struct
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS = 3.0
ANSWER_AT_MOST = 4096  # bytes
SIGNATURE_AT_MOST = 200  # characters
_COMMAND, _END = b"zINSTREAM\0", struct.pack(">I", 0)
# With AlertExceedsMax, clamd gives this name to what is above its limits; without, it calls it clean unseen.
_NOT_LOOKED_AT = b"Heuristics.Limits.Exceeded"
_CLEAN, _FOUND = b"stream: OK\0", re.compile(rb"stream: ([^\0]*[^\0\s][^\0]*) FOUND\0")


class ScannerDoesNotAnswer(Exception):
    """Nobody listens, or the scanner was too slow or broke off. ``str(error)`` is Chinese."""


class ScannerGaveNoVerdict(Exception):
    """The scanner answered, but neither that the paper is clean nor what it found. ``str(error)`` is Chinese."""


def is_offered() -> bool:
    """Whether this installation has a scanner at all."""
    return bool(settings.PAPERS_SCANNER_URL)


def scan(chunks: Iterable[bytes]) -> str:
    """Let the scanner look at some bytes.

    :returns: the name of what it found; empty when it found nothing.
    :raises ScannerDoesNotAnswer, ScannerGaveNoVerdict: when it is to be asked again later.
    :raises OSError: whatever reading the chunks raises.
    """
    until = time.monotonic() + settings.PAPERS_SCAN_SECONDS
    with _connected(until) as line:
        is_listening = _send(line, _COMMAND, until)
        for chunk in chunks:
            # An empty chunk would end the stream.
            if not is_listening or (chunk and not _send(line, struct.pack(">I", len(chunk)) + chunk, until)):
                is_listening = False
                break
        if is_listening:
            _send(line, _END, until)
        # One that hangs up in the middle, for a stream too long, has said why before.
        return verdict_in(_answer(line, until))


def verdict_in(answer: bytes) -> str:
    """What the scanner's whole answer says, up to and with its closing NUL: the signature, or empty for a clean paper.

    :raises ScannerDoesNotAnswer: for an empty one.
    :raises ScannerGaveNoVerdict: for anything that is not exactly one of the two answers, or was cut off.
    """
    if answer == _CLEAN:
        return ""
    found = _FOUND.fullmatch(answer)
    if found and found[1].startswith(_NOT_LOOKED_AT):
        raise ScannerGaveNoVerdict(f"扫描服务没有查完该文件（超出其限制）：{_readable(found[1])[:SIGNATURE_AT_MOST]}")
    if found:
        return _readable(found[1])[:SIGNATURE_AT_MOST]
    if not answer:
        raise ScannerDoesNotAnswer("扫描服务中断了连接")
    raise ScannerGaveNoVerdict(f"扫描服务未给出结论：{_readable(answer)[:SIGNATURE_AT_MOST]}")


def _readable(answer: bytes) -> str:
    text = answer.strip(b"\0").decode("ascii", "backslashreplace")
    return "".join(char if char.isprintable() else "?" for char in text).strip()


def _connected(until: float) -> socket.socket:
    address, timeout = settings.PAPERS_SCANNER_URL, min(CONNECT_SECONDS, _left(until))
    try:
        if address.startswith("unix:"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(timeout)
            line.connect(address.removeprefix("unix:"))
            return line
        place = urlsplit(address)
        return socket.create_connection((place.hostname, place.port), timeout)
    except OSError as error:
        raise ScannerDoesNotAnswer(f"扫描服务连接不上（{type(error).__name__}）") from error


def _send(line: socket.socket, data: bytes, until: float) -> bool:
    """Whether the scanner took it; not, when it has hung up."""
    line.settimeout(_left(until))
    try:
        line.sendall(data)
    except TimeoutError as error:
        raise ScannerDoesNotAnswer("扫描服务超时") from error
    except OSError:
        return False
    return True


def _answer(line: socket.socket, until: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_AT_MOST:
        line.settimeout(_left(until))
        try:
            piece = line.recv(ANSWER_AT_MOST)
        except TimeoutError as error:
            raise ScannerDoesNotAnswer("扫描服务超时") from error
        except OSError as error:
            raise ScannerDoesNotAnswer(f"扫描服务中断了连接（{type(error).__name__}）") from error
        if not piece:
            break
        answer += piece
    return answer


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise ScannerDoesNotAnswer("扫描服务超时")
    return left
