"""Unit projects, participants, indicators and personal track records: what they must say, and where they belong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.actions.records import RecordIsOfAnotherProject
from projects.forms import RecordForm
from projects.models import (
    ConstructionPermit,
    EnterpriseIndicators,
    Participant,
    PersonalTrackRecord,
    UnitProject,
)
from projects.rules.dictionaries import Sector
from projects.rules.facts import FactsAreFaulty
from projects.rules.indicators import TEXT_AT_MOST, indicators_of, read_indicators, rendered
from projects.rules.judging import FAULTS
from projects.rules.kinds import RecordKind
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.record_codes import DUTIES_OF_KIND, Duty, TrackRecordKind
from tests.confirmation.pages import browser_of
from tests.factories import (
    AT,
    EnterpriseFactory,
    indicators_facts,
    participant_facts,
    personal_facts,
    unit_facts,
)
from tests.projects.test_forms import typed
from tests.world import a_firm

pytestmark = pytest.mark.django_db
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def project(firm):
    return firm.fills_in()


@pytest.fixture
def permit(project):
    return ConstructionPermit.objects.get(project=project)


def faults(kind, facts, sector=Sector.HOUSING):
    return [fault.field for fault in FAULTS[RecordKind(kind)](facts, sector, TODAY)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"area": None}, ["area"]),
        ({"floors_above": None}, ["floors_above"]),
        ({"structure_system": ""}, ["structure_system"]),
        ({"area": Decimal("8600.52")}, ["area"]),
        ({"area": Decimal("8600.51")}, []),
        ({"area_below": None}, []),
        ({"green_level": ""}, ["green_level"]),
        ({"is_green": False, "green_level": ""}, []),
    ],
)
def test_faults_of_a_unit_project(changes, fields):
    assert faults("UNIT", unit_facts(**changes)) == fields


def test_a_unit_project_outside_housing_needs_no_floors():
    assert faults("UNIT", unit_facts(area=None, floors_above=None, structure_system=""), Sector.POWER) == []


def test_a_participant_is_tied_to_some_stage():
    enterprise = EnterpriseFactory.build()

    assert faults("PARTICIPANT", participant_facts(enterprise, None)) == ["permit"]
    assert faults("PARTICIPANT", participant_facts(enterprise, "a permit")) == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"ended_on": TOMORROW}, ["ended_on"]),
        ({"ended_on": date(2021, 6, 9)}, ["ended_on"]),
        ({"category": "Z02"}, ["category"]),
        ({"category": "S01"}, ["category"]),
        ({"indicators": []}, ["category"]),
    ],
    ids=["齐全", "晚于今天", "早于开始", "公路", "设计资质", "没有指标"],
)
def test_faults_of_indicators(changes, fields):
    assert faults("INDICATORS", indicators_facts(**changes)) == fields


def test_figures_that_make_a_text_too_long_are_refused():
    wordy = [{"code": "content", "value": "长" * 200}] * 11

    assert faults("INDICATORS", indicators_facts(category="Z12", indicators=wordy)) == ["category"]
    assert len(rendered("Z12", wordy)) > TEXT_AT_MOST


@pytest.mark.parametrize("kind", list(TrackRecordKind))
@pytest.mark.parametrize("duty", list(Duty))
def test_a_duty_fits_the_kind_of_track_record(kind, duty):
    enterprise_row = EnterpriseIndicators(kind=kind, started_on=date(2021, 6, 10), ended_on=date(2023, 9, 20))

    allowed = duty in DUTIES_OF_KIND[kind]
    assert faults("PERSONAL", personal_facts(enterprise_row, duty=duty)) == ([] if allowed else ["duty"])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"started_on": date(2021, 6, 9)}, ["started_on"]),
        ({"ended_on": date(2023, 9, 21)}, ["ended_on"]),
        ({"started_on": date(2022, 1, 2), "ended_on": date(2022, 1, 1)}, ["ended_on"]),
    ],
)
def test_a_personal_track_record_lies_within_the_enterprises(changes, fields):
    enterprise_row = EnterpriseIndicators(kind="3", started_on=date(2021, 6, 10), ended_on=date(2023, 9, 20))

    assert faults("PERSONAL", personal_facts(enterprise_row, **changes)) == fields


@pytest.mark.parametrize("code", sorted(QUALIFICATIONS))
def test_every_category_asks_for_figures_and_renders_them(code):
    asked = indicators_of(QUALIFICATIONS[code])
    values, wrong = read_indicators(code, {indicator.code: "12" for indicator in asked})

    assert not wrong
    assert len({indicator.code for indicator in asked}) == len(asked) > 0
    assert rendered(code, values) == "；".join(f"{row.label}:12{row.unit}" for row in asked)


def test_a_figure_that_is_no_number_is_refused_at_its_field(project):
    form = RecordForm(
        typed(indicators_facts(), figure_floors="十八", figure_unit_area="-1"),
        kind=RecordKind.INDICATORS,
        day=TODAY,
        project=project,
    )

    assert list(form.errors) == ["figure_floors", "figure_unit_area"]


FACTS = {
    RecordKind.UNIT: (UnitProject, lambda _firm, _permit: unit_facts()),
    RecordKind.PARTICIPANT: (Participant, lambda firm, permit: participant_facts(firm.enterprise, permit)),
    RecordKind.INDICATORS: (EnterpriseIndicators, lambda _firm, _permit: indicators_facts()),
}


@pytest.mark.parametrize("kind", FACTS)
def test_a_part_is_filled_in_on_its_page_and_changed(firm, project, permit, kind):
    model, facts = FACTS[kind]
    client = browser_of(firm.user)
    new = reverse("record-new", args=[project.row_guid, kind.slug])
    assert client.get(new).status_code == 200
    told = typed(facts(firm, permit), figure_floors="18", figure_unit_area="8600.5")

    client.post(new, told)

    record = model.objects.get(project=project)
    assert record.filed_by == firm.enterprise
    client.post(reverse("record-edit", args=[project.row_guid, kind.slug, record.row_guid]), {**told, "remark": "已核"})
    record.refresh_from_db()
    assert record.remark == "已核"


def test_the_figures_are_kept_and_rendered(firm, project):
    record = firm.adds(project, "INDICATORS", indicators_facts())

    assert record.indicator_text == "地上层数:18层；单体建筑面积:8600.5㎡"
    assert record.qualification == "建筑工程施工总承包一级"


def test_a_personal_track_record_goes_with_the_enterprises_of_the_same_project(firm, project):
    own = firm.adds(project, "INDICATORS", indicators_facts())
    other = firm.fills_in()

    record = firm.adds(project, "PERSONAL", personal_facts(own))
    with pytest.raises(RecordIsOfAnotherProject):
        firm.adds(other, "PERSONAL", personal_facts(own))

    assert (record.indicators, str(record)) == (own, "张建国 项目经理")
    assert PersonalTrackRecord.objects.count() == 1


def test_a_persons_duty_stands_once(firm, project):
    own = firm.adds(project, "INDICATORS", indicators_facts())
    facts = personal_facts(own)
    firm.adds(project, "PERSONAL", facts)

    with pytest.raises(FactsAreFaulty, match="已填报"):
        firm.adds(project, "PERSONAL", facts)

    assert PersonalTrackRecord.objects.count() == 1


def test_the_database_holds_a_span_in_order(firm, project):
    record = firm.adds(project, "INDICATORS", indicators_facts())
    record.ended_on = date(2020, 1, 1)

    from audit.context import Acting, SystemActor, context

    with pytest.raises(IntegrityError), transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        record.save()


REFUSED = {
    RecordKind.UNIT: {
        "name": "无", "cost": "0", "engineering_class": "999", "structure_system": "钢", "area": "-1",
        "area_above": "八千", "area_below": "1.234", "floors_above": "1、2层", "floors_below": "1.5", "height": "-1",
        "structure_height": "x", "length": "1.234", "span": "x", "span_concrete": "x", "span_steel": "x",
        "shelter_area": "x", "seismic_intensity": "10度", "is_isolated": "也许", "is_super_high": "也许",
        "is_prefabricated": "也许", "is_green": "也许", "green_level": "四星", "dwellings": "-1",
        "scale": "长" * 501, "remark": "长" * 501,
    },
    RecordKind.PARTICIPANT: {
        "role": "7", "name": "/", "code": "91220102MA17EXAM5K", "head_name": "", "head_number": "220102190001010017",
        "phone": "1" * 21, "permit": "0", "drawing_review": "x", "completion": "x", "remark": "长" * 501,
    },
    RecordKind.INDICATORS: {
        "name": "无", "kind": "5", "category": "没有的", "qualification_class": "四级", "started_on": "去年",
        "ended_on": "2023-02-30", "remark": "长" * 501,
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "field", "value"), [(kind, name, value) for kind, rows in REFUSED.items() for name, value in rows.items()]
)
def test_every_field_refuses_what_it_cannot_hold(firm, project, permit, kind, field, value):
    _, facts = FACTS[kind]
    form = RecordForm(
        typed(facts(firm, permit), **{field: value}, figure_floors="18"), kind=kind, day=TODAY, project=project
    )

    assert list(form.errors) == [field]


@pytest.mark.parametrize("kind", FACTS)
def test_no_field_of_a_part_is_without_a_refused_value(kind, project):
    fields = {name for name in RecordForm(kind=kind, day=TODAY, project=project).fields}

    # A document's kind is chosen from a list that the browser test of people covers.
    assert fields - {"head_document"} == set(REFUSED[kind])
