"""Which kinds of paper a stage takes, and how much of them (domain.md 2.17)."""

from projects.rules.dictionaries import OPTIONAL_ATTACHMENTS, REQUIRED_ATTACHMENTS, AttachmentKind, Stage

KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def kinds_of(stage: Stage) -> tuple[AttachmentKind, ...]:
    """The kinds that a record of a stage may carry, the required one first."""
    return (REQUIRED_ATTACHMENTS[stage], *OPTIONAL_ATTACHMENTS[stage])


def in_words(size: int) -> str:
    """A number of bytes for the person at the screen, rounded up so that no limit looks kept when it is not."""
    if size < MEGABYTE:
        return f"{-(-size // KILOBYTE)}KB"
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}MB" if tenths % 10 == 0 else f"{tenths / 10:.1f}MB"
