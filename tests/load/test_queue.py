"""What a unit's queue costs when tens of thousands of cases wait there: tabs with counts, pages, the next one."""

import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from confirmation import actions
from confirmation.queries.place import standpoint_of
from confirmation.queries.queue import counts_by_tab, queue_of
from confirmation.queries.worklist import Filters, Sort, Tab, Worklist, cases_of_unit
from tests.factories import AT, an_official
from tests.load.crowd import settle
from tests.load.waiting import crowd_of_cases
from tests.projects.planted import sketches
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
ROUNDS = 5


def milliseconds(act):
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)


def test_a_queue_of_many_cases_is_read_by_page_and_counted_by_tab(settings, tmp_path, full_size, request):
    settings.MEDIA_ROOT = tmp_path
    county, firm = an_official("220102"), a_firm()
    published = confirms(county, firm.files()).project
    settle(published, list(sketches(60_000 if full_size else 1_000)))
    held = crowd_of_cases(firm.files())

    def read(**changes):
        return queue_of(county, AT, **{"tab": Tab.UNIT, "filters": Filters(), **changes})

    first, counted = read(), read().counts
    middle = cases_of_unit(county, AT.date()).filter(status="WAITING").order_by("pk")[held // 2]
    place = Worklist().order.place_of(middle)
    with CaptureQueriesContext(connection) as queries:
        there = read(cursor=f"after-{place}")
    assert len(queries) == 6
    assert (counted[Tab.UNIT], len(first.rows), len(there.rows)) == (str(held), 20, 20)
    assert int(counted[Tab.AGAIN]) == pytest.approx(held / 20, abs=2)
    if full_size:
        request.getfixturevalue("figure")(
            "queue.read",
            waiting=held,
            counts_ms=milliseconds(lambda: counts_by_tab(cases_of_unit(county, AT.date()), county, AT)),
            unit_ms=milliseconds(read),
            middle_ms=milliseconds(lambda: read(cursor=f"after-{place}")),
            submitted_order_ms=milliseconds(lambda: read(sort=Sort.SUBMITTED)),
            over_ms=milliseconds(lambda: read(tab=Tab.OVER)),
            again_ms=milliseconds(lambda: read(tab=Tab.AGAIN)),
            sector_ms=milliseconds(lambda: read(filters=Filters(sector="01"))),
            text_ms=milliseconds(lambda: read(filters=Filters(text="净月"))),
            place_ms=milliseconds(lambda: standpoint_of(middle, Worklist(), place, county, AT)),
            next_ms=milliseconds(lambda: actions.claim_next(by=an_official("220102"), at=AT)),
        )
