"""Which stored project a row is about, and whether it may be written. Asked once for a whole chunk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from accounts.models import Enterprise
from common.notice import of_notice
from projects.models import LegacyRecord, OpenedFiling, Project
from projects.queries.legacy import to_be_continued, untouched_codes
from projects.rules.described import Described, FieldList
from projects.rules.dictionaries import Sector
from projects.rules.values import ValueType
from projects.workbooks.asking import any_of, parameter_of
from projects.workbooks.others import Others
from projects.workbooks.rows import ProjectRef, RecordRef, Row, Verdict

CLOSED = "已提交或已确认，不能用导入修改（退回补正的在页面上修改）"
_NOT_AGAIN = (
    "不得重复添加项目基本信息；请检索该项目，在“业绩环节补录”中补充缺失环节"
    f"（依据：{of_notice('一（六）2、四（二）')}）"
)
_STATE = ("pk", "row_guid", "sealed_at", "grade", "shown", "narrowed", "extra")
# Whether the filing came back with marks: of such a one marked parts alone are open, on their page.
NARROWED = Exists(OpenedFiling.objects.filter(project=OuterRef("pk"), enterprise=OuterRef("filed_by")))
_MEANT = f"investment_code = {any_of('%s')} OR name = {any_of('%s')}"
Triple = tuple[str, str, str]
RANGES_AT_MOST = 20


@dataclass
class ProjectMatcher:
    """Finds the stored project of each row, and rows of the workbook that are about the same one.

    :ivar locks: whether what is found is held until the transaction ends, because it will be written.
    :ivar remembers: whether sheets of stages follow, whose rows name these projects.
    """

    enterprise: Enterprise
    fields: FieldList
    locks: bool
    remembers: bool
    columns: Mapping[str, int]
    _codes: dict[str, int] = field(default_factory=dict)
    _triples: dict[Triple, int] = field(default_factory=dict)
    refs: dict[str, ProjectRef | None] = field(default_factory=dict)
    _written: list[tuple[int, int]] = field(default_factory=list)

    def match(self, rows: list[Row]) -> None:
        """Give each sound row its verdict, and each about a stored project that project."""
        sound = [row for row in rows if not row.faults]
        codes = {row.facts["investment_code"] for row in sound} - {""}
        names = {row.facts["name"] for row in sound}
        stored = _Stored(self._own(codes, names)) if sound else _Stored([])
        others = Others.of(codes, names) if sound else Others()
        for row in sound:
            self._match(row, stored, others)
        for row in rows:
            if row.faults:
                row.verdict = Verdict.FAULTY

    def remember(self, rows: Sequence[Row]) -> None:
        """Keep the projects of the rows for the sheets that follow, under their codes and names."""
        self._note_written(row.pk for row in rows if row.verdict is Verdict.NEW and row.pk)
        for row in rows if self.remembers else ():
            code, name = (str(row.facts.get(key) or "") for key in ("investment_code", "name"))
            ref = self._ref(row)
            for key in {code, name} - {""}:
                # A name that two projects have names none: the row must give the code.
                self.refs[key] = None if key in self.refs and key == name else ref

    @cached_property
    def _old(self) -> dict[str, int]:
        """Old records that are to be continued, by investment code: a row is no second beginning of one."""
        return untouched_codes(self.enterprise)

    def _ref(self, row: Row) -> ProjectRef:
        if row.verdict is Verdict.FAULTY:
            closed = f"所属项目在“项目基本信息”表第{row.number}行有误，请先改正"
            return ProjectRef(None, None, Sector.OTHER, closed)
        existing = row.existing
        closed = CLOSED if existing is not None and is_closed(existing) else ""
        guid = existing["row_guid"] if existing else row.facts.get("row_guid")
        return ProjectRef(row.pk, guid, Sector(row.facts["sector"]), closed)

    def _note_written(self, keys: Iterable[int]) -> None:
        """The keys of new projects, as ranges: they come in order, hardly ever with a stranger's between them."""
        for key in keys:
            if self._written and self._written[-1][1] == key - 1:
                self._written[-1] = (self._written[-1][0], key)
            else:
                self._written.append((key, key))

    def _own(self, codes: set[str], names: set[str]) -> list[dict[str, Any]]:
        own = Project.objects.filter(filed_by=self.enterprise, update_flag="U").order_by("pk")
        held = own.select_for_update() if self.locks else own
        # What this workbook itself has added is known already (``_said_before``); without this every chunk would read
        # all of the ones before.
        for first, last in sorted(self._written, key=lambda keys: keys[0] - keys[1])[:RANGES_AT_MOST]:
            held = held.filter(Q(pk__lt=first) | Q(pk__gt=last))
        meant = RawSQL(_MEANT, (parameter_of(codes), parameter_of(names)), BooleanField())  # noqa: S611 -- our own words
        found = held.filter(meant)
        return list(found.annotate(narrowed=NARROWED).values(*_STATE, *columns_of(self.fields)))

    def _match(self, row: Row, stored: "_Stored", others: Others) -> None:
        facts = row.facts
        code, triple = facts["investment_code"], (facts["name"], facts["owner_code"], facts["division"])
        if self._said_before(row, code, triple):
            return
        matches = stored.matches(code, triple)
        if len(matches) > 1:
            row.refuse(f"本企业有{len(matches)}个同一代码或同名的项目，请在页面上修改", self.columns["name"])
            return
        row.existing = matches[0] if matches else None
        row.pk = matches[0]["pk"] if matches else None
        if matches and not differs(row, self.fields):
            row.verdict = Verdict.UNCHANGED
        elif matches and is_closed(matches[0]):
            row.refuse(f"该项目{CLOSED}；请删除此行，或在页面上撤回、申请勘误", self.columns["name"])
        elif not matches and code in self._old:
            old = LegacyRecord.objects.get(pk=self._old[code])
            row.refuse(f"{to_be_continued(old)}（{of_notice('二（二）1')}）", self.columns["investment_code"])
        elif others.has_code(code, row.pk):
            row.refuse(f"项目代码 {code} 的项目已有填报，{_NOT_AGAIN}", self.columns["investment_code"])
        elif others.displays(facts, row.pk):
            row.refuse(f"已有同名、同建设单位、同所在地的项目在省平台展示，{_NOT_AGAIN}", self.columns["name"])
        else:
            row.verdict = Verdict.CHANGED if matches else Verdict.NEW

    def _said_before(self, row: Row, code: str, triple: Triple) -> bool:
        before = self._codes.setdefault(code, row.number) if code else row.number
        column = "investment_code"
        if before == row.number:
            before, column = self._triples.setdefault(triple, row.number), "name"
        if before == row.number:
            return False
        same = "项目代码" if column == "investment_code" else "项目名称、建设单位和所在地"
        row.refuse(f"与第{before}行的{same}相同，请删除其中一行", self.columns[column])
        return True


