"""Provincial and stage numbers: without doubles or gaps (domain.md 3.1, 3.2; decisions 13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from common.identifiers import is_national_number, is_stage_number
from projects.actions.numbers import issue_project_number, issue_stage_number
from projects.models import Contract, DrawingReview, NumberSeries, Project, Tender
from projects.rules.dictionaries import Stage
from projects.rules.numbering import CONTRACT_LETTERS, STAGE_LETTERS, TENDER_LETTERS
from projects.rules.tender_codes import ContractType, TenderClass
from tests.audit.support import acting

DAY = date(2024, 9, 1)


def project_in(division="220102", project_class="01"):
    return Project(division_id=division, project_class=project_class)


def issued(project, on=DAY):
    with acting():
        return issue_project_number(project=project, on=on)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("division", "project_class", "number"),
    [
        ("220102", "01", "2201022409010101"),
        ("220581", "02", "2205812409010201"),
        ("229011", "99", "2290112409019901"),
    ],
    ids=["南关区房屋", "梅河口市政", "池北区其他"],
)
def test_the_first_number_of_a_day_is_the_worked_example(division, project_class, number):
    assert issued(project_in(division, project_class)) == number
    assert is_national_number(number)


@pytest.mark.django_db
def test_division_day_and_class_count_on_their_own():
    numbers = [
        issued(project_in()),
        issued(project_in("220103")),
        issued(project_in(project_class="02")),
        issued(project_in(), date(2024, 9, 2)),
        issued(project_in()),
    ]

    assert numbers == [
        "2201022409010101",
        "2201032409010101",
        "2201022409010201",
        "2201022409020101",
        "2201022409010102",
    ]


@pytest.mark.django_db
def test_the_hundredth_of_a_day_takes_the_next_day_with_room():
    with acting():
        NumberSeries.objects.create(prefix="22010224123101", last_serial=98)
        NumberSeries.objects.create(prefix="22010225010101", last_serial=99)

    on = date(2024, 12, 31)
    assert [issued(project_in(), on) for _ in range(3)] == ["2201022412310199", "2201022501020101", "2201022501020102"]


@pytest.mark.django_db
@pytest.mark.parametrize(("full", "number"), [(40, "2201022410110101"), (366, "2201022509020101")])
def test_however_many_days_are_full_the_next_with_room_is_found_in_three_queries(
    full, number, django_assert_num_queries
):
    days = [DAY + timedelta(days=ahead) for ahead in range(full)]
    with acting():
        NumberSeries.objects.bulk_create(NumberSeries(prefix=f"220102{day:%y%m%d}01", last_serial=99) for day in days)

    with acting(), django_assert_num_queries(3):
        assert issue_project_number(project=project_in(), on=DAY) == number


@pytest.mark.django_db
def test_a_year_of_full_days_is_looked_past():
    days = [DAY + timedelta(days=ahead) for ahead in range(400)]
    with acting():
        NumberSeries.objects.bulk_create(NumberSeries(prefix=f"220102{day:%y%m%d}01", last_serial=99) for day in days)

    assert issued(project_in()) == "2201022510060101"


@pytest.mark.django_db
def test_stages_count_by_project_and_letters_and_acceptance_shares_its_letters_with_filing():
    first, second = "2201022409010101", "2201022409010102"
    with acting():
        numbers = [
            issue_stage_number(project_number=number, letters=STAGE_LETTERS[stage])
            for number, stage in [
                (first, Stage.PERMIT),
                (first, Stage.COMPLETION),
                (first, Stage.COMPLETION),
                (first, Stage.PERMIT),
                (second, Stage.PERMIT),
            ]
        ]

    assert numbers == [
        f"{first}-SX-001",
        f"{first}-JX-001",
        f"{first}-JX-002",
        f"{first}-SX-002",
        f"{second}-SX-001",
    ]
    assert all(is_stage_number(number) for number in numbers)


@pytest.mark.parametrize(
    ("record", "letters"),
    [
        *((Tender(kind=code), letters) for code, letters in [
            ("001", "BB"), ("002", "BA"), ("003", "BD"), ("004", "BE"), ("005", "BC"), ("006", "BG"), ("007", "BM"),
            ("010", "BX"), ("011", "BX"),
        ]),
        *((Contract(kind=code), letters) for code, letters in [
            ("100", "HB"), ("200", "HA"), ("301", "HZ"), ("302", "HF"), ("303", "HL"), ("400", "HE"), ("500", "HC"),
            ("600", "HG"), ("700", "HM"), ("800", "HX"), ("900", "HX"),
        ]),
        (DrawingReview(), "TX"),
    ],
    ids=lambda value: getattr(value, "kind", None),
)  # fmt: skip
def test_the_class_of_a_record_decides_its_letters(record, letters):
    assert record.number_letters == letters
    assert is_stage_number(f"2201022409010101-{letters}-001")


def test_every_class_and_stage_has_letters():
    assert set(TENDER_LETTERS) == set(TenderClass)
    assert set(CONTRACT_LETTERS) == set(ContractType)
    assert set(STAGE_LETTERS) == {Stage.DRAWING_REVIEW, Stage.PERMIT, Stage.COMPLETION}


@pytest.mark.django_db
def test_every_pair_of_letters_counts_on_its_own():
    project = "2201022409010101"
    records = [
        Tender(kind="003"), Tender(kind="004"), Tender(kind="003"), Tender(kind="010"), Tender(kind="011"),
        Contract(kind="301"), Contract(kind="303"), Contract(kind="303"), DrawingReview(), DrawingReview(),
    ]  # fmt: skip
    with acting():
        numbers = [
            issue_stage_number(project_number=project, letters=record.number_letters).removeprefix(f"{project}-")
            for record in records
        ]

    assert numbers == [
        "BD-001", "BE-001", "BD-002", "BX-001", "BX-002", "HZ-001", "HL-001", "HL-002", "TX-001", "TX-002",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_number_that_was_taken_back_is_issued_again():
    with transaction.atomic():
        assert issued(project_in()) == "2201022409010101"
        transaction.set_rollback(True)

    assert issued(project_in()) == "2201022409010101"
    assert NumberSeries.objects.get().last_serial == 1


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_get_fifty_consecutive_numbers():
    def write(_):
        try:
            return issued(project_in())
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(write, range(50)))

    assert sorted(numbers) == [f"22010224090101{serial:02d}" for serial in range(1, 51)]


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_across_the_end_of_a_day_leave_no_gap():
    with acting():
        NumberSeries.objects.create(prefix="22010224090101", last_serial=90)

    def write(_):
        try:
            return issued(project_in())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(write, range(20)))

    assert numbers == [f"22010224090101{serial}" for serial in range(91, 100)] + [
        f"22010224090201{serial:02d}" for serial in range(1, 12)
    ]
