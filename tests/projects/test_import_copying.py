"""Rows on their way by COPY: whatever their lengths, whole and in order; a failure ends the waiting."""

import psycopg2
import pytest
from django.db import connection, transaction

from projects.workbooks.copying import MANY, Lines, copy
from tests.fixtures.database import acting_as_owner

pytestmark = pytest.mark.django_db
COPY = "COPY told (place, line) FROM STDIN"


@pytest.fixture
def table(db):
    """A table that goes with the test's transaction."""
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE told (place integer, line text)")
        cursor.execute("GRANT ALL ON told TO portal_app")


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, line FROM told ORDER BY place")
        return cursor.fetchall()


def copied(lines, count, meanwhile=lambda: None):
    with transaction.atomic(), connection.cursor() as cursor:
        copy(cursor, COPY, iter(lines), count, meanwhile)


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 16])
def test_lines_are_read_whole_and_in_order_in_blocks_of_any_size(size):
    lines = ["一\n", "", "二二\n" * 40, "3\n"]
    file, got = Lines(iter(lines)), b""
    while block := file.read(size):
        assert len(block) <= size
        got += block

    assert got.decode() == "".join(lines)
    assert file.read(size) == b""


@pytest.mark.parametrize(("count", "times"), [(MANY - 1, 0), (MANY, 1)])
def test_something_else_is_done_once_beside_many_rows_and_not_beside_few(table, count, times):
    done = []

    copied((f"{place}\t{'一' * 2_000}\n" for place in range(count)), count, lambda: done.append("once"))

    assert stored() == [(place, "一" * 2_000) for place in range(count)]
    assert done == ["once"] * times


def test_what_the_database_refuses_is_told_and_nothing_of_it_is_stored(table):
    with pytest.raises(psycopg2.DataError, match="invalid input syntax"):
        copied((f"{place or 'x'}\t{'一' * 2_000}\n" for place in range(MANY)), MANY)

    assert stored() == []


def test_a_line_that_cannot_be_made_is_told_and_nothing_of_them_is_stored(table):
    def lines():
        yield "1\tfirst\n"
        raise LookupError("no second")

    with pytest.raises(Exception, match="no second"):
        copied(lines(), MANY)

    assert stored() == []


def test_a_failure_meanwhile_is_told_and_nothing_is_stored(table):
    def fail():
        raise LookupError("meanwhile")

    with pytest.raises(LookupError, match="meanwhile"):
        copied((f"{place}\tx\n" for place in range(MANY)), MANY, fail)

    assert stored() == []