class _Stored:
    """The firm's own projects by code and by name, owner and place; open ones give way to closed ones."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._by_code: dict[str, list[dict[str, Any]]] = {}
        self._by_triple: dict[Triple, list[dict[str, Any]]] = {}
        for row in rows:
            if row["investment_code"]:
                self._by_code.setdefault(row["investment_code"], []).append(row)
            self._by_triple.setdefault((row["name"], row["owner_code"], row["division_id"]), []).append(row)

    def matches(self, code: str, triple: Triple) -> list[dict[str, Any]]:
        """The projects that may be meant: several only when none of them is closed."""
        found = (self._by_code.get(code) if code else None) or self._by_triple.get(triple, [])
        closed = [row for row in found if is_closed(row)]
        return closed[:1] or found


def is_closed(stored: Mapping[str, Any]) -> bool:
    """Whether the enterprise can no longer change a stored record (``require_open``)."""
    closed = stored["sealed_at"] is not None or stored["grade"] != "D" or stored.get("shown")
    return bool(closed or stored.get("narrowed"))


def columns_of(fields: FieldList) -> list[str]:
    """The columns in which a kind's facts stand."""
    return [column_of(described.name, described.type) for described in fields.fields if not described.is_extra]


def column_of(name: str, kind: ValueType) -> str:
    """The column of a field."""
    return f"{name}_id" if kind in (ValueType.DIVISION, ValueType.PERSON, ValueType.RECORD) else name


def differs(row: Row, fields: FieldList) -> bool:
    """Whether the facts say anything else than the stored record."""
    assert row.existing is not None
    existing, facts = row.existing, row.facts
    return any(_stored_value(existing, item) != _given_value(facts, item) for item in fields.fields)


def _stored_value(existing: Mapping[str, Any], described: Described) -> Any:
    if described.is_extra:
        return existing["extra"].get(described.name)
    return existing[column_of(described.name, described.type)]


def _given_value(facts: Mapping[str, Any], described: Described) -> Any:
    if described.is_extra:
        return as_json(facts.get(described.name))
    if described.type is ValueType.PERSON:
        return facts.get(f"{described.name}_id")
    value = facts.get(described.name)
    return value.pk if isinstance(value, RecordRef) else value


def as_json(value: Any) -> Any:
    """A value of an added field as ``extra`` keeps it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
