"""Preparing an erratum: what is to be corrected, why, and what proves it (E23)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Authority, Enterprise, User
from accounts.policy import acting_for_authority, acting_for_enterprise, require_duty, require_member
from accounts.queries import authority_at, county_authority
from accounts.rules import Role, Tier
from audit.context import Acting, context
from common.clock import day_of
from common.errors import RuleError
from errata.actions.acting import acting_on, in_preparation
from errata.changes import Change, changes_in, with_items
from errata.models import CompletionException, Erratum, ErratumItem
from errata.rules.corrections import CLAUSE, UNFINISHED, Origin
from errata.rules.fields import NothingIsCorrected, require_old_enough
from projects.actions.writing import code_faults
from projects.catalogue import catalogue
from projects.models import Completion, Project, StageRecord
from projects.policy import require_party
from projects.queries import records_of, sector_of
from projects.rules.facts import require_sound
from projects.rules.judging import FAULTS


class AnErratumIsOpenAlready(RuleError):
    """The enterprise has an erratum about the project that is not finished."""


class NothingOfItIsConfirmed(RuleError):
    """There is no confirmed record, or none of the firm's: what is not confirmed is changed without an erratum."""


@transaction.atomic(durable=True)
def begin_for_enterprise(*, by: User, enterprise: Enterprise, project_id: int, at: datetime) -> Erratum:
    """Begin a request for correction (更正需求) of a project in which the enterprise takes part.

    :raises ActsForNobody, NotAParty: for whom he may ask.
    :raises NothingOfItIsConfirmed, TheProjectWasCompletedLater: of which project.
    :raises AnErratumIsOpenAlready: when the enterprise has one that lies with an authority.
    :returns: the one in preparation, when there is one.
    """
    require_member(by, enterprise, day_of(at))
    project = _locked(project_id)
    records = records_of(project)
    require_party(project, enterprise, records)
    open_one = Erratum.objects.filter(project=project, enterprise=enterprise, status__in=sorted(UNFINISHED)).first()
    if open_one is not None:
        if open_one.is_open:
            return open_one
        raise AnErratumIsOpenAlready(
            f"本企业已就该项目提出勘误 {open_one.number}（{open_one.get_status_display()}），办结后可再提出",
            clause=CLAUSE,
        )
    acting = acting_for_enterprise(by, enterprise)
    return _begin(project, records, Origin.ENTERPRISE, enterprise, place_of(project), acting, by, at)


@transaction.atomic(durable=True)
def begin_for_authority(*, by: User, authority: Authority, project_id: int, at: datetime) -> Erratum:
    """Begin an erratum as the authority at the project's place, without anybody's request.

    :raises ActsForNobody: when he is no reviewer of the authority at the project's place.
    :raises NothingOfItIsConfirmed, TheProjectWasCompletedLater: of which project.
    """
    project = _locked(project_id)
    place = place_of(project)
    if authority.pk != place.pk:
        raise Project.DoesNotExist
    require_duty(by, place, Role.REVIEWER, day_of(at))
    acting = acting_for_authority(by, place, Role.REVIEWER)
    return _begin(project, records_of(project), Origin.AUTHORITY, None, place, acting, by, at)


def place_of(project: Project) -> Authority:
    """The authority that files for a project: its county's, or its city's where no county confirms (A-10)."""
    return county_authority(project.division) or authority_at(Tier.CITY, project.division)


def _locked(project_id: int) -> Project:
    return Project.objects.select_for_update(of=("self",)).select_related("division", "filed_by").get(pk=project_id)


def _begin(
    project: Project,
    records: Sequence[StageRecord],
    origin: Origin,
    enterprise: Enterprise | None,
    place: Authority,
    acting: Acting,
    by: User,
    at: datetime,
) -> Erratum:
    if not correctable_among(records, enterprise):
        whose = "该项目" if enterprise is None else "本企业在该项目"
        raise NothingOfItIsConfirmed(
            f"{whose}没有已确认的信息；未确认的信息直接修改后提交，他人填报的信息有误的请告知项目所在地主管部门",
            clause=CLAUSE,
        )
    exception = exception_for(project)
    require_old_enough(completions_of(records), exception is not None)
    with context(acting, action="errata.begin", subject=str(project.row_guid)):
        erratum = Erratum.objects.create(
            origin=origin,
            project=project,
            enterprise=enterprise,
            authority=place,
            tier=place.tier,
            exception=exception,
            created_by=by,
            created_at=at,
        )
        erratum.number = f"E{day_of(at):%Y%m%d}{erratum.pk:06d}"
        erratum.save(update_fields=["number"])
    return erratum


def exception_for(project: Project) -> CompletionException | None:
    """The province's exception of which no erratum has made use yet."""
    unused = CompletionException.objects.filter(project=project, confirmed_by__isnull=False, erratum=None)
    return unused.order_by("pk").first()


