"""What people type, put right before it is judged."""

import unicodedata

# Chinese punctuation stays as it is written: a name must equal its paper (四（二）).
_PLAIN: dict[int, int | str] = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# The wide space is a space; NUL, which PostgreSQL refuses in text, is nothing.
_PLAIN |= {0x3000: " ", 0: ""}


def folded(text: str) -> str:
    """Full-width letters, digits and spaces made plain; no space at the ends, no NUL."""
    return text.translate(_PLAIN).strip()


def compatible(text: str) -> str:
    """NFKC without any space or NUL: for codes, amounts and dates, where no Chinese punctuation belongs."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\0", "").split())
