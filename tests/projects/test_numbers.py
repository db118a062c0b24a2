"""Provincial and stage numbers: without doubles or gaps (domain.md 3.1, 3.2; decisions 13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from common.identifiers import is_national_number, is_stage_number
from projects.actions.numbers import issue_project_number, issue_stage_number
from projects.models import NumberSeries, Project
from projects.rules.dictionaries import Stage
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
def test_stages_count_by_project_and_letters_and_acceptance_shares_its_letters_with_filing():
    first, second = "2201022409010101", "2201022409010102"
    with acting():
        numbers = [
            issue_stage_number(project_number=number, stage=stage)
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
