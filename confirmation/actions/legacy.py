"""Loading old records (A11, 二（二）1): projects with their old grades, and D records for their enterprise alone.

An act of the schema's owner from a command; see docs/adr/0009.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts import vault
from accounts.models import Authority, Enterprise
from audit.context import Acting, SystemActor, context
from common.clock import SHANGHAI, day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.queries.legacy import LegacyProject, new_enterprise
from grading.actions import load_grade
from grading.models import GradeEntry
from grading.rules.grades import Grade
from projects.actions.numbers import count_on_from, issue_project_number, issue_record_number
from projects.actions.writing import write_facts
from projects.catalogue import catalogue
from projects.legacy.facts import INDICATOR_TEXT, LegacyFacts, old_values
from projects.models import MODEL_OF_KIND, EnterpriseIndicators, LegacyRecord, Project, StageRecord
from projects.rules.dictionaries import DataSource, Origin, Sector
from projects.rules.kinds import RecordKind
from projects.rules.legacy import LegacyRow

_REMARK_AT_MOST = 500


class TheBatchWasUndone(RuleError):
    """A batch that was undone is over; what is loaded again has a batch of its own."""


def require_fresh_batch(batch: str) -> None:
    """Let pass a batch that was never undone: one that is repeated, or a new one.

    :raises TheBatchWasUndone: otherwise.
    """
    gone = GradeEntry.objects.filter(batch=batch, new_grade=Grade.D).exists()
    if gone or LegacyRecord.objects.filter(batch=batch, update_flag="D").exists():
        raise TheBatchWasUndone(f"批次 {batch} 已撤销，重新装入请用 --batch 另起批次名", clause=of_notice("二（二）1"))


@transaction.atomic(durable=True)
def load_project(coming: LegacyProject, *, batch: str, at: datetime, keep: bool) -> None:
    """Load what comes of one project of the old platform.

    :param keep: False for a rehearsal: everything is done, and nothing stays.
    :raises django.db.Error: when the database refuses a value; nothing of the project is stored then.
    :raises RuleError: when a document number is held under another name.
    """
    with _acting(batch, str(coming.guid or "")):
        enterprises = _enterprises(coming, at)
        project = _Loading(coming, enterprises, batch, at).load() if coming.shown else _loaded_before(coming)
    # Under a subject of their own: whoever reads the history of a project does not meet its D records (BR-26).
    with _acting(batch, f"legacy:{batch}"):
        LegacyRecord.objects.bulk_create(
            LegacyRecord(
                row_guid=row.row_guid,
                enterprise=enterprises[row.enterprise_code],
                batch=batch,
                project_key=row.project_key,
                record_kind=row.kind,
                values=old_values(row, day_of(at)),
                project=project,
                loaded_at=at,
            )
            for row in coming.hidden
        )
    if not keep:
        transaction.set_rollback(True)


def _acting(batch: str, subject: str) -> AbstractContextManager[None]:
    return context(
        Acting.system(SystemActor.LEGACY),
        action="confirmation.load_legacy",
        reason=batch,
        subject=subject,
        channel="command",
    )


def _enterprises(coming: LegacyProject, at: datetime) -> dict[str, Enterprise]:
    codes = {row.enterprise_code for row in coming.rows} - {""}
    found = {row.credit_code: row for row in Enterprise.objects.filter(credit_code__in=codes)}
    for code in sorted(codes - set(found)):
        named = new_enterprise(code, coming.rows)
        assert named is not None, "plan_legacy lets no other come"
        found[code] = Enterprise.objects.create(credit_code=code, name=named[0], kinds=named[1], created_at=at)
    return found


def _loaded_before(coming: LegacyProject) -> Project | None:
    """The project on display to which D stages belong that come later than it."""
    return Project.objects.filter(row_guid=coming.guid, shown=True).first() if coming.guid else None


class _Loading:
    """The confirmed records of one project on their way into their tables."""

    def __init__(self, coming: LegacyProject, enterprises: Mapping[str, Enterprise], batch: str, at: datetime) -> None:
        self.coming, self.enterprises, self.batch, self.at = coming, enterprises, batch, at
        self.records: dict[object, StageRecord] = {}
        codes = {facts.row.authority_code for facts in coming.shown}
        rows = Authority.objects.filter(division_id__in=codes).select_related("division")
        self.authorities = {row.division_id: row for row in rows}

    def load(self) -> Project:
        """Every record with its grade, those that are named first."""
        for facts in self.coming.shown:
            record = self._write(facts)
            self.records[facts.row.row_guid] = record
            self._grade(record, facts.row)
        return self._project

    @property
    def _project(self) -> Project:
        project = next(iter(self.records.values()))
        assert isinstance(project, Project), "plan_legacy puts it first"
        return project

    def _write(self, facts: LegacyFacts) -> StageRecord:
        row = facts.row
        moment = _moment(row)
        record = MODEL_OF_KIND[row.kind](
            row_guid=row.row_guid,
            filed_by=self.enterprises.get(row.enterprise_code),
            data_source=DataSource.BACKFILL,
            created_at=self.at,
            sealed_at=moment,
            **self._place(facts),
        )
        fields = catalogue().fields_on(row.kind, day_of(self.at))
        self._name_people_without_number(record, facts.facts)
        written = {**facts.facts, **{name: self.records[other.row_guid] for name, other in facts.references.items()}}
        written["remark"] = _remark(str(written.get("remark") or ""), row.check_person)
        # The moment decides by which labels its codes are read (A05).
        write_facts(record, written, fields, moment)
        if isinstance(record, EnterpriseIndicators) and not record.indicators:
            record.indicator_text = facts.facts[INDICATOR_TEXT]
            record.save(update_fields=["indicator_text"])
        return record

    def _place(self, facts: LegacyFacts) -> dict[str, Any]:
        if facts.row.kind is not RecordKind.PROJECT:
            return {"project": self._project}
        sector = Sector(facts.facts["sector"])
        return {"origin": Origin.LEGACY, "shown": True, "project_class": sector.project_class}

    def _name_people_without_number(self, record: StageRecord, facts: Mapping[str, Any]) -> None:
        for role in record.person_fields():
            if facts.get(f"{role}_name") and not facts[f"{role}_number"]:
                person = vault.keep_unnumbered(
                    name=facts[f"{role}_name"], document_kind=facts[f"{role}_document"], at=self.at
                )
                setattr(record, role, person)

    def _grade(self, record: StageRecord, row: LegacyRow) -> None:
        assert row.confirmed_on is not None, "row_faults asks for it"
        number = row.number or self._issued(record, row)
        if row.number:
            count_on_from(record=record, number=number)
        load_grade(
            record=record,
            authority=self.authorities[row.authority_code],
            confirmed_on=row.confirmed_on,
            number=number,
            national_number=row.national_number if isinstance(record, Project) else "",
            batch=self.batch,
        )

    def _issued(self, record: StageRecord, row: LegacyRow) -> str:
        if isinstance(record, Project):
            assert row.confirmed_on is not None
            return issue_project_number(project=record, on=row.confirmed_on)
        return issue_record_number(
            record=record, project_number=self._project.national_number or str(self._project.number)
        )


def _moment(row: LegacyRow) -> datetime:
    assert row.confirmed_on is not None, "row_faults asks for it"
    return datetime.combine(row.confirmed_on, time(), SHANGHAI)


def _remark(remark: str, check_person: str) -> str:
    # The old platform's official is no user of this one (docs/adr/0009).
    named = f"原审核人：{check_person}" if check_person else ""
    return "；".join(part for part in (named, remark) if part)[:_REMARK_AT_MOST]
