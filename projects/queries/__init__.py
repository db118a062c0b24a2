"""What pages and other apps ask about projects."""

from projects.queries.records import attachments_of, missing_papers, records_of, sector_of
from projects.queries.scope import scope_rules
from projects.queries.search import FOUND_AT_MOST, Found, find_before_filing
from projects.queries.stages import Present, missing_of, missing_stages, present_from, present_in

__all__ = [
    "FOUND_AT_MOST",
    "Found",
    "Present",
    "attachments_of",
    "find_before_filing",
    "missing_of",
    "missing_papers",
    "missing_stages",
    "present_from",
    "present_in",
    "records_of",
    "scope_rules",
    "sector_of",
]
