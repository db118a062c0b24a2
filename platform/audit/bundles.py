"""Proof for anyone: the entries of one record with their paths to a signed checkpoint, in one JSON document.

``audit/standalone/verify_bundle.py`` and the page /public/verify/ check it with nothing but the keys.
"""

import base64
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

from audit import keys, leaves, merkle, notes, tiles
from audit.merkle import NodeSource
from audit.models import Checkpoint, Cosignature
from audit.tiles import SHA256, SM3, Tree

FORMAT = "jl-history-bundle/1"


class NothingToProve(Exception):
    """No entry about this stands under a checkpoint."""


def bundle_of(*, subject: str = "", object_type: str = "", object_id: str = "") -> dict[str, Any]:
    """The entries about a subject, or of one row of one table, under the newest checkpoint. Five queries,
    and one more where the checkpoint signs the second tree too: then each entry has its path in that, ``sm3``.

    :raises NothingToProve: there is none yet; entries are sealed within a second or so.
    """
    newest = newest_checkpoint()
    rows = _entries(newest.size, _where(subject), _asked(subject, object_type, object_id)) if newest else []
    if newest is None or not rows:
        raise NothingToProve(subject or f"{object_type} {object_id}")
    witness = keys.witness_key()
    return {
        "format": FORMAT,
        "log": str(keys.log_key()),
        "witness": str(witness or ""),
        "subject": subject,
        "record": "" if subject else f"{object_type}:{object_id}",
        "checkpoint": cosigned(newest),
        "waiting": _waiting(subject, object_type, object_id),
        "entries": _proved(rows, newest),
    }


def newest_checkpoint() -> Checkpoint | None:
    """Under what a proof of now stands; None before the first."""
    return Checkpoint.objects.order_by("-size").first()


def leaves_of(event_ids: Iterable[int], checkpoint: Checkpoint) -> dict[int, dict[str, Any]]:
    """Some entries of the ledger with their paths, as in a bundle, by their numbers; those that stand under the
    checkpoint. Two queries, and one more where the checkpoint signs the second tree too.
    """
    rows = _entries(checkpoint.size, "e.id = ANY(%s)", [list(event_ids)])
    proved = _proved(rows, checkpoint) if rows else []
    return {event_id: entry for (_, event_id, *_), entry in zip(rows, proved, strict=True)}


def _proved(rows: list[tuple[Any, ...]], checkpoint: Checkpoint) -> list[dict[str, Any]]:
    places = [row[0] for row in rows]
    paths = {"path": _paths(places, checkpoint.size, SHA256)}
    if notes.head_of(checkpoint.note, keys.log_key()).sm3:
        paths["sm3"] = _paths(places, checkpoint.size, SM3)
    return [
        {"index": str(index), "fields": _fields(event)} | {name: found[place] for name, found in paths.items()}
        for place, (index, *event) in enumerate(rows)
    ]


def cosigned(checkpoint: Checkpoint) -> str:
    """The checkpoint's note with the lines of its witnesses."""
    lines = Cosignature.objects.filter(size=checkpoint.size).order_by("witness").values_list("line", flat=True)
    return checkpoint.note + "".join(lines)


def _entries(size: int, where: str, asked: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.index, {leaves.COLUMNS} FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id"  # noqa: S608
            f" WHERE {where} AND l.index < %s ORDER BY l.index",
            [*asked, size],
        )
        return list(cursor.fetchall())


def _waiting(subject: str, object_type: str, object_id: str) -> int:
    """How many entries about it are newer than the checkpoint's tree."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM audit_event e JOIN audit_pending p ON p.event_id = e.id WHERE {_where(subject)}",  # noqa: S608
            _asked(subject, object_type, object_id),
        )
        return int(cursor.fetchone()[0])


def _where(subject: str) -> str:
    return "e.subject = %s" if subject else "e.object_type = %s AND e.object_id = %s"


def _asked(subject: str, object_type: str, object_id: str) -> list[str]:
    return [subject] if subject else [object_type, object_id]


def _paths(indexes: list[int], size: int, tree: Tree) -> list[list[str]]:
    def proofs(node: NodeSource) -> list[list[bytes]]:
        known = cache(node)  # neighbours have most of their paths in common
        return [merkle.inclusion_proof_from(index, size, known, tree.by) for index in indexes]

    return [[_encoded(one) for one in path] for path in tiles.computed(proofs, tree)]


def _fields(event: list[Any]) -> dict[str, str | None]:
    """As text, so that no reader rounds a number; the payload in base64."""
    told = dict(zip(leaves.FIELDS, event, strict=True))
    payload = _encoded(bytes(told.pop("payload")))
    return {name: None if value is None else str(value) for name, value in told.items()} | {"payload": payload}


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
