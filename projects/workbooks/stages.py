"""Which project a row of a stage belongs to, which earlier records it names, and which stored record it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Manager, Q

from accounts.models import Enterprise
from projects.models import MODEL_OF_KIND, Project
from projects.rules.dictionaries import Sector
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from projects.workbooks.declaring import Declarations
from projects.workbooks.layout import SheetLayout
from projects.workbooks.matching import CLOSED, NARROWED, columns_of, differs, is_closed
from projects.workbooks.rows import ProjectRef, RecordRef, Row, Verdict

# What tells records of a kind within a project apart, best first: the first of them that a row fills.
_KEYS: dict[RecordKind, tuple[tuple[str, ...], ...]] = {
    RecordKind.UNIT: (("name",),),
    RecordKind.PARTICIPANT: (("role", "code"),),
    RecordKind.EXEMPTION: (("stands_for",),),
}
_KEYS_OF_OTHERS: tuple[tuple[str, ...], ...] = (("paper_number",), ("name",))
Named = dict[tuple[int, RecordKind], dict[str, RecordRef | None]]
Key = tuple[int, tuple[str, ...]]


@dataclass
class Registry:
    """What the sheets read so far hold: projects by code and name, records by project, kind and number or name."""

    enterprise: Enterprise
    projects: dict[str, ProjectRef | None]
    records: Named = field(default_factory=dict)
    _loaded: set[tuple[int, RecordKind]] = field(default_factory=set)
    declared: Declarations = field(init=False)

    def __post_init__(self) -> None:
        self.declared = Declarations(self.enterprise)

    def load_projects(self, keys: Iterable[str]) -> None:
        """Find the firm's own projects that rows name and the workbook itself does not hold."""
        wanted = {key for key in keys if key not in self.projects}
        if not wanted:
            return
        own = Project.objects.filter(filed_by=self.enterprise, update_flag="U")
        found = own.filter(Q(investment_code__in=wanted) | Q(name__in=wanted)).order_by("pk")
        state = ("pk", "row_guid", "sector", "sealed_at", "grade", "shown", "narrowed")
        for row in found.annotate(narrowed=NARROWED).values(*state, "investment_code", "name"):
            ref = ProjectRef(row["pk"], row["row_guid"], Sector(row["sector"]), CLOSED if is_closed(row) else "")
            for key in {row["investment_code"], row["name"]} & wanted:
                self.projects[key] = None if key in self.projects else ref

    def load_records(self, kind: RecordKind, projects: Iterable[ProjectRef]) -> None:
        """Find the stored records of a kind that rows of these projects may name."""
        wanted = {ref.pk for ref in projects if ref.pk is not None and (id(ref), kind) not in self._loaded}
        by_pk = {ref.pk: ref for ref in projects if ref.pk is not None}
        self._loaded |= {(id(ref), kind) for ref in projects}
        for row in (
            _manager(kind)
            .filter(project_id__in=wanted, update_flag="U")
            .order_by("pk")
            .values("pk", "project_id", "paper_number", "name")
        ):
            self.add(by_pk[row["project_id"]], kind, row, RecordRef(row["pk"]))

    def add(self, project: ProjectRef, kind: RecordKind, facts: Mapping[str, Any], ref: RecordRef) -> None:
        """Let later rows name a record by its number or its name; a name that two have names none."""
        named = self.records.setdefault((id(project), kind), {})
        for text in {str(facts.get("paper_number") or ""), str(facts.get("name") or "")} - {""}:
            known = named.get(text)
            same = known is not None and known.pk is not None and known.pk == ref.pk
            named[text] = ref if text not in named or same else None


