"""Of projects of every kind, each page and each machine gives the one answer to what they are good for (X01)."""

import pytest
from django.test import override_settings
from django.urls import reverse

from common.clock import day_of, now
from confirmation.queries.standings import kind_in, standings_in_bulk, standings_of
from confirmation.queries.uses import answers_for
from confirmation.rules.judge import ShippedPlaces, judge
from confirmation.rules.judge_facts import KINDS, facts_from
from confirmation.rules.ruleset import NOTICE_RULES
from grading.queries import windows_on
from grading.rules.uses import Part, Use
from national import tasks
from national.queries import national_shown
from portal.queries.extracts import extract_of
from projects.queries import records_of
from tests.factories import AT
from tests.fixtures.processes import a_national_platform
from tests.portal.kinds import many, met_here
from tests.world import gate_now

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)


@pytest.fixture(scope="module")
def every_kind(rows_for_the_module, tmp_path_factory):
    """Each firm with its project, told to a national platform; the tests of this module only look."""
    folder = tmp_path_factory.mktemp("kinds")
    with a_national_platform(folder) as platform, override_settings(MEDIA_ROOT=folder, NATIONAL_URL=platform.url):
        return list(many(tasks.drain))


def test_page_home_public_page_api_extract_and_gate_give_one_answer(client, browser_of, every_kind):
    seen = []
    for firm, project in every_kind:
        met = met_here(firm, project)
        seen.append({use for use, _ in met})
        own = browser_of(firm.user)

        page = own.get(reverse("task-list", args=[project.row_guid])).context["page"]
        assert {(line.use.value, line.who) for line in page.uses.met} == met

        row = own.get(reverse("enterprise-home")).context["page"].rows[0]
        assert set(row.good_for) == {Use(use).label for use, who in met if not who}

        told = api(client, project)
        assert told == met
        assert public(client, project) == met

        today = day_of(now())
        gate = gate_now(project, records_of(project), today, windows_on(today))
        national = next(line for line in page.uses.lines if line.use == Use.NATIONAL_ENTERPRISE)
        lacks_national = "national_shown" in [step.code for step in national.steps]
        assert lacks_national is not national_shown(str(project.row_guid))
        if lacks_national and not gate.is_open:
            assert gate.reason in national.steps[-1].doing
        if project.published:
            extract = extract_of(project, firm.enterprise, TODAY)
            assert {(line.use.value, line.who) for line in extract.uses.met} == met
            html = own.get(reverse("use-extract", args=[project.row_guid])).content.decode()
            assert html.count("满足</span>") == len(extract.uses.lines)
            assert html.count('status-success">满足') == len(met)
        else:
            assert own.get(reverse("use-extract", args=[project.row_guid])).status_code == 404
    province, national = "PROVINCE_ENTERPRISE", "NATIONAL_ENTERPRISE"
    persons = {"PROVINCE_PERSON", "NATIONAL_PERSON"}
    assert seen == [
        set(), {province}, set(), set(), {province, "PROVINCE_PERSON"}, {province, "PROVINCE_PERSON"},
        {province} | persons, {province, national} | persons, {province}, {province, "PROVINCE_PERSON"}, set(),
        {province, national} | persons, {province},
    ]  # fmt: skip


def api(client, project):
    if not project.number:
        return set()
    told = client.get(reverse("api-project", args=[project.number])).json()["uses"]
    return {(use["use"], use["person"]) for use in told}


def public(client, project):
    if not project.number:
        return set()
    page = client.get(reverse("public-project", args=[project.number]))
    assert "尚缺" not in page.content.decode()
    return {(use.use, use.person) for use in page.context["uses"]}


def test_judge_says_the_same_of_the_same_facts(every_kind):
    for firm, project in every_kind:
        records = [row for row in records_of(project) if row.is_confirmed]
        shown = national_shown(str(project.row_guid))
        grades = standings_of(records, firm.enterprise)
        kind = kind_in(firm.enterprise, records_of(project))
        facts = {
            "id": str(project.pk),
            "filed_by": next(word for word, known in KINDS.items() if known == kind),
            "sector": project.sector,
            "qualification": None,
            "division": project.division_id,
            "shown": project.shown,
            "completed_on": "2023-09-20",
            "permitted_on": "2021-06-01",
            "confirmed_on": None,
            "today": TODAY.isoformat(),
            "grades": {part.value: grades.get(part) for part in Part},
            "national_shown": shown,
            "purpose": None,
            "role": None,
        }
        judged = judge(facts_from(facts), NOTICE_RULES, ShippedPlaces())["uses"]

        for asked, answer in answers_for(project, records, firm.enterprise, national_shown=shown):
            if asked.record is not None:
                continue
            said = judged[answer.use.value]
            assert (said["met"], said["missing"]) == (answer.met, [lack.code.value for lack in answer.missing])


def test_the_answer_in_bulk_is_the_answer_one_by_one(every_kind):
    for firm, project in every_kind:
        one = standings_of([row for row in records_of(project) if row.is_confirmed], firm.enterprise)
        bulk = standings_in_bulk([project], firm.enterprise)[project.pk]
        wanted = {part for part in Part if part not in (Part.TENDER, Part.CONTRACT)}
        assert {part: one[part] for part in one if part in wanted} == {
            part: has for part, has in bulk.items() if has != "D"
        }
