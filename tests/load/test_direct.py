"""What it takes to read which projects go to the national platform without a new filing (BR-15)."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.clock import day_of
from confirmation.queries.direct import next_direct, preview
from grading.rules.push import NOTICE_WINDOWS
from projects.models import Project
from tests.confirmation.test_direct_pushes import old
from tests.factories import AT
from tests.load.copying import copy_projects
from tests.world import a_firm

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
PROJECTS, PAGE, CHUNK, TIMES = 60_000, 50, 50, 5
TODAY = day_of(AT)
COPIED = {
    "projects_constructionpermit": "project_id = p.id, number = p.number || '-SX-001',"
    " released_on = date '2024-12-31' - p.id::int %% 400",
    "grading_gradeentry": "project_guid = p.row_guid, record_guid = p.row_guid",
}


@pytest.fixture
def crowd(tmp_path):
    """A province of projects that were shown before the notice and are not finished, permits of four hundred days."""
    template = old(tmp_path, a_firm(), 10)
    copy_projects(template.pk, COPIED, PROJECTS)


def median(read):
    """Seconds of the middle one of a few readings, and what each read."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        found = read()
        took.append(time.perf_counter() - began)
    return sorted(took)[TIMES // 2], found


def test_what_the_preview_costs_for_a_province_of_projects(crowd, figure):
    with CaptureQueriesContext(connection) as asked:
        page_seconds, page = median(lambda: preview(TODAY, NOTICE_WINDOWS, limit=PAGE))
    chunk_seconds, ids = median(lambda: next_direct(TODAY, NOTICE_WINDOWS, before=None, limit=CHUNK))

    assert Project.objects.count() == PROJECTS + 1
    assert page.total + sum(number for _, number in page.left_out) == PROJECTS + 1
    assert (len(page.rows), len(ids)) == (PAGE, CHUNK)
    assert [row.pk for row in page.rows] == ids
    figure(
        "direct.preview",
        projects=PROJECTS,
        open=page.total,
        queries=len(asked) // TIMES,
        page_seconds=round(page_seconds, 2),
        chunk_seconds=round(chunk_seconds, 3),
    )
