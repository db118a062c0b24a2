"""Chinese substring search by pairs of characters: what a text becomes in the index, and what is asked of it.

The database's half, ``projects_plain`` and ``projects_grams``, stands in the migration of ``ProjectSearch``.
"""

import unicodedata


def plain(text: str) -> str:
    """A text as the index compares it: compatible forms and capitals are one, so （ is ( and Ａ is a.

    The stored name stays as it is written; only the search is this generous.
    """
    return unicodedata.normalize("NFKC", text).lower()


def grams(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text in order; a text of one character is its own only one."""
    text = plain(text)
    return [text[place : place + 2] for place in range(len(text) - 1)] or [text]


def lexeme(text: str) -> str:
    """A text as a literal of ``tsquery`` that no parser takes apart."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def substring_query(text: str) -> str:
    """The ``tsquery`` literal of a non-empty text: all its pairs, or for one character any pair that begins with it.

    For one and two characters a hit is the substring itself; longer ones need a look at the text too.
    """
    words = grams(text)
    if len(words) == 1 and len(words[0]) == 1:
        return f"{lexeme(words[0])}:*"
    return " & ".join(lexeme(word) for word in words)
