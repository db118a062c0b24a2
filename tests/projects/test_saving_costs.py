"""Saving a page costs at most eight queries, however many fields it has (pinned)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import projects.actions as filing
from common.notice import ISSUED_ON
from projects.catalogue import catalogue, forget_catalogue
from projects.models import ConstructionPermit, FormVersion
from projects.rules.fields import BUILT_IN, Entry, Section, written_sections
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from tests.audit.support import acting
from tests.confirmation.pages import browser_of
from tests.factories import AT, permit_facts, project_facts, unit_facts
from tests.projects.test_forms import typed
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_firm()


@pytest.fixture
def sixty_fields():
    """A field list of sixty fields for the basic information: thirty-one of the table and added ones."""
    built_in = BUILT_IN[RecordKind.PROJECT]
    added = 60 - sum(len(section.entries) for section in built_in)
    extra = tuple(
        Entry(f"x_{serial}", label=f"补充{serial}", type=ValueType.DECIMAL if serial % 2 else ValueType.TEXT)
        for serial in range(added)
    )
    with acting():
        FormVersion.objects.create(
            record_kind=RecordKind.PROJECT,
            code="sixty",
            starts_on=ISSUED_ON.replace(day=26),
            sections=written_sections([*built_in, Section("补充", extra)]),
        )
    forget_catalogue()
    yield {entry.name: "12.5" for entry in extra}
    forget_catalogue()


def cost_of(save):
    with CaptureQueriesContext(connection) as queries:
        save()
    # The test's own transaction turns the action's BEGIN and COMMIT into a savepoint's.
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_a_page_of_sixty_fields_is_saved_with_seven_queries_and_another_name_or_place_with_eight(firm, sixty_fields):
    project = firm.fills_in()
    fields = catalogue().fields_on(RecordKind.PROJECT, AT.date())
    assert (fields.code, len(fields.fields)) == ("sixty", 60)
    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": project.pk, "at": AT}

    known = {"name": project.name, "investment_code": project.investment_code}
    facts, other = project_facts(**sixty_fields, **known), project_facts(**sixty_fields)

    assert cost_of(lambda: filing.save_project(**own, facts=facts)) == 7
    # Another name or code is held against what is there, by one question: on display by code and by name, and filed.
    assert cost_of(lambda: filing.save_project(**own, facts=other)) == 7 + 1
    moved = project_facts(
        **sixty_fields, division="220103", owner_code=firm.enterprise.credit_code, owner_name="另一建设单位"
    )
    assert cost_of(lambda: filing.save_project(**own, facts=moved)) == 7 + 1

    project.refresh_from_db()
    assert (project.form_version, len(project.extra), project.extra["x_1"]) == ("sixty", len(sixty_fields), "12.5")


def test_other_records_cost_no_more(firm):
    project = firm.fills_in()
    permit = ConstructionPermit.objects.get(project=project)
    facts = permit_facts(firm.enterprise, project_manager_number="", chief_supervisor_number="")

    assert cost_of(lambda: firm.adds(project, "PERMIT", facts, record_id=permit.pk)) == 7
    assert cost_of(lambda: firm.adds(project, "UNIT", unit_facts())) == 6


def test_the_whole_request_adds_four(firm):
    project = firm.fills_in()
    client = browser_of(firm.user)
    client.get("/")  # the session is written once a minute
    known = {"name": project.name, "investment_code": project.investment_code}
    url, facts = reverse("project-edit", args=[project.row_guid]), typed(project_facts(**known))

    # Session, person, membership, project.
    assert cost_of(lambda: client.post(url, facts)) == 7 + 4
