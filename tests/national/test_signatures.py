"""Signatures by shared secret and by key pair, and keys that change."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from national.signatures import is_signed, sign

# RFC 8032, 7.1, test 2.
SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def key(prefix, hexadecimal):
    return prefix + base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def test_a_pair_signs_as_the_standard_says():
    secret, public = key("ed25519:", SEED), key("ed25519-public:", PUBLIC)

    assert sign(secret, b"\x72") == SIGNATURE
    assert is_signed(public, b"\x72", SIGNATURE)
    assert is_signed(secret, b"\x72", SIGNATURE)
    assert not is_signed(public, b"\x73", SIGNATURE)
    with pytest.raises(ValueError, match="public key"):
        sign(public, b"\x72")


def test_a_shared_secret_signs_with_hmac():
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert sign("Jefe", b"what do ya want for nothing?") == expected
    assert is_signed("Jefe", b"what do ya want for nothing?", expected)


@given(st.sampled_from(["secret", key("ed25519:", SEED)]), st.binary(max_size=40), st.text(max_size=140))
def test_no_other_text_passes_for_a_signature(secret, text, other):
    if other != sign(secret, text):
        assert not is_signed(secret, text, other)
