"""The field lists: every column that must be told is asked for, and each field has its place (A07)."""

import json

import pytest
from django.db import models

from projects.catalogue import catalogue, describe
from projects.models import MODEL_OF_KIND, DictionaryEntry, FormVersion
from projects.models.record import StageRecord
from projects.rules.code_lists import TITLES
from projects.rules.fields import BUILT_IN, read_sections, written_sections
from projects.rules.fields.entry import FieldListIsFaulty
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from tests.factories import AT

pytestmark = pytest.mark.django_db
# Written by the system, not typed by a firm.
OURS = {field.name for field in StageRecord._meta.fields} - {"remark"}
DERIVED = {
    RecordKind.PROJECT: {"national_number", "origin", "shown", "project_class"},
    RecordKind.INDICATORS: {"indicators", "indicator_text"},
}


@pytest.mark.parametrize("kind", RecordKind)
def test_every_column_that_a_firm_fills_has_exactly_one_entry(kind):
    columns = {
        column.name
        for column in MODEL_OF_KIND[kind]._meta.concrete_fields
        if column.name not in OURS | {"id", "project"} | DERIVED.get(kind, set())
        and not isinstance(column, models.GeneratedField)
    }
    entries = [entry.name for section in BUILT_IN[kind] for entry in section.entries]

    assert sorted(entries) == sorted(columns)


@pytest.mark.parametrize("kind", RecordKind)
def test_a_list_written_as_data_reads_back_the_same(kind):
    assert read_sections(json.loads(json.dumps(written_sections(BUILT_IN[kind])))) == BUILT_IN[kind]


@pytest.mark.parametrize("kind", RecordKind)
def test_the_list_in_force_is_the_first_one_and_marked_provisional(kind):
    fields = catalogue().fields_on(kind, AT.date())

    assert (fields.code, fields.is_provisional) == ("2024-11-25", True)
    assert FormVersion.objects.filter(record_kind=kind).count() == 1


def test_every_choice_has_a_code_list_and_every_code_list_a_title():
    used = {
        described.dictionary
        for kind, sections in BUILT_IN.items()
        for section in sections
        for described in (describe(kind, entry) for entry in section.entries)
        if described.type is ValueType.CHOICE
    }

    assert used == set(TITLES)
    assert set(DictionaryEntry.objects.values_list("dictionary", flat=True)) == set(TITLES)


@pytest.mark.parametrize("kind", RecordKind)
def test_every_code_of_a_column_is_in_its_code_list(kind):
    for section in BUILT_IN[kind]:
        for described in (describe(kind, entry) for entry in section.entries):
            if described.type is ValueType.CHOICE:
                column = MODEL_OF_KIND[kind]._meta.get_field(described.name)
                listed = set(
                    DictionaryEntry.objects.filter(dictionary=described.dictionary).values_list("code", flat=True)
                )
                assert {code for code, _ in column.choices} == listed


@pytest.mark.parametrize(
    "written",
    [
        {}, [{}], [{"title": "甲"}], [{"title": "甲", "fields": [{}]}],
        [{"title": "甲", "fields": [{"name": "name", "colour": 1}]}],
        [{"title": "甲", "fields": [{"name": "name", "type": "PICTURE"}]}], 3,
    ],
)  # fmt: skip
def test_what_is_no_field_list_is_refused(written):
    if written == {}:
        assert read_sections(written) == ()
        return
    with pytest.raises(FieldListIsFaulty):
        read_sections(written)


def test_a_wire_name_stands_beside_every_field_that_the_standard_has():
    silent = {
        f"{kind.value}.{entry.name}"
        for kind, sections in BUILT_IN.items()
        for section in sections
        for entry in section.entries
        if not entry.wire
    }

    # Ours alone: the standard has no column for them, or the message derives it.
    assert silent == {
        "PROJECT.approval_kind", "PROJECT.sector", "PROJECT.division", "DRAWING_REVIEW.name", "PERMIT.kind",
        "COMPLETION.kind", "INDICATORS.category", "INDICATORS.qualification_class", "PARTICIPANT.completion",
        *(f"EXEMPTION.{name}" for name in ("stands_for", "ground", "explanation", "paper_number", "remark")),
    }  # fmt: skip
