"""Filling in records. Facts come as a mapping that a form or a workbook's reader has already found well-formed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.actions.drafts import end_draft
from projects.actions.filling import open_record, own_project, require_open
from projects.actions.openings import require_facts_are_open
from projects.actions.twins import judged_twins, keep_differences, require_filed_once
from projects.actions.writing import code_faults, write_facts
from projects.catalogue import catalogue
from projects.models import MODEL_OF_KIND, LegacyRecord, Project, StageRecord
from projects.policy import is_on_display
from projects.queries import scope_rules
from projects.queries.declared import require_not_declared_away
from projects.queries.legacy import to_be_continued, untouched_of
from projects.queries.twins import Twin
from projects.rules.described import FieldList
from projects.rules.dictionaries import Sector
from projects.rules.facts import FactsAreFaulty, Fault, require_sound
from projects.rules.judging import FAULTS, filer_is_named
from projects.rules.kinds import RecordKind
from projects.rules.lines import require_line
from projects.rules.scope import require_in_scope
from projects.rules.values import ValueType


class RecordIsOfAnotherProject(RuleError):
    """The record names an earlier record of another project."""


class TheOldRecordIsToBeContinued(RuleError):
    """The enterprise has an old D record of this project, which it completes instead of beginning another.

    :ivar legacy: that record, to be led to.
    """

    def __init__(self, legacy: LegacyRecord) -> None:
        super().__init__(to_be_continued(legacy), clause=of_notice("二（二）1"), field="investment_code")
        self.legacy = legacy


class AColleagueHasSaved(RuleError):
    """The record was saved by somebody else after the page was opened."""


@transaction.atomic(durable=True)
def start_project(
    *,
    by: User,
    enterprise: Enterprise,
    facts: Mapping[str, Any],
    at: datetime,
    different: Mapping[UUID, str] | None = None,
) -> Project:
    """Begin a project backfill with its basic information (业绩补录).

    :param facts: the fields of the kind's field list, see ``projects.forms.RecordForm``.
    :param different: why each project on display that looks alike is another one, by its guid; None where nobody can
        be asked, and the official is shown them.
    :raises TwinsAreToBeJudged: when one of them has no reason.
    :raises TheProjectIsOnDisplay: for the code, or the name, owner and county, of a project on display (BR-03).
    :raises TheOldRecordIsToBeContinued: for the code of an old D record of the enterprise that nobody has begun again.
    :raises SectorIsOutOfScope: 一（二）.
    :raises ProjectExistsAlready: when a submitted or confirmed project has the same investment code (四（二）).
    :raises FactsAreFaulty: with every faulty field.
    """
    require_member(by, enterprise, day_of(at))
    old = untouched_of(enterprise, facts["investment_code"])
    if old is not None:
        raise TheOldRecordIsToBeContinued(old)
    project = Project(filed_by=enterprise, created_at=at)
    with context(acting_for_enterprise(by, enterprise), action="projects.start_project", subject=str(project.row_guid)):
        twins = write_project(project, facts, at, different)
        keep_differences(project, twins, different or {}, by, at)
    end_draft(enterprise, RecordKind.PROJECT, None, None)
    return project


@transaction.atomic(durable=True)
def save_project(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    facts: Mapping[str, Any],
    at: datetime,
    seen: datetime | None = None,
) -> Project:
    """Change the basic information of a project that is still open; raises as :func:`start_project`.

    :param seen: when the record was last saved, as the page showed it; None to save in any case.
    :raises AColleagueHasSaved: when it was saved again since.
    """
    project = own_project(by, enterprise, project_id, at)
    require_open(project)
    require_unchanged(project, seen)
    with context(acting_for_enterprise(by, enterprise), action="projects.save_project", subject=str(project.row_guid)):
        write_project(project, facts, at)
    end_draft(enterprise, RecordKind.PROJECT, project.row_guid, project.row_guid)
    return project


@transaction.atomic(durable=True)
def save_record(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    kind: RecordKind,
    record_id: int | None,
    facts: Mapping[str, Any],
    at: datetime,
    seen: datetime | None = None,
) -> StageRecord:
    """Add a record to a project, or change one that is still open.

    :param record_id: None for a new one.
    :param facts: the fields of the kind's field list, see ``projects.forms.RecordForm``.
    :param seen: when the record was last saved, as the page showed it; None to save in any case.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises StageIsOfAnotherLine: for a class that is another kind of enterprise's, in a project on display.
    :raises RecordIsOfAnotherProject: when an earlier record that it names is not this project's.
    :raises DeclaredAndThere: for a declaration beside what it says there is none of, and the other way round.
    :raises AColleagueHasSaved: when it was saved again since.
    :raises OnlyMarkedPartsAreOpen: when it came back with marks, and something else would change.
    :raises FactsAreFaulty: with every faulty field.
    """
    project = own_project(by, enterprise, project_id, at)
    record: StageRecord = open_record(MODEL_OF_KIND[kind], project, record_id, enterprise, at)
    require_unchanged(record, seen)
    require_not_declared_away(project, record, facts)
    if is_on_display(project):
        require_line(kind, facts.get("kind"), enterprise.kinds)
    action = f"projects.save_{kind.value.lower()}"
    with context(acting_for_enterprise(by, enterprise), action=action, subject=str(project.row_guid)):
        write_record(record, project, facts, at)
    end_draft(enterprise, kind, project.row_guid, record.row_guid if record_id else None)
    return record


def write_project(
    project: Project, facts: Mapping[str, Any], at: datetime, different: Mapping[UUID, str] | None = None
) -> list[Twin]:
    """Judge and write the basic information. Opens no transaction and needs a ledger context.

    :param different: see :func:`start_project`.
    :returns: the projects on display that look alike, when reasons were asked for.
    """
    sector, twins = Sector(facts["sector"]), list[Twin]()
    require_in_scope(sector, scope_rules(day_of(at)))

    def require_the_only_one() -> None:
        if _says_another_project(project, facts):
            require_filed_once(facts, apart_from=project)
        if different is not None:
            twins.extend(judged_twins(facts, different))

    _write(project, sector, facts, at, require_the_only_one)
    return twins


def _says_another_project(project: Project, facts: Mapping[str, Any]) -> bool:
    # What was judged when it was first said is not judged at every saving; submission judges once more.
    if project.pk is None:
        return True
    place = facts["division"]
    told = [
        facts["name"],
        facts["investment_code"],
        facts["owner_name"],
        facts["owner_code"],
        getattr(place, "pk", place),
    ]
    return told != [
        project.name, project.investment_code, project.owner_name, project.owner_code, project.division_id
    ]  # fmt: skip


def write_record(record: StageRecord, project: Project, facts: Mapping[str, Any], at: datetime) -> None:
    """Judge and write a record of the project. Opens no transaction and needs a ledger context."""
    for described in catalogue().fields_on(record.record_kind, day_of(at)).fields:
        named = facts.get(described.name) if described.type is ValueType.RECORD else None
        if named is not None and named.project_id != project.pk:
            raise RecordIsOfAnotherProject(f"所选{described.label}不属于本项目，请重新选择", field=described.name)
    _write(record, Sector(project.sector), facts, at)


def _write(
    record: StageRecord,
    sector: Sector,
    facts: Mapping[str, Any],
    at: datetime,
    require_more: Callable[[], None] = lambda: None,
) -> None:
    kind = record.record_kind
    fields = catalogue().fields_on(kind, day_of(at))
    require_facts_are_open(record, facts, fields)
    faults = FAULTS[kind](facts, sector, day_of(at)) + code_faults(facts, fields)
    if kind is RecordKind.PERMIT:
        assert record.filed_by is not None
        faults += filer_is_named(facts, record.filed_by.credit_code)
    require_sound(faults)
    require_more()
    if isinstance(record, Project):
        record.project_class = sector.project_class
    if kind is RecordKind.PERSONAL:
        _write_duty(record, facts, fields, at)
    else:
        write_facts(record, facts, fields, at)


def _write_duty(record: StageRecord, facts: Mapping[str, Any], fields: FieldList, at: datetime) -> None:
    try:
        with transaction.atomic():  # a savepoint, so that the refusal leaves the outer transaction usable
            write_facts(record, facts, fields, at)
    except IntegrityError as error:
        if "one_duty_of_a_person_once" not in str(error):
            raise
        raise FactsAreFaulty([Fault("duty", "该人员的这一作用在本企业业绩下已填报，请勿重复添加")]) from error


def require_unchanged(record: StageRecord, seen: datetime | None) -> None:
    """Let pass a record that nobody has saved since it was seen.

    :raises AColleagueHasSaved: otherwise.
    """
    if seen is not None and record.pk is not None and record.updated_at != seen:
        raise AColleagueHasSaved("您打开本页之后，同事已保存过这条信息；请核对下面的不同之处，再决定是否以您填写的为准")
