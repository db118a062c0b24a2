"""Which new projects of a workbook are held against those on display after the import: the first, for hints alone."""

from dataclasses import dataclass, field
from typing import Any

from projects.models import ImportJob, OwedQuestion
from projects.rules.kinds import RecordKind
from projects.workbooks.rows import Checked, Verdict

# A person can judge some; each costs a search of its own.
COMPARED_AT_MOST = 200
_FACTS = (
    *("name", "division", "owner_name", "owner_code", "total_investment"),
    *("approval_number", "approved_on", "investment_code"),
)


@dataclass
class Questions:
    """The new projects of one attempt at a job that are to be compared, as the page does before it saves one.

    :ivar left: how many of the job are owed already, by this attempt and by earlier ones.
    """

    job: ImportJob
    left: int
    _rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def note(self, checked: Checked) -> None:
        """Keep what is compared of the first new projects."""
        room = COMPARED_AT_MOST - self.left - len(self._rows)
        if checked.sheet.layout.kind is RecordKind.PROJECT and room > 0:
            new = checked.of(Verdict.NEW)[:room]
            self._rows += [(row.number, {name: row.facts[name] for name in _FACTS}) for row in new]

    def leave(self) -> None:
        """Owe the questions noted so far, in the transaction that keeps what was noted."""
        OwedQuestion.objects.bulk_create(
            OwedQuestion(job=self.job, row=number, facts=facts) for number, facts in self._rows
        )
        self.left += len(self._rows)
        self._rows = []
