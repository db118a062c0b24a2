"""Asking the witness: the checkpoint and the proof that it continues what the witness saw (C2SP tlog-witness)."""

import base64
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from audit import exports, notes, tiles
from audit.models import Checkpoint, Cosignature
from audit.notes import NoteFails, VerifierKey

TIMEOUT = 3.0  # seconds
_ANSWER_LIMIT = 64 * 1024


class NotWitnessed(Exception):
    """The witness gave no signature: it is away, or it refuses the checkpoint."""


def ask(checkpoint: Checkpoint, *, url: str, key: VerifierKey, folder: Path) -> None:
    """Get, check and keep the witness's signature on a checkpoint.

    :raises NotWitnessed: it gave none; the words say why.
    """
    before = Cosignature.objects.filter(witness=key.name).order_by("-size").first()
    seen = before.size if before else 0
    status, answer = _post(url, checkpoint, seen)
    if status == 409 and answer.strip().isdecimal() and seen != int(answer) <= checkpoint.size:
        status, answer = _post(url, checkpoint, int(answer))  # it saw more than it could tell us then
    if status != 200:
        raise NotWitnessed(f"the witness answered {status}: {answer.strip()[:200]}")
    try:
        moment = notes.witnessed_at(checkpoint.note + answer, key)
    except NoteFails as error:
        raise NotWitnessed(str(error)) from error
    at = datetime.fromtimestamp(moment, UTC)
    Cosignature.objects.get_or_create(
        size=checkpoint.size, witness=key.name, defaults={"line": answer, "witnessed_at": at}
    )
    exports.export_cosigned(folder, checkpoint.size, checkpoint.note + answer)


def _post(url: str, checkpoint: Checkpoint, seen: int) -> tuple[int, str]:
    proof = tiles.consistency_proof(seen, checkpoint.size) if 0 < seen < checkpoint.size else []
    lines = [f"old {seen}", *(base64.b64encode(one).decode() for one in proof), "", checkpoint.note]
    request = urllib.request.Request(url, "\n".join(lines).encode(), {"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - the configured address
            return answer.status, answer.read(_ANSWER_LIMIT).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read(_ANSWER_LIMIT).decode("utf-8", "replace")
    except OSError as error:
        raise NotWitnessed(f"the witness does not answer: {error}") from error
