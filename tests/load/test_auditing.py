"""What the auditor's timeline costs over a long history: one page by every filter, and the indexes that lead to it."""

import os
import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from accounts.rules import Role
from audit import keys, queries
from audit.models import Event
from audit.signing import Parts, package, proof_of
from common.clock import day_of
from errata.queries.afterwards import changes_after_confirmation
from portal.queries.asked import HistoryFilters, asked_for
from portal.queries.signed import LEAVES_AT_MOST, ROWS_AT_MOST, timeline_to_sign
from portal.views.signed import COLUMNS
from projects.workbooks.export import csv_lines, stream_rows
from tests.audit.sealing import signed
from tests.factories import an_official
from tests.fixtures.database import acting_as_owner
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
EVENTS = int(os.environ.get("HISTORY_EVENTS", "200000"))
# Acts of five events each by 300 people of 200 units, over three years; every tenth project is of 南关区.
COPIES = """
INSERT INTO projects_project
  SELECT (jsonb_populate_record(p, jsonb_build_object('id', nextval('projects_project_id_seq'),
    'row_guid', gen_random_uuid(), 'number', 'LOAD-' || n, 'investment_code', '', 'name', '工程' || n,
    'division_id', CASE WHEN n %% 10 = 0 THEN '220102' ELSE '220202' END))).*
  FROM projects_project p, generate_series(1, %(projects)s) n WHERE p.id = %(project)s;
INSERT INTO audit_event (recorded_at, transaction_id, object_type, object_id, object_version, operation, actor_id,
    actor_name, role, unit, action, reason, subject, request_id, channel, rule_version, payload)
  SELECT now() - make_interval(mins => 8 * (%(events)s - n)), 900000000 + n / 5,
    (ARRAY['projects_project', 'projects_completion', 'confirmation_case', 'confirmation_answer',
      'projects_attachment'])[n %% 5 + 1],
    'L' || (n / 20), n %% 20 / 5 + 1, CASE WHEN n %% 20 < 5 THEN 'INSERT' ELSE 'UPDATE' END, 900000 + n / 5 %% 300,
    '某人' || n / 5 %% 300, 'REVIEWER', '单位' || n / 5 %% 200, 'load.act' || n / 5 %% 40, '',
    g.guids[n / 20 %% %(projects)s + 1], '', 'web', '',
    convert_to(jsonb_build_object('row', to_jsonb(p) || jsonb_build_object('name', '工程' || n / 5 %% 7, 'scale', n,
      'grade', CASE WHEN n / 20 %% 20 = 0 THEN 'C' ELSE 'D' END,
      'owner_code', CASE WHEN n %% 3000 = 5 THEN 'X' ELSE 'Y' END)
      || CASE WHEN n %% 5 = 4 THEN jsonb_build_object('record_guid', md5(n::text)::uuid, 'project_id', p.id)
        ELSE '{}' END)::text, 'UTF8')
  FROM generate_series(1, %(events)s) n, projects_project p,
    (SELECT array_agg(row_guid::text) guids FROM projects_project WHERE number LIKE 'LOAD-%%') g
  WHERE p.id = %(project)s;
ANALYZE audit_event; ANALYZE projects_project;
"""


def test_a_page_of_the_timeline_by_every_filter(figure, tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        project = confirms(an_official("220102"), a_firm().files()).project
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(COPIES, {"projects": EVENTS // 20, "events": EVENTS, "project": project.pk})
    today = day_of(Event.objects.latest("pk").recorded_at)
    asked = {
        "nothing": HistoryFilters(),
        "kind": HistoryFilters(kind="projects_completion"),
        "field": HistoryFilters(field="projects_project.owner_code"),
        "field that never changed": HistoryFilters(field="projects_project.address"),
        "action": HistoryFilters(action="load.act7"),
        "action that never happened": HistoryFilters(action="errata.begin"),
        "time": HistoryFilters(since=today, until=today),
        "project": HistoryFilters(q="工程77"),
        "unit without people": HistoryFilters(unit="单位7"),
    }
    pages = {}
    for who, division in (("province", "220000"), ("county", "220102")):
        auditor = an_official(division, role=Role.AUDITOR)
        for name, filters in asked.items():
            pages[f"{who}: {name}"] = _timed(asked_for(filters, auditor, today))
        by_person = asked_for(HistoryFilters(person=auditor.name), auditor, today)
        pages[f"{who}: person"] = _timed(_of_somebody(by_person, 900007))
    milliseconds = {name: taken for name, (taken, _) in pages.items()}
    indexes = {name: used for name, (_, used) in pages.items()}
    moment, began = Event.objects.latest("pk").recorded_at, time.perf_counter()
    report = changes_after_confirmation("", moment - timedelta(days=366), moment)
    seconds = round(time.perf_counter() - began, 2)
    figure("history.afterwards", events=Event.objects.count(), changes=len(report.changes), seconds_for_a_year=seconds)
    figure("history.timeline", events=Event.objects.count(), milliseconds=milliseconds, indexes=indexes)


def test_a_signed_export_of_nearly_as_much_as_there_may_be(figure, tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        project = confirms(an_official("220102"), a_firm().files()).project
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(COPIES, {"projects": EVENTS // 20, "events": EVENTS, "project": project.pk})
        cursor.execute("INSERT INTO audit_pending (event_id) SELECT id FROM audit_event ON CONFLICT DO NOTHING")
    signed()
    auditor, today = an_official("220000", role=Role.AUDITOR), day_of(Event.objects.latest("pk").recorded_at)
    filters = HistoryFilters(since=today - timedelta(days=10), until=today - timedelta(days=1))

    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = timeline_to_sign(filters, auditor, today)
        parts = Parts(
            table=b"".join(csv_lines(stream_rows(COLUMNS, found.rows))),
            proof=proof_of([row.leaves for row in found.rows], found.checkpoint),
        )
        data = package(parts, {"entries": len(found.rows)}, keys.export_key())
        seconds.append(time.perf_counter() - began)
    leaves = sum(len(row.leaves) for row in found.rows)
    assert 300 < len(found.rows) <= ROWS_AT_MOST
    assert 1_500 < leaves <= LEAVES_AT_MOST
    figure(
        "history.signed_export",
        events=Event.objects.count(),
        acts=len(found.rows),
        leaves=leaves,
        seconds=round(min(seconds), 2),
        megabytes=round(len(data) / 1e6, 2),
        megabytes_unpacked=round((len(parts.table) + len(parts.proof)) / 1e6, 1),
    )


def _of_somebody(asked, actor):
    return type(asked)(**{name: getattr(asked, name) for name in asked.__slots__} | {"actors": (actor,)})


def _timed(asked):
    """The best of three, in milliseconds, and the indexes of the plan that finds the acts."""
    found = []
    for _ in range(3):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            queries.acts(asked)
        found.append(time.perf_counter() - began)
    finds = next(query["sql"] for query in captured.captured_queries if "EXISTS" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {finds}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return round(min(found) * 1000, 1), sorted(set(re.findall(r"using (event_\w+|audit_event_pkey)", plan)))
