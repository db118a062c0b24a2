"""The notice that orders all this, named in one place."""

from datetime import date

NUMBER = "吉建管〔2024〕17号"
ISSUED_ON = date(2024, 11, 25)


def of_notice(place: str) -> str:
    """A clause of the notice as people cite it, such as ``吉建管〔2024〕17号 一（二）``."""
    return f"{NUMBER} {place}"
