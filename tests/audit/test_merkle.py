"""The tree of RFC 6962: against the RFC's own recursion, and against the vectors of others."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.merkle import ProofFails, verify_consistency, verify_inclusion


def h(text):
    return base64.b64decode(text)


# The entries that the test-suites of Certificate Transparency use, and hashes of transparency-dev/merkle (testdata/).
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
ROOT_1 = h("bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=")
ROOT_8 = h("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")
FROM_1_TO_8 = [h("lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c="),
               h("Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4="),
               h("a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")]  # fmt: skip
LEAF_5 = h("QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg=")
PATH_5_IN_8 = [h("vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="),
               h("yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA="),
               h("037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


# RFC 6962, section 2.1, word for word.
def k_of(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = k_of(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m, d):
    if len(d) == 1:
        return []
    k = k_of(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    k = k_of(len(d))
    return [*subproof(m, d[:k], b), mth(d[k:])] if m <= k else [*subproof(m - k, d[k:], False), mth(d[:k])]


def test_the_roots_are_those_of_everybody_else():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [merkle.root(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_proofs_are_those_of_everybody_else():
    assert merkle.inclusion_proof(5, LEAVES) == PATH_5_IN_8
    assert merkle.inclusion_proof(0, LEAVES) == FROM_1_TO_8 == merkle.consistency_proof(1, LEAVES)
    verify_inclusion(0, 1, ROOT_1, None, ROOT_1)
    verify_inclusion(0, 8, ROOT_1, FROM_1_TO_8, ROOT_8)
    verify_inclusion(5, 8, LEAF_5, PATH_5_IN_8, ROOT_8)
    verify_consistency(1, 1, None, ROOT_1, ROOT_1)
    verify_consistency(1, 8, FROM_1_TO_8, ROOT_1, ROOT_8)


GARBAGE = bytes(32)
WRONG_INCLUSION = {
    "another leaf": (5, 8, LEAVES[4], PATH_5_IN_8, ROOT_8),
    "a short leaf": (5, 8, b"", PATH_5_IN_8, ROOT_8),
    "the index after": (6, 8, LEAF_5, PATH_5_IN_8, ROOT_8),
    "the index before": (4, 8, LEAF_5, PATH_5_IN_8, ROOT_8),
    "another branch": (5 ^ 2, 8, LEAF_5, PATH_5_IN_8, ROOT_8),
    "beyond the tree": (8, 8, LEAF_5, PATH_5_IN_8, ROOT_8),
    "a negative index": (-1, 8, LEAF_5, PATH_5_IN_8, ROOT_8),
    "twice the size": (5, 16, LEAF_5, PATH_5_IN_8, ROOT_8),
    "half the size": (5, 4, LEAF_5, PATH_5_IN_8, ROOT_8),
    "an empty tree": (0, 0, LEAF_5, [], ROOT_8),
    "a negative size": (0, -1, LEAF_5, [], ROOT_8),
    "another root": (5, 8, LEAF_5, PATH_5_IN_8, ROOT_1),
    "no root": (5, 8, LEAF_5, PATH_5_IN_8, b""),
    "garbage after": (5, 8, LEAF_5, [*PATH_5_IN_8, GARBAGE], ROOT_8),
    "nothing after": (5, 8, LEAF_5, [*PATH_5_IN_8, b""], ROOT_8),
    "garbage before": (5, 8, LEAF_5, [GARBAGE, *PATH_5_IN_8], ROOT_8),
    "the root before": (5, 8, LEAF_5, [ROOT_8, *PATH_5_IN_8], ROOT_8),
    "one removed": (5, 8, LEAF_5, PATH_5_IN_8[:-1], ROOT_8),
    "no proof": (5, 8, LEAF_5, None, ROOT_8),
}
WRONG_CONSISTENCY = {
    "an empty first tree": (0, 8, [], merkle.EMPTY_ROOT, ROOT_8),
    "an empty first tree with a proof": (0, 1, [GARBAGE], merkle.EMPTY_ROOT, ROOT_1),
    "two empty trees": (0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT),
    "negative sizes": (-1, -1, [], ROOT_1, ROOT_1),
    "a negative first size": (-1, 8, FROM_1_TO_8, ROOT_1, ROOT_8),
    "a smaller second tree": (8, 1, FROM_1_TO_8, ROOT_8, ROOT_1),
    "equal sizes, two roots": (1, 1, [], ROOT_1, ROOT_8),
    "equal sizes with a proof": (1, 1, [GARBAGE], ROOT_1, ROOT_1),
    "no proof": (1, 8, [], ROOT_1, ROOT_8),
    "no proof where one hash is asked for": (6, 8, [], merkle.root(LEAVES[:6]), ROOT_8),
    "garbage before": (1, 8, [b"", *FROM_1_TO_8], ROOT_1, ROOT_8),
    "garbage after": (1, 8, [*FROM_1_TO_8, GARBAGE], ROOT_1, ROOT_8),
    "one removed": (1, 8, FROM_1_TO_8[:-1], ROOT_1, ROOT_8),
    "roots swapped": (1, 8, FROM_1_TO_8, ROOT_8, ROOT_1),
    "another first root": (6, 8, merkle.consistency_proof(6, LEAVES), ROOT_1, ROOT_8),
    "another second root": (6, 8, merkle.consistency_proof(6, LEAVES), merkle.root(LEAVES[:6]), ROOT_1),
}


@pytest.mark.parametrize("case", WRONG_INCLUSION.values(), ids=WRONG_INCLUSION)
def test_what_is_not_shown_about_a_leaf_fails(case):
    with pytest.raises(ProofFails):
        verify_inclusion(*case)


@pytest.mark.parametrize("case", WRONG_CONSISTENCY.values(), ids=WRONG_CONSISTENCY)
def test_what_is_not_shown_about_two_trees_fails(case):
    with pytest.raises(ProofFails):
        verify_consistency(*case)


@pytest.mark.parametrize("number", range(3))
def test_a_changed_bit_of_a_proof_fails(number):
    for proof, check in ((PATH_5_IN_8, (5, 8, LEAF_5)), (FROM_1_TO_8, (0, 8, ROOT_1))):
        spoilt = list(proof)
        spoilt[number] = bytes([proof[number][0] ^ 8]) + proof[number][1:]
        with pytest.raises(ProofFails):
            verify_inclusion(*check, spoilt, ROOT_8)


def test_there_is_no_proof_about_what_a_tree_does_not_have():
    for index in (-1, 8):
        with pytest.raises(ValueError, match="no leaf"):
            merkle.inclusion_proof(index, LEAVES)
    for size in (0, 9):
        with pytest.raises(ValueError, match="no proof"):
            merkle.consistency_proof(size, LEAVES)


trees = st.integers(1, 300).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


@given(trees)
def test_roots_and_proofs_are_those_of_the_rfc_and_hold(tree):
    size, index = tree
    entries = [number.to_bytes(2, "big") for number in range(size)]
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    whole, part = mth(entries), mth(entries[: index + 1])

    assert merkle.root(leaves) == whole
    inclusion, consistency = merkle.inclusion_proof(index, leaves), merkle.consistency_proof(index + 1, leaves)
    assert inclusion == path(index, entries)
    assert consistency == subproof(index + 1, entries, True)
    verify_inclusion(index, size, leaves[index], inclusion, whole)
    verify_consistency(index + 1, size, consistency, part, whole)


@given(trees, st.integers(1, 400), st.data())
def test_a_proof_holds_for_its_own_place_alone(tree, other, data):
    size, index = tree
    leaves = [merkle.leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    whole, proof = merkle.root(leaves), merkle.inclusion_proof(index, leaves)
    wrong = data.draw(
        st.integers(0, size - 1).filter(lambda number: number != index) if size > 1 else st.just(index + 1)
    )

    with pytest.raises(ProofFails):
        verify_inclusion(wrong, size, leaves[index], proof, whole)
    if other != index + 1 and other < size:
        with pytest.raises(ProofFails):
            verify_consistency(
                other, size, merkle.consistency_proof(index + 1, leaves), merkle.root(leaves[:other]), whole
            )
