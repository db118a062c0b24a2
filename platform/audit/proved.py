"""Reading back: stored leaves, each of which is the hash of its event's stored bytes."""

from dataclasses import dataclass, field

from audit import leaves
from audit.merkle import Hash
from audit.tiles import LogIsBroken


@dataclass
class Proved:
    """Hashes of a range of leaves.

    :param first: as they are stored, which was found right.
    :param second: of the same bytes by another hash.
    """

    first: list[bytes] = field(default_factory=list)
    second: list[bytes] = field(default_factory=list)


def proved(begin: int, end: int, second: Hash | None = None) -> Proved:
    """The leaves from ``begin`` to before ``end``.

    :param second: another hash that is wanted of each; without one there is none.
    :raises LogIsBroken: a leaf is missing, or is not the hash of its event.
    """
    found, wrong = Proved(), list[int]()

    def take(index: int, leaf: bytes, words: bytes) -> None:
        if index != begin + len(found.first) or leaf != leaves.hash_of_words(words):
            wrong.append(index)
        found.first.append(leaf)
        if second:
            found.second.append(leaves.hash_of_words(words, second))

    source = "audit_leaf l JOIN audit_event e ON e.id = l.event_id"
    range_of = f"WHERE l.index >= {begin} AND l.index < {end} ORDER BY 1"
    leaves.copy("l.index", "l.hash", "l.event_id", f"{source} {range_of}", take)
    if wrong or len(found.first) != end - begin:
        raise LogIsBroken(f"leaf {wrong[0] if wrong else end - 1} is not the hash of its event")
    return found
