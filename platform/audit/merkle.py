"""The tree of RFC 6962, section 2.1, over SHA-256 or another hash of 32 bytes: pure functions of hashes.

``root``, ``inclusion_proof`` and ``consistency_proof`` take the leaf hashes of a tree that fits into memory; the
``…_from`` forms take a source of nodes instead and read only the few that they need (``audit.tiles``).
"""

import hashlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Protocol

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

# (level, index) -> hash of the complete subtree over the leaves [index << level, (index + 1) << level).
NodeSource = Callable[[int, int], bytes]


class Digest(Protocol):
    """What a hash function of the standard library returns."""

    def digest(self) -> bytes:
        """The hash."""


Hash = Callable[[bytes], Digest]


def sm3(data: bytes) -> Digest:
    """SM3 (GB/T 32905).

    :raises ValueError: the OpenSSL of this Python has none.
    """
    return hashlib.new("sm3", data)


class ProofFails(Exception):
    """A proof does not show what it should show."""


def leaf_hash(data: bytes, by: Hash = sha256) -> bytes:
    """The hash of one entry."""
    return by(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes, by: Hash = sha256) -> bytes:
    """The hash of an inner node."""
    return by(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; that of the empty tree is the hash of nothing."""
    return root_from(len(leaves), nodes_of(leaves))


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, from the leaf upwards.

    :raises ValueError: the tree has no such leaf.
    """
    return inclusion_proof_from(index, len(leaves), nodes_of(leaves))


def consistency_proof(size1: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF of RFC 6962 between the tree's first ``size1`` leaves and the whole.

    :raises ValueError: ``size1`` is not between 1 and the tree's size.
    """
    return consistency_proof_from(size1, len(leaves), nodes_of(leaves))


def root_from(size: int, node: NodeSource, by: Hash = sha256) -> bytes:
    """The root of the tree's first ``size`` leaves."""
    return _range_hash(0, size, node, by) if size > 0 else by(b"").digest()


def inclusion_proof_from(index: int, size: int, node: NodeSource, by: Hash = sha256) -> list[bytes]:
    """As ``inclusion_proof``, in the tree's first ``size`` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return [_range_hash(*one, node, by) for one in reversed(ranges)]


def consistency_proof_from(size1: int, size2: int, node: NodeSource, by: Hash = sha256) -> list[bytes]:
    """As ``consistency_proof``, between the tree's first ``size1`` and its first ``size2`` leaves."""
    if not 0 < size1 <= size2:
        raise ValueError(f"no proof between sizes {size1} and {size2}")
    low, high, ranges = 0, size2, []
    while size1 != high:
        middle = low + _split(high - low)
        if size1 <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low > 0:
        ranges.append((low, high))
    return [_range_hash(*one, node, by) for one in reversed(ranges)]


def verify_inclusion(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes] | None, root: bytes, by: Hash = sha256
) -> None:
    """Return when the leaf stands at ``index`` in the tree of ``size`` leaves with ``root``.

    :raises ProofFails: it is not shown: wrong sizes, a proof of another length, another root.
    """
    proof = _hashes(proof)
    if not 0 <= index < size:
        raise ProofFails(f"there is no leaf {index} in a tree of {size}")
    _hashes([leaf_hash])
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise ProofFails(f"a proof of {len(proof)} hashes is of the wrong length")
    found = _chain(_chain_inner(leaf_hash, proof[:inner], index, by), proof[inner:], by)
    if found != root:
        raise ProofFails("the leaf leads to another root")


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes] | None, root1: bytes, root2: bytes, by: Hash = sha256
) -> None:
    """Return when the tree of ``size2`` leaves begins with the tree of ``size1`` leaves.

    :raises ProofFails: it is not shown; nothing can be shown about an empty tree.
    """
    proof = _hashes(proof)
    if not 0 < size1 <= size2:
        raise ProofFails(f"nothing is shown between sizes {size1} and {size2}")
    if size1 == size2:
        if proof or root1 != root2:
            raise ProofFails("one size has two roots" if root1 != root2 else "equal sizes need no proof")
        return
    shift = (size1 & -size1).bit_length() - 1
    seed, rest = (root1, proof) if size1 == 1 << shift else _head(proof)
    mask = (size1 - 1) >> shift
    inner = ((size1 - 1) ^ (size2 - 1)).bit_length() - shift
    if len(rest) != inner + (mask >> inner).bit_count():
        raise ProofFails(f"a proof of {len(proof)} hashes is of the wrong length")
    if _chain(_chain_right(seed, rest[:inner], mask, by), rest[inner:], by) != root1:
        raise ProofFails("the proof leads to another first root")
    if _chain(_chain_inner(seed, rest[:inner], mask, by), rest[inner:], by) != root2:
        raise ProofFails("the proof leads to another second root")


def nodes_of(leaves: Sequence[bytes]) -> NodeSource:
    """The complete subtrees over leaf hashes in memory."""

    def node(level: int, index: int) -> bytes:
        return fold(leaves[index << level : (index + 1) << level])

    return node


def fold(hashes: Sequence[bytes], by: Hash = sha256) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1], by) for i in range(0, len(hashes), 2)]
    return hashes[0]


def _range_hash(low: int, high: int, node: NodeSource, by: Hash) -> bytes:
    width = high - low
    if width.bit_count() == 1:  # such a range is aligned wherever RFC 6962 asks for one
        level = width.bit_length() - 1
        return node(level, low >> level)
    middle = low + _split(width)
    return node_hash(_range_hash(low, middle, node, by), _range_hash(middle, high, node, by), by)


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _hashes(proof: Sequence[bytes] | None) -> Sequence[bytes]:
    proof = proof or ()
    if any(len(one) != HASH_BYTES for one in proof):
        raise ProofFails(f"a hash has {HASH_BYTES} bytes")
    return proof


def _head(proof: Sequence[bytes]) -> tuple[bytes, Sequence[bytes]]:
    if not proof:
        raise ProofFails("a proof of 0 hashes is of the wrong length")
    return proof[0], proof[1:]


def _chain_inner(seed: bytes, proof: Sequence[bytes], index: int, by: Hash) -> bytes:
    for level, one in enumerate(proof):
        seed = node_hash(one, seed, by) if index >> level & 1 else node_hash(seed, one, by)
    return seed


def _chain_right(seed: bytes, proof: Sequence[bytes], index: int, by: Hash) -> bytes:
    for level, one in enumerate(proof):
        if index >> level & 1:
            seed = node_hash(one, seed, by)
    return seed


def _chain(seed: bytes, proof: Sequence[bytes], by: Hash) -> bytes:
    for one in proof:
        seed = node_hash(one, seed, by)
    return seed
