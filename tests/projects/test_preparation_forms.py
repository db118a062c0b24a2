"""The forms of tender, contract and drawing review, and their pages."""

import pytest
from django.urls import reverse

from projects.forms import RecordForm
from projects.models import ConstructionPermit, Contract, DrawingReview, Tender
from projects.rules.kinds import RecordKind
from tests.confirmation.pages import browser_of
from tests.factories import AT, contract_facts, drawing_review_facts, permit_facts, tender_facts
from tests.projects.test_forms import typed
from tests.world import a_firm

pytestmark = pytest.mark.django_db


def form_of(kind, data=None, **more):
    return RecordForm(data, kind=kind, day=AT.date(), **more)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def project(firm):
    return firm.fills_in()


@pytest.fixture
def makers(firm, project):
    return {
        "tender": lambda **changes: form_of(RecordKind.TENDER, typed(tender_facts(firm.enterprise), **changes)),
        "contract": lambda **changes: form_of(
            RecordKind.CONTRACT, typed(contract_facts(firm.enterprise), **changes), project=project
        ),
        "drawing-review": lambda **changes: form_of(
            RecordKind.DRAWING_REVIEW, typed(drawing_review_facts(), **changes)
        ),
    }


REQUIRED = {
    "tender": {"kind", "method", "name", "awarded_on", "award_amount", "winner_name", "winner_code"},
    "contract": {
        "kind", "name", "paper_number", "signed_on", "contract_amount", "client_name", "contractor_name",
        "contractor_code", "project_head_name", "project_head_document", "project_head_number",
    },
    "drawing-review": {
        "name", "paper_number", "reviewed_on", "reviewer_name", "reviewer_code", "surveyor_name", "surveyor_code",
        "designer_name", "designer_code",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", REQUIRED)
def test_each_required_field_is_asked_for_and_no_other(makers, kind):
    make = makers[kind]
    assert make().is_valid(), make().errors

    asked = {name for name in make().fields if name in make(**{name: ""}).errors}

    # The tender's facts name a manager: his name and number come together.
    assert asked - REQUIRED[kind] == ({"manager_name", "manager_number"} if kind == "tender" else set())
    assert asked & REQUIRED[kind] == REQUIRED[kind]


@pytest.mark.parametrize("kind", REQUIRED)
def test_every_field_stands_in_exactly_one_section(makers, kind):
    form = makers[kind]()
    placed = [name for _, names in form.sections for name in names.split()]

    assert sorted(placed) == sorted(form.fields)


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("tender", {"award_amount": "0"}, "award_amount"),
        ("tender", {"winner_code": "91220102MA17EXAM5K"}, "winner_code"),
        ("tender", {"kind": "005"}, "kind"),
        ("tender", {"method": "004"}, "method"),
        ("tender", {"manager_number": "220102190001010017"}, "manager_number"),
        ("contract", {"contract_amount": "-1"}, "contract_amount"),
        ("contract", {"kind": "500"}, "kind"),
        ("contract", {"partner_code": "1"}, "partner_code"),
        ("contract", {"project_head_number": "220102190001010017"}, "project_head_number"),
        ("drawing-review", {"violations": "-1"}, "violations"),
        ("drawing-review", {"violations": "两条"}, "violations"),
        ("drawing-review", {"fire_reviewed_on": "去年"}, "fire_reviewed_on"),
        ("drawing-review", {"name": "无"}, "name"),
    ],
)
def test_what_is_not_well_formed_is_refused_at_its_field(makers, kind, changes, field):
    assert list(makers[kind](**changes).errors) == [field]


@pytest.mark.parametrize(("model", "code"), [(Tender, "005"), (Contract, "500")])
def test_a_retired_code_is_offered_to_the_record_that_has_it_alone(project, model, code):
    def offered(record):
        return {
            value
            for value, _ in form_of(model.record_kind, project=project, record=record).fields["kind"].widget.choices
        }

    fresh, old = offered(None), offered(model(kind=code))

    assert old - fresh == {code}
    assert len(fresh) == len(model._meta.get_field("kind").choices)  # one retired, one empty


@pytest.mark.parametrize(("text", "value"), [("True", True), ("False", False), ("", None)])
def test_yes_no_and_no_answer_are_three_things(makers, text, value):
    form = makers["drawing-review"](passed_at_once=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["passed_at_once"] is value


def test_a_contract_offers_the_tenders_of_its_own_project(firm, makers):
    foreign = Tender.objects.get(project=firm.fills_in(prepared=True))

    assert list(makers["contract"](tender=foreign.pk).errors) == ["tender"]


FACTS = {
    "tender": (Tender, tender_facts),
    "contract": (Contract, contract_facts),
    "drawing-review": (DrawingReview, lambda _enterprise: drawing_review_facts()),
}


@pytest.mark.parametrize("kind", FACTS)
def test_a_record_is_filled_in_on_its_page_and_found_in_the_task_list(firm, project, kind):
    model, facts = FACTS[kind]
    client = browser_of(firm.user)
    tasks = reverse("task-list", args=[project.row_guid])
    new = reverse("record-new", args=[project.row_guid, kind])
    assert new in client.get(tasks).content.decode()
    assert client.get(new).status_code == 200

    answer = client.post(new, typed(facts(firm.enterprise)))

    record = model.objects.get(project=project)
    assert answer["Location"] == reverse("record-papers", args=[project.row_guid, record.row_guid])
    edit = reverse("record-edit", args=[project.row_guid, kind, record.row_guid])
    assert edit in client.get(tasks).content.decode()
    page = client.get(edit).content.decode()
    assert record.name in page
    client.post(edit, typed(facts(firm.enterprise), name="改后的名称", paper_number="改-1"))
    assert model.objects.get(project=project).paper_number == "改-1"


def test_a_fault_found_by_the_rules_stands_at_its_field(firm, project):
    client = browser_of(firm.user)
    new = reverse("record-new", args=[project.row_guid, "tender"])

    page = client.post(new, typed(tender_facts(firm.enterprise), agency_name="", agency_code="")).content.decode()

    assert "须填写招标代理单位；未经招标的" in page
    assert not Tender.objects.exists()


@pytest.mark.parametrize("kind", FACTS)
def test_another_firms_record_is_not_found(project, kind):
    client = browser_of(a_firm().user)

    assert client.get(reverse("record-new", args=[project.row_guid, kind])).status_code == 404


def test_a_contract_that_is_changed_shows_what_was_saved_and_not_the_offer(firm, project):
    import projects.actions as filing

    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": project.pk, "at": AT}
    contract = filing.save_record(
        kind=RecordKind.CONTRACT,
        **own,
        record_id=None,
        facts=contract_facts(firm.enterprise, contractor_name="吉林省另一公司"),
    )
    permit = ConstructionPermit.objects.get(project=project)
    filing.save_record(
        kind=RecordKind.PERMIT,
        **own,
        record_id=permit.pk,
        facts=permit_facts(
            firm.enterprise,
            contractor_name="吉林省又一公司",
            contractor_code="91220202MA14ABCDXC",
            designer_code=firm.enterprise.credit_code,
        ),
    )
    client = browser_of(firm.user)

    pages = [
        client.get(reverse("record-edit", args=[project.row_guid, kind, record.row_guid])).content.decode()
        for kind, record in (("contract", contract), ("permit", permit))
    ]

    assert ["吉林省另一公司" in pages[0], "吉林省又一公司" in pages[1]] == [True, True]
