"""Opening marked parts of a filing that came back, and keeping the rest as it was (X04). Verbs of other verbs."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import vault
from accounts.models import Enterprise, Person
from common.errors import RuleError
from common.notice import of_notice
from projects.models import Attachment, EnterpriseIndicators, OpenedFiling, OpenedRecord, Project, StageRecord
from projects.queries.openings import kinds_to_add, opening_of, paper_may_go
from projects.rules.described import Described, FieldList
from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening
from projects.rules.values import ValueType

_CLAUSE = of_notice("四（二）")
_WAY = "请保持原样，或在对应问题的答复中说明"


class OnlyMarkedPartsAreOpen(RuleError):
    """The filing came back with marks, and this part was not marked."""


def narrow(
    *,
    project: Project,
    enterprise: Enterprise,
    openings: Mapping[UUID, Opening | None],
    kinds: Collection[RecordKind],
    at: datetime,
) -> None:
    """Open of some records the named parts alone. Opens no transaction and needs a ledger context.

    :param openings: by the record's guid; None opens it in whole.
    :param kinds: of which a record may be added.
    """
    OpenedFiling.objects.update_or_create(
        project=project,
        enterprise=enterprise,
        defaults={"kinds": sorted(kinds), "opened_at": at},
    )
    OpenedRecord.objects.filter(record_guid__in=openings).delete()
    OpenedRecord.objects.bulk_create(
        OpenedRecord(
            project=project,
            record_guid=guid,
            fields=dict(opening.fields),
            papers=dict(opening.papers),
            paper_kinds=dict(opening.paper_kinds),
            opened_at=at,
        )
        for guid, opening in openings.items()
        if opening is not None
    )


def widen(*, project: Project, enterprise: Enterprise, records: Collection[StageRecord]) -> None:
    """Nothing narrows these records any more. Opens no transaction and needs a ledger context."""
    OpenedFiling.objects.filter(project=project, enterprise=enterprise).delete()
    OpenedRecord.objects.filter(record_guid__in=[record.row_guid for record in records]).delete()


def require_kind_is_open(project: Project, enterprise: Enterprise, kind: RecordKind) -> None:
    """Let pass a new record of a filing that nothing narrows, or that came back for want of this kind.

    :raises OnlyMarkedPartsAreOpen: otherwise.
    """
    # Whoever read the project with ``takes_less`` knows already that nothing narrows its filing.
    kinds = kinds_to_add(project, enterprise) if getattr(project, "takes_less", True) else None
    if kinds is not None and kind not in kinds:
        raise OnlyMarkedPartsAreOpen(
            f"该办件退回补正，主管部门没有要求添加{kind.label}；请先完成退回所列的修改并重新提交", clause=_CLAUSE
        )


def require_facts_are_open(record: StageRecord, facts: Mapping[str, Any], fields: FieldList) -> None:
    """Let pass facts that change nothing but the open parts of a record. One query, none for a new record.

    :param facts: as ``write_facts`` takes them.
    :raises OnlyMarkedPartsAreOpen: naming the first field that was not marked.
    """
    opening = opening_of(record)
    if opening is None:
        return
    for described in fields.fields:
        if not opening.why(described) and _differs(record, described, facts):
            raise OnlyMarkedPartsAreOpen(
                f"“{described.label}”没有被退回，不能修改；{_WAY}", clause=_CLAUSE, field=described.name
            )
    figures = isinstance(record, EnterpriseIndicators) and facts.get("indicators", []) != record.indicators
    if figures and "indicators" not in opening.fields:
        raise OnlyMarkedPartsAreOpen(f"“技术指标”没有被退回，不能修改；{_WAY}", clause=_CLAUSE)


def _differs(record: StageRecord, described: Described, facts: Mapping[str, Any]) -> bool:
    if described.type is ValueType.PERSON:
        return _is_another_person(getattr(record, described.name), facts, described.name)
    if described.name not in facts:
        return False
    given = facts[described.name]
    if described.is_extra:
        stored = record.extra.get(described.name)
        return str(given if given is not None else "") != str(stored if stored is not None else "")
    if described.type in (ValueType.DIVISION, ValueType.RECORD):
        return bool(getattr(given, "pk", given) != getattr(record, f"{described.name}_id"))
    return bool(given != getattr(record, described.name))


def _is_another_person(stored: Person | None, facts: Mapping[str, Any], role: str) -> bool:
    name, number = facts.get(f"{role}_name") or "", facts.get(f"{role}_number") or ""
    if stored is None:
        return bool(name)
    return name != stored.name or (bool(number) and number != vault.number_of(stored))


def require_paper_may_come(record: StageRecord, kind: str) -> None:
    """Let pass a paper that may be added to a record.

    :raises OnlyMarkedPartsAreOpen: when papers of that kind were not marked.
    """
    opening = opening_of(record)
    if opening is not None and not opening.takes_paper(kind):
        raise OnlyMarkedPartsAreOpen(
            "主管部门没有要求补充这类附件；请只替换或补充退回所列的附件", clause=_CLAUSE, field="file"
        )


def require_paper_may_go(record: StageRecord, paper: Attachment) -> None:
    """Let pass a paper that may be replaced or removed; an infected one always may.

    :raises OnlyMarkedPartsAreOpen: when it was not marked and was there before.
    """
    if not paper_may_go(opening_of(record), paper):
        raise OnlyMarkedPartsAreOpen(
            f"附件“{paper.filename}”没有被退回，不能替换或移除；{_WAY}", clause=_CLAUSE, field="file"
        )
