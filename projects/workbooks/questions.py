"""Rows that look like a project on display: looked for after the import, among the first new ones; hints alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from projects.models import ImportJob, ImportQuestion
from projects.queries.twins import sketch_of_facts, twins_on_display
from projects.rules.kinds import RecordKind
from projects.workbooks.rows import Checked, Verdict

# A person can judge some; each costs a search of its own.
COMPARED_AT_MOST, COMPARED_WITHIN = 200, timedelta(seconds=20)
_FACTS = (
    *("name", "division", "owner_name", "owner_code", "total_investment"),
    *("approval_number", "approved_on", "investment_code"),
)


@dataclass
class Questions:
    """The new projects of a workbook, to be held against those on display as the page does before it saves one."""

    job: ImportJob
    _rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def note(self, checked: Checked) -> None:
        """Keep what is compared of the first new projects."""
        if checked.sheet.layout.kind is RecordKind.PROJECT and len(self._rows) < COMPARED_AT_MOST:
            new = checked.of(Verdict.NEW)[: COMPARED_AT_MOST - len(self._rows)]
            self._rows += [(row.number, {name: row.facts[name] for name in _FACTS}) for row in new]

    def ask(self, now: Callable[[], datetime]) -> None:
        """Compare, and keep the hints. The job is over: a worker that dies here leaves it without hints."""
        ends, found, compared = now() + COMPARED_WITHIN, list[ImportQuestion](), 0
        for number, facts in self._rows:
            if now() > ends:
                break
            compared += 1
            found += [
                ImportQuestion(
                    job=self.job,
                    row=number,
                    name=facts["name"],
                    other_name=twin.project.name,
                    other_code=twin.project.investment_code,
                    likeness="；".join((*twin.likeness.agrees, *twin.likeness.differs))[:500],
                )
                for twin in twins_on_display(sketch_of_facts(facts))
            ]
        with transaction.atomic():
            self.job.questions.all().delete()
            ImportQuestion.objects.bulk_create(found)
            ImportJob.objects.filter(pk=self.job.pk).update(rows_compared=compared)
