"""What an auditor takes along of the history: a table, its entries with their proofs, and a signed statement of both.

One ZIP with three files. ``audit/standalone/verify_export.py`` checks it with nothing but the keys (docs/adr/0020).
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from audit import bundles, keys
from audit.models import Checkpoint
from audit.notes import SigningKey

FORMAT = "jl-history-export/1"
STATEMENT, TABLE, PROOF = "statement.txt", "timeline.csv", "proof.json"


@dataclass(frozen=True, slots=True)
class Parts:
    """The two files that a statement is about.

    :param table: CSV, a row for each act under a row of heads.
    :param proof: JSON: the checkpoint, and of each act its entries with their paths.
    """

    table: bytes
    proof: bytes

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 by the file's name."""
        return {TABLE: digest_of(self.table), PROOF: digest_of(self.proof)}


def proof_of(acts: Sequence[Sequence[Mapping[str, Any]]], checkpoint: Checkpoint) -> bytes:
    """The file of proofs.

    :param acts: of each row of the table its entries, as :func:`audit.bundles.leaves_of` has them.
    """
    told = {
        "format": FORMAT,
        "log": str(keys.log_key()),
        "witness": str(keys.witness_key() or ""),
        "checkpoint": bundles.cosigned(checkpoint),
        "acts": acts,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def package(parts: Parts, said: Mapping[str, Any], key: SigningKey) -> bytes:
    """The signed ZIP.

    :param said: who exported what and when, in words; the digests of the files are added here.
    """
    statement = {**said, "files": parts.digests}
    note = key.sign(f"{key.name}\n{FORMAT}\n{json.dumps(statement, ensure_ascii=False, sort_keys=True)}\n")
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in ((STATEMENT, note.encode()), (TABLE, parts.table), (PROOF, parts.proof)):
            folder.writestr(name, data)
    return out.getvalue()


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()
