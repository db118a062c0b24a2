"""On what paper a confirmed record changed (三, 四（三）, U10): letters, a decision, a finding, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from projects.models import BOOKKEEPING_COLUMNS

# Moments of writing say nothing of a project.
NOT_TOLD = frozenset({"updated_at"})
_NOTHING: tuple[Any, ...] = (None, "", False, {}, [])


class Basis(models.TextChoices):
    """What a change after confirmation rests on."""

    NONE = "NONE", "没有依据"
    ERRATUM = "ERRATUM", "勘误"
    REVERSAL = "REVERSAL", "撤销确认"
    FINDING = "FINDING", "虚假信息认定"
    UPGRADE = "UPGRADE", "升级确认"
    BATCH = "BATCH", "历史批次撤销"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a change rests on.

    :param numbers: of letters, of a case, of a finding; none for none.
    :param lack: why there is no basis.
    """

    basis: Basis
    numbers: tuple[str, ...] = ()
    dated_on: date | None = None
    lack: str = ""


@dataclass(frozen=True, slots=True)
class Lettered:
    """An executed erratum.

    :param columns: pairs of a record's guid and the columns that it corrects there.
    :param papers: ids of the papers that it replaces, each with the digest of the new file.
    """

    number: str
    letters: tuple[str, ...]
    dated_on: date | None
    columns: frozenset[tuple[str, str]]
    papers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the transaction of a change wrote besides: rows of the ledger by table, and its errata and findings."""

    entries: Sequence[Mapping[str, Any]] = ()
    decisions: Sequence[tuple[str, date]] = ()
    errata: Sequence[Lettered] = ()
    findings: Sequence[tuple[str, date | None, frozenset[str]]] = field(default=())


def changed_columns(was: Mapping[str, Any], is_now: Mapping[str, Any]) -> list[str]:
    """Columns that say something else than before; one that is new to the table and empty says nothing."""
    names = dict.fromkeys([*was, *is_now])
    return [
        name
        for name in names
        if name not in NOT_TOLD and was.get(name) != is_now.get(name) and (name in was or is_now[name] not in _NOTHING)
    ]


def paper_of(was: Mapping[str, Any], is_now: Mapping[str, Any] | None, beside: Beside) -> Paper:
    """What a change of a confirmed record rests on, judged by what was written in its transaction.

    :param was, is_now: the record's row before and after; None for a deleted one.
    """
    if is_now is None:
        return Paper(Basis.NONE, lack="已确认的信息被删除")
    columns = changed_columns(was, is_now)
    facts = [name for name in columns if name not in BOOKKEEPING_COLUMNS]
    kept = [name for name in columns if name in BOOKKEEPING_COLUMNS]
    guid = str(was["row_guid"])
    judged = [_of_facts(guid, facts, beside)] if facts else []
    if kept == ["false_mark"]:
        judged.append(_of_mark(guid, beside))
    elif kept:
        judged.append(_of_grade(guid, was, is_now, beside))
    missing = [paper for paper in judged if paper.basis is Basis.NONE]
    return (missing or judged)[0]


def paper_of_attachment(was: Mapping[str, Any] | None, is_now: Mapping[str, Any] | None, beside: Beside) -> Paper:
    """What a change of a confirmed record's paper rests on: an erratum that replaces exactly this one, or nothing.

    :param was, is_now: the paper's row before and after; None for a new one, and for a deleted one.
    """
    if is_now is None:
        return Paper(Basis.NONE, lack="已确认信息的附件被删除")
    for erratum in beside.errata:
        if erratum.letters and _replaces(was, is_now, erratum.papers):
            return Paper(Basis.ERRATUM, erratum.letters, erratum.dated_on)
    return Paper(Basis.NONE, lack="勘误公文中没有替换该附件" if beside.errata else "没有勘误公文")


def _replaces(was: Mapping[str, Any] | None, is_now: Mapping[str, Any], papers: Mapping[int, str]) -> bool:
    if was is None:
        return bool(papers.get(is_now["replaces_id"]) == is_now["file_id"])
    return was["id"] in papers and changed_columns(was, is_now) == ["removed_at"] and was["removed_at"] is None


def _of_facts(guid: str, facts: Sequence[str], beside: Beside) -> Paper:
    # A new round of a record that fell back to D opens it again in the same act.
    for erratum in beside.errata:
        if erratum.letters and all((guid, name) in erratum.columns for name in facts):
            return Paper(Basis.ERRATUM, erratum.letters, erratum.dated_on)
    if beside.errata:
        return Paper(Basis.NONE, lack="勘误公文中没有这些更正内容")
    return Paper(Basis.NONE, lack="没有勘误公文")


def _of_grade(guid: str, was: Mapping[str, Any], is_now: Mapping[str, Any], beside: Beside) -> Paper:
    for entry in beside.entries:
        told = (entry["record_guid"], entry["old_grade"], entry["new_grade"])
        if told != (guid, was["grade"], is_now["grade"]):
            continue
        if entry["batch"]:
            return Paper(Basis.BATCH, (entry["batch"],))
        basis = Basis.UPGRADE if is_now["grade"] < was["grade"] else Basis.REVERSAL
        for number, day in beside.decisions:
            if number == entry["case_number"]:
                return Paper(basis, (number,), day)
    return Paper(Basis.NONE, lack="没有确认或撤销确认的决定")


def _of_mark(guid: str, beside: Beside) -> Paper:
    for number, day, guids in beside.findings:
        if guid in guids:
            return Paper(Basis.FINDING, (number,), day)
    return Paper(Basis.NONE, lack="没有虚假信息认定或复核决定")
