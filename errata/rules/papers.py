"""Which papers of confirmed records an erratum may replace, and by what (三, 四（三）). Pure."""

from django.db import models

from accounts.rules import says_something
from common.errors import RuleError
from common.notice import of_notice
from errata.rules.corrections import CLAUSE
from projects.rules.scans import ScanState


class PaperFault(models.TextChoices):
    """Why nobody can open a paper, or nobody may."""

    INFECTED = "INFECTED", "发现病毒，已停用"
    MISSING = "MISSING", "附件库中没有该文件"
    ALTERED = "ALTERED", "文件内容与登记的摘要不符"


class ThePaperCanBeRead(RuleError):
    """Nothing is wrong with the paper: what was confirmed on it stays."""


class ThePaperHasMoved(RuleError):
    """The paper is no longer in force, or its record no longer confirmed."""


class TheSamePaperAgain(RuleError):
    """The new file has the bytes that are recorded of the old one."""


class TheNewPaperIsNotClear(RuleError):
    """The new file was not found clean by the virus scanner, or can no longer be read itself."""


class AReplacementSaysWhy(RuleError):
    """A replacement says where the new paper comes from."""


def fault_of(*, is_infected: bool, recorded: str, found: str | None) -> PaperFault | None:
    """What is wrong with a paper; None when it can be opened.

    :param recorded: the SHA-256 with which the paper was submitted.
    :param found: the SHA-256 of the bytes that lie there; None when there are none.
    """
    if is_infected:
        return PaperFault.INFECTED
    if found is None:
        return PaperFault.MISSING
    return PaperFault.ALTERED if found != recorded else None


def require_fault(filename: str, fault: PaperFault | None) -> PaperFault:
    """Let pass a paper that nobody can open.

    四（三）: what is confirmed is not altered at will. Whoever confirmed read this paper; as long as it can be read it
    is what the confirmation rests on, and a better one, or one that says something else, does not take its place.

    :raises ThePaperCanBeRead: otherwise.
    """
    if fault is None:
        raise ThePaperCanBeRead(
            f"“{filename}”可以正常打开，不能替换；只有带病毒或无法读取的附件才能经勘误替换，"
            "填报内容有误的请更正相应字段，确认依据有误的由主管部门撤销确认",
            clause=of_notice("四（三）"),
            field="paper",
        )
    return fault


def require_in_force(filename: str, is_in_force: bool) -> None:
    """Let pass a paper that is in force, of a record that is confirmed.

    :raises ThePaperHasMoved: otherwise (三: an erratum concerns what stands).
    """
    if not is_in_force:
        raise ThePaperHasMoved(
            f"“{filename}”已被替换或移除，或所属信息已不是确认状态，不能按原申请替换；请退回补充后按现有附件重新提出",
            clause=CLAUSE,
            field="paper",
        )


def require_other_bytes(filename: str, recorded: str, given: str) -> None:
    """Let pass a new file that is not the old one over again.

    :raises TheSamePaperAgain: when it is: an infected file stays infected, and a lost one is put back, not replaced.
    """
    if recorded == given:
        raise TheSamePaperAgain(
            f"上传的文件与原附件“{filename}”内容完全相同，不能替换；原附件带病毒的请重新扫描原件，"
            "原附件丢失或损坏的请将该文件交技术支持单位放回附件库",
            clause=CLAUSE,
            field="file",
        )


def require_clear(filename: str, state: ScanState, *, scans_here: bool, may_wait: bool) -> None:
    """Let pass a new file as any paper is let pass, and stricter: in the end the scanner must have found it clean.

    四（二）: papers are accurate and whole. Only where nobody ever scanned is a file taken unscanned, as every paper
    there is; a scanner that is switched off for a while is waited for.

    :param scans_here: whether papers are scanned in this installation, or ever were.
    :param may_wait: while the firm prepares and asks, the scan may still be under way.
    :raises TheNewPaperIsNotClear: otherwise.
    """
    if state == ScanState.INFECTED:
        raise TheNewPaperIsNotClear(
            f"新附件“{filename}”中发现病毒，不能用于替换；请撤下，在无病毒的电脑上重新扫描后再上传",
            clause=of_notice("四（二）"),
            field="file",
        )
    if state != ScanState.CLEAN and scans_here and not may_wait:
        raise TheNewPaperIsNotClear(
            f"新附件“{filename}”尚未完成病毒扫描，扫描完成后方可办理；请稍后再试，久未完成的请告知技术支持单位",
            clause=of_notice("四（二）"),
        )


def require_readable(filename: str, recorded: str, found: str | None) -> None:
    """Let pass a new file whose bytes lie there as they were given.

    :raises TheNewPaperIsNotClear: otherwise: the store lost it too, or is itself out of order and proves nothing.
    """
    if recorded != found:
        raise TheNewPaperIsNotClear(
            f"新附件“{filename}”现在也无法读取，不能办理；请告知技术支持单位检查附件库，必要时退回补充后重新上传",
            clause=of_notice("四（二）"),
        )


def require_source(ground: str) -> None:
    """Let pass a replacement that says where the new paper comes from (三: an application says why).

    :raises AReplacementSaysWhy: otherwise.
    """
    if not says_something(ground):
        raise AReplacementSaysWhy(
            "请说明新附件的来源（不少于5个字），例如：档案馆存原件重新扫描", clause=CLAUSE, field="ground"
        )
