"""Signed texts: the form that others read, and every way in which one can be wrong."""

import base64

import pytest

from audit import notes
from audit.notes import COSIGNATURE, Head, NoteFails, SigningKey, VerifierKey, head_of

# From the documentation of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
WORDS = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = SigningKey("portal.invalid/history", bytes(range(32)))
NOTE = KEY.sign(Head(KEY.name, 7, b"r" * 32).body)


def test_a_note_of_others_is_read_and_their_key_keeps_its_form():
    key = VerifierKey.parse(PETER)

    assert str(key) == PETER
    key.require(WORDS.encode(), notes._signature(f"{WORDS}\n{SIGNATURE}", key))


def test_a_checkpoint_is_three_lines_and_a_signature():
    head, signature = NOTE.split("\n\n")

    assert head.split("\n") == ["portal.invalid/history", "7", base64.b64encode(b"r" * 32).decode()]
    assert signature.startswith("— portal.invalid/history ")
    assert head_of(NOTE, KEY.verifier) == Head("portal.invalid/history", 7, b"r" * 32)


WRONG = {
    "another size": NOTE.replace("\n7\n", "\n8\n"),
    "a size with a sign": NOTE.replace("\n7\n", "\n+7\n"),
    "a size with a zero before": NOTE.replace("\n7\n", "\n07\n"),
    "a full-width size": NOTE.replace("\n7\n", "\n７\n"),
    "another log": NOTE.replace("portal.invalid/history\n7", "portal.invalid/other\n7"),
    "another root": NOTE.replace("cnJy", "cnJz", 1),
    "no signature": NOTE.split("— ")[0],
    "a signature without a line's end": NOTE.removesuffix("\n"),
    "a changed signature": NOTE[:-12] + ("A" if NOTE[-12] != "A" else "B") + NOTE[-11:],
    "the signature of somebody else": SigningKey(KEY.name, bytes(32)).sign(Head(KEY.name, 7, b"r" * 32).body),
    "no base64": NOTE.replace("history ", "history *"),
    "nothing": "",
    "words": "words\n\n— words\n",
}


@pytest.mark.parametrize("note", WRONG.values(), ids=WRONG)
def test_a_checkpoint_that_the_log_did_not_sign_as_it_is_fails(note):
    with pytest.raises(NoteFails):
        head_of(note, KEY.verifier)


def test_a_line_of_a_witness_does_not_disturb_and_is_no_signature_of_the_log():
    witness = VerifierKey("witness.invalid", COSIGNATURE, SigningKey("", bytes(32)).verifier.public)
    line = f"— witness.invalid {base64.b64encode(witness.key_id + bytes(72)).decode()}\n"

    assert head_of(NOTE + line, KEY.verifier).size == 7
    with pytest.raises(NoteFails, match="does not hold"):
        notes.witnessed_at(NOTE + line, witness)
    with pytest.raises(NoteFails, match="did not sign"):
        notes.witnessed_at(NOTE, witness)


@pytest.mark.parametrize(
    "text", ["", "a+b", "name+00000000+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k", PETER[:-4], "x" * 99]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(NoteFails):
        VerifierKey.parse(text)
