"""Declarations of not-needed stages beside what they say there is none of, in a workbook and in what is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import Enterprise
from projects.models import Completion, DrawingReview, Exemption
from projects.queries.declared import concerns
from projects.rules.dictionaries import CompletionKind
from projects.rules.exemptions import ExemptRecord
from projects.rules.kinds import RecordKind
from projects.workbooks.rows import ProjectRef, Row

_CONCERNED = (RecordKind.DRAWING_REVIEW, RecordKind.COMPLETION, RecordKind.EXEMPTION)
# Of which project, what stage, and whether it is declared not needed (else it is there).
Known = dict[tuple[int, ExemptRecord, bool], set[int | None]]


@dataclass
class Declarations:
    """What projects have and what is declared not needed: the rule of ``require_not_declared_away`` for many rows.

    The sheet of declarations is read last, so one that contradicts a row of the same workbook is the one refused.
    """

    enterprise: Enterprise
    _known: Known = field(default_factory=dict)
    _loaded: set[int] = field(default_factory=set)

    def load(self, kind: RecordKind, projects: Iterable[ProjectRef]) -> None:
        """Look up what is stored of some projects. Three queries at the most."""
        if kind not in _CONCERNED:
            return
        refs = {ref.pk: ref for ref in projects if ref.pk is not None and id(ref) not in self._loaded}
        if not refs:
            return
        self._loaded |= {id(ref) for ref in refs.values()}
        # What another enterprise is still filling in is not told.
        told = (Q(filed_by=self.enterprise) | ~Q(grade="D")) & Q(project__in=list(refs), update_flag="U")
        for project, pk, stands_for in Exemption.objects.filter(told).values_list("project_id", "pk", "stands_for"):
            self._add(refs[project], ExemptRecord(stands_for), True, pk)
        for project, pk in DrawingReview.objects.filter(told).values_list("project_id", "pk"):
            self._add(refs[project], ExemptRecord.DRAWING_REVIEW, False, pk)
        filings = Completion.objects.filter(told, kind=CompletionKind.FILING)
        for project, pk in filings.values_list("project_id", "pk"):
            self._add(refs[project], ExemptRecord.COMPLETION_FILING, False, pk)

    def contradiction(self, kind: RecordKind, row: Row) -> str:
        """Why a row may not be stored; empty when nothing contradicts it."""
        stands_for = concerns(kind, row.facts)
        if stands_for is None or row.project is None:
            return ""
        label, declares = stands_for.label, kind is RecordKind.EXEMPTION
        declared = self._known.get((id(row.project), stands_for, True), set()) - {row.pk if declares else -1}
        if declared and declares:
            return f"已声明{label}不适用，请删除此行"
        if declared:
            return f"已声明{label}不适用，不能再填报{label}信息；请删除此行，如确有，请先删除或勘误该声明"
        if declares and self._known.get((id(row.project), stands_for, False)):
            return f"已有{label}信息，不能再声明不适用；请删除此行"
        return ""

    def note(self, kind: RecordKind, row: Row, facts: Mapping[str, Any]) -> None:
        """Let rows that follow know of a sound one."""
        stands_for = concerns(kind, facts)
        if stands_for is not None and row.project is not None:
            self._add(row.project, stands_for, kind is RecordKind.EXEMPTION, row.pk)

    def _add(self, project: ProjectRef, stands_for: ExemptRecord, declares: bool, pk: int | None) -> None:
        self._known.setdefault((id(project), stands_for, declares), set()).add(pk)
