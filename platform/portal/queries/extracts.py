"""The extract 项目业绩应用情况: what an enterprise may say of a published project on a day, and its proof (X01)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core import signing

from accounts.models import Enterprise
from common.clock import day_of
from confirmation.queries.uses import ProjectUses, uses_now
from errata.queries.notes import last_correction
from grading.queries import windows_on
from national.queries import delivery_of
from projects.models import Project
from projects.queries import records_of

_SALT = "use-extract"


@dataclass(frozen=True, slots=True)
class ExtractRecord:
    """One confirmed record on which the extract rests."""

    label: str
    number: str
    grade: str
    unit: str
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class Extract:
    """The whole extract; ``token`` proves what it said to whoever opens its address."""

    project: Project
    enterprise: Enterprise
    on: date
    uses: ProjectUses
    records: tuple[ExtractRecord, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What an extract said when it was made, read from its token.

    :param project_guid, enterprise_id: of what and for whom it was made.
    :param lines: use and person, and whether it was met.
    :param was_corrected: whether an erratum changed a confirmed fact of the project since.
    :param extract: the same asked today; None when the project is published no more.
    """

    project_guid: UUID
    enterprise_id: int
    on: date
    lines: tuple[tuple[str, bool], ...]
    extract: Extract | None
    was_corrected: bool = False

    @property
    def still_holds(self) -> bool:
        """Whether the answer of today is the same."""
        return self.extract is not None and _told(self.extract.uses) == self.lines


class TheExtractIsNotOurs(Exception):
    """The token was altered, or never made here."""


def extract_of(project: Project, enterprise: Enterprise, today: date) -> Extract:
    """The extract of a published project for an enterprise: on what is published, as the public reads it.

    :param project: with its division.
    """
    records = [record for record in records_of(project) if record.published and record.is_confirmed]
    uses = uses_now(
        project,
        records,
        enterprise,
        delivery=delivery_of(str(project.row_guid)),
        today=today,
        windows=windows_on(today),
    )
    told = [str(project.row_guid), enterprise.pk, today.isoformat(), _told(uses), last_correction(project)]
    return Extract(
        project=project,
        enterprise=enterprise,
        on=today,
        uses=uses,
        records=tuple(
            ExtractRecord(
                label=f"{record.record_kind.label}：{record}",
                number=record.number or "",
                grade=record.grade,
                unit=record.check_authority.name if record.check_authority else "",
                confirmed_on=day_of(record.confirmed_at) if record.confirmed_at else None,
            )
            for record in records
        ),
        token=signing.dumps(told, salt=_SALT, compress=True),
    )


def proof_of(token: str, today: date) -> Proof:
    """What the extract with this token said, and what it would say today.

    :raises TheExtractIsNotOurs: when the token was not made here.
    """
    try:
        # An extract of before errata were counted has no number.
        guid, enterprise_id, on, told, *counted = signing.loads(token, salt=_SALT)
        lines = tuple((str(label), bool(met)) for label, met in told)
        made_on, project_guid = date.fromisoformat(on), UUID(guid)
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise TheExtractIsNotOurs from fault
    project = Project.objects.published().select_related("division").filter(row_guid=project_guid).first()
    enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
    present = extract_of(project, enterprise, today) if project is not None and enterprise is not None else None
    was_corrected = project is not None and last_correction(project) > (counted[0] if counted else 0)
    return Proof(project_guid, enterprise_id, made_on, lines, present, was_corrected)


def _told(uses: ProjectUses) -> tuple[tuple[str, bool], ...]:
    return tuple((f"{line.label}{f'：{line.who}' if line.who else ''}", bool(line.met)) for line in uses.lines)
