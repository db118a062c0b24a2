"""How many projects a second a proposed rule is tried on (X02)."""

import time

import pytest

from accounts.rules import Role
from confirmation.actions.rehearse import propose_rule, rehearse_on
from confirmation.models import Rehearsal
from confirmation.rules.changes import Change, RuleFamily
from tests.confirmation.pages import authority
from tests.factories import AT, an_official
from tests.load.copying import copy_projects
from tests.portal.test_rules_pages import HOUSING_OUT, HOUSING_TO_CITY, TOMORROW, WINDOW
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
PROJECTS = 50_000
CHANGES = {RuleFamily.SCOPE: HOUSING_OUT, RuleFamily.ROUTING: HOUSING_TO_CITY, RuleFamily.WINDOW: WINDOW}


# Each project with everything that its outcome depends on: permit, completion, grade and an acknowledged message.
COPIED = {
    "projects_constructionpermit": "project_id = p.id, number = p.number || '-SX-001'",
    "projects_completion": "project_id = p.id, number = p.number || '-JX-001'",
    "grading_gradeentry": "project_guid = p.row_guid, record_guid = p.row_guid",
    "national_message": "aggregate = p.row_guid::text, key = p.row_guid::text, state = 'READY'",
}


@pytest.fixture
def crowd(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    template = confirms(an_official("220102"), a_firm().files()).project
    copy_projects(template.pk, COPIED, PROJECTS)


def test_what_a_rehearsal_costs_on_tens_of_thousands_of_projects(crowd, figure):
    keeper = an_official("220000", role=Role.ADMINISTRATOR)
    speeds = {}
    for family, facts in CHANGES.items():
        proposal = propose_rule(
            by=keeper,
            authority=authority("220000"),
            change=Change(family, facts, TOMORROW),
            reason="figures",
            at=AT,
        )
        began = time.perf_counter()
        while rehearse_on(rehearsal_id=proposal.pk, at=AT):
            pass
        seen = Rehearsal.objects.get(pk=proposal.pk).seen
        assert seen >= PROJECTS
        speeds[f"{family.slug}_rows_a_second"] = round(seen / (time.perf_counter() - began))
    figure("rules.rehearsal", projects=PROJECTS, **speeds)
