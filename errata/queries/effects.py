"""What an erratum would bring, told before anybody files, approves or executes it (X19)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Enterprise
from confirmation.queries.records import confirmed_of
from confirmation.queries.uses import answers_for
from errata.changes import with_items
from errata.models import Erratum, ErratumItem, PaperReplacement
from errata.queries.exchange import PAPERS_ALONE, is_pushed
from errata.queries.replacing import title_of
from national.queries import delivery_of
from projects.models import Project, StageRecord
from projects.rules.consistency import findings_among


@dataclass(frozen=True, slots=True)
class Graded:
    """A record of which fields are corrected or papers replaced, and the grade that it keeps."""

    title: str
    grade: str


@dataclass(frozen=True, slots=True)
class Effects:
    """All that an erratum brings.

    :param lost, gained: uses that the project would no longer, or newly, serve.
    :param findings: contradictions between its records that were not there before.
    :param papers: what is replaced, by kind and file name.
    """

    graded: list[Graded]
    lost: list[str]
    gained: list[str]
    findings: list[str]
    national: str
    papers: list[str]


def effects_of(
    erratum: Erratum,
    items: Sequence[ErratumItem],
    records: Sequence[StageRecord],
    replacements: Sequence[PaperReplacement] = (),
) -> Effects:
    """What would happen. Three queries besides the persons whom the items name.

    :param records: all live records of the project.
    """
    before = confirmed_of(records)
    after = corrected(before, items)
    changed = {item.record_guid for item in items} | {row.paper.record_guid for row in replacements}
    firms = list(
        Enterprise.objects.filter(pk__in={row.filed_by_id for row in before if row.filed_by_id}).order_by("pk")
    )
    shown = delivery_of(str(erratum.project.row_guid)).national_shown
    was, then = _uses(before, firms, shown), _uses(after, firms, shown)
    known = {finding.text for finding in findings_among(before)}
    return Effects(
        graded=[Graded(title_of(record), record.grade) for record in before if record.row_guid in changed],
        lost=[use for use in was if use not in then],
        gained=[use for use in then if use not in was],
        findings=[finding.text for finding in findings_among(after) if finding.text not in known],
        national=_national(erratum) if items else PAPERS_ALONE,
        papers=[f"{row.paper.get_kind_display()}“{row.paper.filename}”" for row in replacements],
    )


def corrected(records: Sequence[StageRecord], items: Sequence[ErratumItem]) -> list[StageRecord]:
    """Records as they would be with the items of an erratum."""
    return [with_items(record, [item for item in items if item.record_guid == record.row_guid]) for record in records]


def _uses(records: Sequence[StageRecord], firms: Sequence[Enterprise], shown: bool) -> list[str]:
    project = next((record for record in records if isinstance(record, Project)), None)
    found: list[str] = []
    if project is None:
        return found
    for enterprise in firms:
        for asked, answer in answers_for(project, records, enterprise, national_shown=shown):
            if answer.met:
                found.append(f"{answer.use.label}（{asked.who or enterprise.name}）")
    return sorted(found)


def _national(erratum: Erratum) -> str:
    if erratum.executed_at is not None:
        return erratum.push_note
    if is_pushed(str(erratum.project.row_guid)):
        return "执行后立即生成新版本，推送全国平台更正"
    return "该项目未推送全国平台，不需要更正推送"