def completions_of(records: Sequence[StageRecord]) -> list[date]:
    """The completion days that confirmed records tell."""
    return [record.finished_on for record in records if isinstance(record, Completion) and record.is_confirmed]


@transaction.atomic(durable=True)
def propose_changes(
    *, by: User, erratum_id: int, record_guid: UUID, facts: Mapping[str, Any], at: datetime
) -> list[ErratumItem]:
    """Say what a confirmed record should say; fields typed as they stand there ask for nothing.

    What the erratum asked for the record before is replaced; a ground stays with its field.

    :param facts: all fields of the record, see ``projects.forms.RecordForm``.
    :raises StageRecord.DoesNotExist: when the record is none that the preparer may have corrected.
    :raises NothingIsCorrected: when nothing would change.
    :raises FactsAreFaulty: when the record would contradict itself.
    :raises TheProjectWasCompletedLater: when it would then have been completed after the notice.
    """
    erratum, stand = in_preparation(erratum_id, by, at)
    record = correctable_record(erratum, record_guid)
    with acting_on(erratum, stand, "propose_changes"):
        before = {item.name: item for item in erratum.items.filter(record_guid=record_guid)}
        changes = changes_in(record, facts, at, list(before.values()))
        if not changes and not before:
            raise NothingIsCorrected("没有改动任何内容；请把有误的内容改为正确的内容", clause=CLAUSE)
        _require_sound(record, facts, changes, at)
        erratum.items.filter(record_guid=record_guid).delete()
        items = [_item(erratum, record, change, before.get(change.name)) for change in changes]
        wanted = with_items(record, items)
        if isinstance(wanted, Completion):
            require_old_enough([wanted.finished_on], erratum.exception is not None)
        return ErratumItem.objects.bulk_create(items)


@transaction.atomic(durable=True)
def set_grounds(*, by: User, erratum_id: int, ground: str, grounds: Mapping[int, str], at: datetime) -> Erratum:
    """Keep why the erratum is needed, and the ground of each field.

    :param grounds: by the item's id.
    """
    erratum, stand = in_preparation(erratum_id, by, at)
    with acting_on(erratum, stand, "set_grounds"):
        for item in erratum.items.all():
            if item.pk in grounds and item.ground != grounds[item.pk]:
                item.ground = grounds[item.pk][:500]
                item.save(update_fields=["ground"])
        erratum.ground = ground
        erratum.save(update_fields=["ground"])
    return erratum


def correctable_record(erratum: Erratum, record_guid: UUID) -> StageRecord:
    """A confirmed record that whoever prepares the erratum may have corrected.

    :raises Erratum.DoesNotExist: for any other.
    """
    found = {record.row_guid: record for record in correctable_records(erratum)}
    if record_guid not in found:
        raise Erratum.DoesNotExist
    return found[record_guid]


def correctable_records(erratum: Erratum) -> list[StageRecord]:
    """The confirmed records: an enterprise's own, or all of the project where an authority says so."""
    return correctable_among(records_of(erratum.project), erratum.enterprise)


def correctable_among(records: Sequence[StageRecord], enterprise: Enterprise | None) -> list[StageRecord]:
    """Those of a project's records: confirmed, and the enterprise's own where one is named. No query."""
    own = enterprise.pk if enterprise else None
    return [record for record in records if record.is_confirmed and own in (None, record.filed_by_id)]


def _item(erratum: Erratum, record: StageRecord, change: Change, before: ErratumItem | None) -> ErratumItem:
    return ErratumItem(
        erratum=erratum,
        kind=record.record_kind,
        record_guid=record.row_guid,
        record_label=f"{record.record_kind.label}：{record}"[:320],
        name=change.name,
        column=change.column,
        label=change.label,
        old=change.old,
        new=change.new,
        old_shown=change.old_shown,
        new_shown=change.new_shown,
        ground=before.ground if before else "",
        is_derived=change.is_derived,
    )


def _require_sound(record: StageRecord, facts: Mapping[str, Any], changes: Sequence[Change], at: datetime) -> None:
    """Let pass facts that are no worse than before: an old record may lack what is asked for today."""
    project = record.of_project
    fields = catalogue().fields_of(record)
    judge = FAULTS[record.record_kind]
    stood = {change.name: _stood(record, change.name) for change in changes}
    before = {(fault.field, fault.message) for fault in judge({**facts, **stood}, sector_of(project), day_of(at))}
    now = judge(facts, sector_of(project), day_of(at)) + code_faults({name: facts.get(name) for name in stood}, fields)
    require_sound([fault for fault in now if (fault.field, fault.message) not in before])


def _stood(record: StageRecord, name: str) -> Any:
    return record.extra.get(name) if name not in {row.name for row in record._meta.fields} else getattr(record, name)
