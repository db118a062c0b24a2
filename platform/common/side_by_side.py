"""Two texts beside each other with the characters marked that differ."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; an empty changed one stands where characters are missing."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """Both texts in pieces, and how many characters differ."""

    ours: tuple[Part, ...]
    theirs: tuple[Part, ...]
    count: int


def sides(ours: str, theirs: str) -> Sides:
    """Compare character by character; nothing is normalised."""
    found = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return Sides(
        tuple(Part(ours[begin:end], kind != "equal") for kind, begin, end, _, _ in found),
        tuple(Part(theirs[begin:end], kind != "equal") for kind, _, _, begin, end in found),
        sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in found if kind != "equal"),
    )
