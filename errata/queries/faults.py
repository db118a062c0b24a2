"""Whether a paper can be opened: what the scanner said, and what lies in the store."""

from errata.rules.papers import PaperFault, fault_of
from projects.models import Attachment
from projects.queries.scans import state_of
from projects.rules.scans import ScanState
from projects.store import digest_of


def fault_of_paper(paper: Attachment) -> PaperFault | None:
    """What is wrong with a paper; None when it can be opened. Reads its bytes, unless it is infected.

    :param paper: with ``file__scan`` read along.
    :raises PapersDoNotAnswer: when the store cannot be asked.
    """
    is_infected = state_of(paper.file) == ScanState.INFECTED
    found = None if is_infected else digest_of(paper.file_id)
    return fault_of(is_infected=is_infected, recorded=paper.file_id, found=found)
