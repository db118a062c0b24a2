"""The form of any record, built from its field list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Manager, Q

from accounts import vault
from accounts.models import Enterprise, Person
from common.errors import RuleError
from projects.catalogue import catalogue
from projects.forms.controls import (
    IndicatorField,
    RecordField,
    SwitchField,
    ValueField,
    number_fault,
    person_fields,
)
from projects.forms.marked import FIGURE, close_all_but
from projects.forms.several import gathered, names_in, rows_wanted, several_fields, spread
from projects.models import MODEL_OF_KIND, EnterpriseIndicators, Project, StageRecord
from projects.rules.described import Described, FieldList
from projects.rules.facts import FactsAreFaulty, Fault
from projects.rules.indicators import indicators_of, read_indicators
from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.values import SEVERAL_AT_MOST, ValueType


class RecordForm(forms.Form):
    """The fields of one record.

    ``cleaned_data`` holds the facts as ``projects.actions.save_record`` takes them.

    :param day: decides the field list of a new record and the codes that are offered.
    :param record: the record that is changed; None for a new one.
    :param project: whose earlier records may be named; None before there is one.
    :param enterprise: who files; the project's filer unless another is given.
    :param typed: values as somebody typed them before (a draft, an old record); they win over the record's own.
    :param opening: what of the record is open, when it came back with marks; None for all of it.
    :param field_list: another than the one in force on the day, to see it before it is.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        kind: RecordKind,
        day: date,
        record: StageRecord | None = None,
        project: Project | None = None,
        enterprise: Enterprise | None = None,
        typed: Mapping[str, Any] | None = None,
        field_list: FieldList | None = None,
        opening: Opening | None = None,
    ) -> None:
        self.kind, self.day, self.record, self.project = kind, day, record, project
        self.enterprise = enterprise or (project.filed_by if project else None)
        self.field_list: FieldList = field_list or catalogue().fields_on(kind, day)
        self.known: dict[str, str] = {}
        self.opening = opening
        stored = _stored(record, self.field_list)
        initial = {**stored, **self._typed_before(typed)}
        super().__init__(data, initial=spread(initial, self.field_list))
        self.names = names_in(self.field_list)
        values = self.data if self.is_bound else self.initial
        self.rows = rows_wanted(self.names, self.field_list, values) if self.names else 0
        self.category = self._category()
        self.sections = self._add_fields()
        if opening is not None:
            close_all_but(self, opening, spread(stored, self.field_list))

    def _typed_before(self, typed: Mapping[str, Any] | None) -> Mapping[str, Any]:
        if not typed:
            return {}
        # A browser says nothing of a switch that is off.
        switches = [described.name for described in self.field_list.fields if self._is_switch(described)]
        return {**dict.fromkeys(switches, False), **typed}

    def _category(self) -> str:
        if self.kind is not RecordKind.INDICATORS:
            return ""
        chosen = self.data.get("category") if self.is_bound else self.initial.get("category")
        return chosen if chosen in QUALIFICATIONS else ""

    def _add_fields(self) -> tuple[tuple[str, str], ...]:
        sections = []
        for title, fields in self.field_list.sections:
            made: dict[str, forms.Field] = {}
            for described in fields:
                made |= self._made(described)
            self.fields.update(made)
            sections.append((title, " ".join(made)))
        if self.category:
            figures = {
                f"{FIGURE}{indicator.code}": IndicatorField(indicator)
                for indicator in indicators_of(QUALIFICATIONS[self.category])
            }
            self.fields.update(figures)
            sections.append(("技术指标（按资质标准填写，没有的可不填）", " ".join(figures)))
        return tuple(sections)

    def _made(self, described: Described) -> dict[str, forms.Field]:
        if described.type is ValueType.PERSON:
            return self._person(described)
        if described.type is ValueType.NAMES:
            return several_fields(described, self.field_list, self.rows)
        if described.type is ValueType.CREDIT_CODES:
            return {}  # beside their names
        if described.type is ValueType.RECORD:
            return {described.name: RecordField(described, self._records(described))}
        if self._is_switch(described):
            return {described.name: SwitchField(described)}
        current = str(self.initial.get(described.name) or "")
        return {described.name: ValueField(described, catalogue().choices(described, self.day, current))}

    def _is_switch(self, described: Described) -> bool:
        if described.type is not ValueType.YES_NO or described.is_extra:
            return False
        return not MODEL_OF_KIND[self.kind]._meta.get_field(described.name).null

    def _records(self, described: Described) -> list[StageRecord]:
        if self.project is None or described.refers_to is None:
            return []
        manager: Manager[Any] = MODEL_OF_KIND[described.refers_to]._default_manager
        seen = ~Q(grade="D") | Q(filed_by=self.enterprise)  # another firm's draft is nobody else's to know of: A-18
        return list(manager.filter(seen, project=self.project, update_flag="U").order_by("pk"))

    def _person(self, described: Described) -> dict[str, forms.Field]:
        made = person_fields(described)
        known: Person | None = getattr(self.record, described.name, None) if self.record is not None else None
        if known is not None:
            self.known[described.name] = known.name
            number = made[f"{described.name}_number"]
            number.required = False
            number.help_text = f"已保存：{vault.masked(known)}。人员不变可留空；换人请填写新的号码"
        return made

    def clean(self) -> dict[str, Any]:
        """Name and number of a person come together; figures are read as their category asks."""
        super().clean()
        for described in self.field_list.fields:
            if described.type is ValueType.PERSON:
                self._clean_person(described.name, described.label)
        if self.names:
            self.cleaned_data |= gathered(self, self.names, self.field_list, self.rows)
        if self.category:
            self._clean_figures()
        return self.cleaned_data

    @property
    def takes_more(self) -> bool:
        """Whether one more row of name and code may be asked for."""
        is_closed = self.names and self.opening is not None and not self.opening.why(self.names)
        return not is_closed and 0 < self.rows < SEVERAL_AT_MOST

    def _clean_person(self, role: str, label: str) -> None:
        name, number = self.cleaned_data.get(f"{role}_name"), self.cleaned_data.get(f"{role}_number")
        if name and not number and name != self.known.get(role) and f"{role}_number" not in self.errors:
            self.add_error(f"{role}_number", f"填写了{label}姓名的，须填写证件号码")
        if number and not name and f"{role}_name" not in self.errors:
            self.add_error(f"{role}_name", f"填写了{label}证件号码的，须填写姓名")
        reason = number_fault(self.cleaned_data.get(f"{role}_document", ""), number) if number else None
        if reason:
            self.add_error(f"{role}_number", reason)

    def _clean_figures(self) -> None:
        given = {
            name.removeprefix(FIGURE): self.cleaned_data.pop(name, None)
            for name in list(self.cleaned_data)
            if name.startswith(FIGURE)
        }
        values, faults = read_indicators(self.category, given)
        self.cleaned_data["indicators"] = values
        for code, fault in faults.items():
            self.add_error(f"{FIGURE}{code}", fault)

    def add_refusal(self, error: RuleError) -> None:
        """Show a refusal, or each of the faults that the rules found, at its field."""
        faults = error.faults if isinstance(error, FactsAreFaulty) else [Fault(error.field, str(error))]
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


def _stored(record: StageRecord | None, field_list: FieldList) -> dict[str, Any]:
    if record is None:
        return {}
    values: dict[str, Any] = {}
    for described in field_list.fields:
        if described.is_extra:
            values[described.name] = record.extra.get(described.name)
        elif described.type is ValueType.PERSON:
            person: Person | None = getattr(record, described.name, None)
            if person is not None:
                values |= {f"{described.name}_name": person.name, f"{described.name}_document": person.document_kind}
        elif described.type is ValueType.DIVISION:
            values[described.name] = getattr(record, f"{described.name}_id")
        else:
            values[described.name] = getattr(record, described.name)
    if isinstance(record, EnterpriseIndicators):
        values |= {f"{FIGURE}{row['code']}": row["value"] for row in record.indicators}
    return values