@dataclass
class StageMatcher:
    """Judges the rows of one sheet of stages."""

    layout: SheetLayout
    enterprise: Enterprise
    registry: Registry
    locks: bool
    columns: Mapping[str, int]
    _seen: dict[Key, int] = field(default_factory=dict)

    def place(self, rows: list[Row]) -> None:
        """Give each row its project and the records that it names."""
        self.registry.load_projects({row.facts["project"] for row in rows if "project" in row.facts})
        for row in rows:
            if "project" in row.facts:
                self._place(row, row.facts["project"])
        placed = [row for row in rows if row.project is not None]
        named = [item for item in self.layout.field_list.fields if item.type is ValueType.RECORD]
        for described in named:
            assert described.refers_to is not None
            self.registry.load_records(described.refers_to, _projects(placed))
            for row in placed:
                if row.facts.get(described.name):
                    self._name(row, described.name, described.label, described.refers_to)

    def _place(self, row: Row, key: str) -> None:
        ref = self.registry.projects.get(key)
        if ref is None:
            several = key in self.registry.projects
            why = (
                "有几个项目同名，请改填项目代码"
                if several
                else "不是本工作簿或本企业填写中的项目，请核对项目代码或名称"
            )
            row.refuse(f"“{key[:50]}”{why}", self.columns["project"])
        elif ref.closed:
            said = ref.closed if ref.closed != CLOSED else f"该项目{CLOSED}；请在页面上办理"
            row.refuse(said, self.columns["project"])
        else:
            row.project = ref

    def _name(self, row: Row, field_name: str, label: str, kind: RecordKind) -> None:
        text = row.facts[field_name]
        found = self.registry.records.get((id(row.project), kind), {})
        if found.get(text) is None:
            why = (
                "不止一条，请改填编号"
                if text in found
                else f"不在该项目已填写的{kind.label}中，请核对{label}的编号或名称"
            )
            row.refuse(f"“{text[:50]}”{why}", self.columns[field_name])
        else:
            row.facts[field_name] = found[text]

    def match(self, rows: list[Row]) -> None:
        """Give each row its verdict, and each about a stored record that record."""
        sound = [row for row in rows if not row.faults]
        self.registry.declared.load(self.layout.kind, _projects(sound))
        stored = self._stored({row.project.pk for row in sound if row.project and row.project.pk})
        for row in sound:
            self._match(row, stored)
        for row in rows:
            if row.faults:
                row.verdict = Verdict.FAULTY

    def _match(self, row: Row, stored: Mapping[Key, dict[str, Any]]) -> None:
        keys = [(id(row.project), key) for key in self._keys(row.facts)]
        before = self._seen.setdefault(keys[0], row.number)
        if before != row.number:
            row.refuse(f"与第{before}行是同一条{self.layout.kind.label}，请删除其中一行", self.columns.get("name"))
            return
        pk = row.project.pk if row.project else None
        row.existing = next((stored[pk, key] for _, key in keys if pk and (pk, key) in stored), None)
        row.pk = row.existing["pk"] if row.existing else None
        if row.existing is not None and not differs(row, self.layout.field_list):
            row.verdict = Verdict.UNCHANGED
        elif contradiction := self.registry.declared.contradiction(self.layout.kind, row):
            row.refuse(contradiction, self.columns.get("stands_for", self.columns.get("name")))
        elif row.existing is None:
            row.verdict = Verdict.NEW
        elif is_closed(row.existing):
            row.refuse(
                f"该{self.layout.kind.label}{CLOSED}；请删除此行，或在页面上撤回、申请勘误", self.columns.get("name")
            )
        else:
            row.verdict = Verdict.CHANGED

    def _stored(self, projects: set[int]) -> dict[Key, dict[str, Any]]:
        own = _manager(self.layout.kind).filter(filed_by=self.enterprise, update_flag="U", project_id__in=projects)
        held = own.order_by("-pk").select_for_update() if self.locks else own.order_by("-pk")
        state = ("pk", "project_id", "sealed_at", "grade", "extra")
        found: dict[Key, dict[str, Any]] = {}
        for row in held.values(*state, *columns_of(self.layout.field_list)) if projects else ():
            for key in self._keys(row):
                found[row["project_id"], key] = row
        return found

    def _keys(self, facts: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """A number when there is one, else the name: one paper, one record."""
        for names in _KEYS.get(self.layout.kind, _KEYS_OF_OTHERS):
            values = tuple(str(facts.get(name) or "") for name in names)
            if all(values):
                return [(*names, *values)]
        return [("", "")]

    def remember(self, rows: Iterable[Row]) -> None:
        """Let rows of the sheets that follow name these records."""
        for row in rows:
            if row.project is not None and row.verdict is not Verdict.FAULTY:
                self.registry.add(row.project, self.layout.kind, row.facts, RecordRef(row.pk))
                self.registry.declared.note(self.layout.kind, row, row.facts)


def _projects(rows: Iterable[Row]) -> list[ProjectRef]:
    return list({id(row.project): row.project for row in rows if row.project is not None}.values())


def _manager(kind: RecordKind) -> Manager[Any]:
    return MODEL_OF_KIND[kind]._default_manager
