"""Excel import: what is stored, what is refused and where, and that a second upload makes no double (X11)."""

from decimal import Decimal

import pytest

from audit.models import Event
from projects.models import ImportState, Project
from tests.projects.workbook import imported, project_row, projects_sheet
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return a_firm()


def test_projects_of_a_workbook_are_stored_with_their_history(firm):
    rows = [project_row() for _ in range(3)]

    job = imported(firm, projects_sheet(rows))

    assert (job.state, job.message) == (ImportState.DONE, "")
    assert (job.rows_total, job.rows_written, job.rows_unchanged, job.rows_faulty) == (3, 3, 0, 0)
    stored = Project.objects.get(investment_code=rows[0]["investment_code"])
    assert (stored.name, stored.division_id, stored.total_investment) == (rows[0]["name"], "220102", Decimal("35600.5"))
    assert (stored.filed_by, stored.grade, stored.project_class) == (firm.enterprise, "D", "01")
    event = Event.objects.get(object_type="projects_project", object_id=str(stored.pk))
    assert (event.action, event.channel, event.actor_id) == ("projects.import", "import", firm.user.pk)
    assert str(job.guid) in event.reason
    assert event.subject == str(stored.row_guid)
