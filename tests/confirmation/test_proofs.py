"""What shows how a record was verified is kept with place and day, and asked for where nothing else shows it (R08)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import confirmation.actions as cases
from accounts.rules import Role
from common.clock import day_of
from confirmation.actions.prove import TheProofCannotBeKept
from confirmation.models import Decision, Proof, Verification
from confirmation.policy import ItIsAnotherUnitsTurn, SomebodyElseHoldsIt
from confirmation.rules.decisions import TheMethodNeedsAProof, VerificationMethod, Verified
from confirmation.rules.states import Status
from projects.actions import attach
from projects.files import FileIsRefused
from projects.models import ConstructionPermit, Project
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, PDF, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TABLES = ("confirmation_case", "confirmation_decision", "confirmation_proof", "projects_project", "audit_event")


@pytest.fixture
def county():
    return an_official("220102", name="陈晓东")


@pytest.fixture
def case(county):
    found = a_firm().files()
    cases.claim(by=county, case_id=found.pk, at=AT)
    return found


def proves(by, case, **changes):
    given = {
        "record_guid": ConstructionPermit.objects.get(project=case.project).row_guid,
        "filename": "现场照片.pdf",
        "chunks": [PDF],
        "place": "净月大街现场",
        "found_on": day_of(AT),
        "at": AT,
    }
    return cases.add_proof(by=by, case_id=case.pk, **(given | changes))


def methods(case, method):
    """Every record by its original, the permit by the method."""
    permit = ConstructionPermit.objects.get(project=case.project)
    originals = {record.row_guid: Verified(VerificationMethod.ORIGINALS) for record in records_of(case.project)}
    return originals | {permit.row_guid: Verified(method)}


@pytest.mark.parametrize("method", [VerificationMethod.ARCHIVE_COPIES, VerificationMethod.SITE_VISIT])
def test_a_copy_of_the_archive_and_a_site_visit_are_shown_by_something(county, case, method):
    before = contents_of(*TABLES)

    with pytest.raises(TheMethodNeedsAProof, match="请先上传核对材料"):
        confirms(county, case, claim=False, verified=methods(case, method))

    assert contents_of(*TABLES) == before
    proof = proves(county, case)
    assert confirms(county, case, claim=False, verified=methods(case, method)).status == Status.CONFIRMED
    assert (proof.place, proof.found_on, proof.submission_round) == ("净月大街现场", day_of(AT), 1)
    assert Verification.objects.get(record_guid=proof.record_guid).method == method


def test_the_copy_may_have_come_from_the_enterprise_a_site_visit_is_the_officials(county):
    firm = a_firm()
    project = firm.fills_in()
    permit = ConstructionPermit.objects.get(project=project)
    attach(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=project.pk,
        record_guid=permit.row_guid,
        kind="ARCHIVE_COPY",
        filename="档案馆复印件.pdf",
        chunks=[PDF],
        at=AT,
    )
    case = firm.submits(project)
    cases.claim(by=county, case_id=case.pk, at=AT)

    with pytest.raises(TheMethodNeedsAProof):
        confirms(county, case, claim=False, verified=methods(case, VerificationMethod.SITE_VISIT))

    done = confirms(county, case, claim=False, verified=methods(case, VerificationMethod.ARCHIVE_COPIES))
    assert done.status == Status.CONFIRMED


def test_originals_need_nothing_besides(county, case):
    assert confirms(county, case, claim=False).status == Status.CONFIRMED


def test_a_proof_of_the_round_before_does_not_show_the_next_visit(county, case):
    proves(county, case)
    case.refresh_from_db()
    cases.return_for_correction(by=county, case_id=case.pk, version_seen=case.version, note="缺页", address=None, at=AT)
    firm = a_firm()
    firm.user, firm.enterprise = case.created_by, case.enterprise
    firm.submits(Project.objects.get())
    cases.claim(by=county, case_id=case.pk, at=AT)

    with pytest.raises(TheMethodNeedsAProof):
        confirms(county, case, claim=False, verified=methods(case, VerificationMethod.SITE_VISIT))

    assert Proof.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"record_guid": "00000000-0000-0000-0000-000000000000"}, TheProofCannotBeKept, "record"),
        ({"found_on": day_of(AT) + timedelta(days=1)}, TheProofCannotBeKept, "found_on"),
        ({"chunks": [b"MZ"]}, FileIsRefused, "file"),
    ],
)
def test_what_cannot_be_true_is_refused_and_leaves_nothing(county, case, changes, refusal, field):
    before = contents_of(*TABLES)

    with pytest.raises(refusal) as refused:
        proves(county, case, **changes)

    assert refused.value.field == field
    assert contents_of(*TABLES) == before


@pytest.mark.parametrize(("division", "refusal"), [("220102", SomebodyElseHoldsIt), ("220103", ItIsAnotherUnitsTurn)])
def test_whoever_does_not_hold_the_case_adds_nothing(case, division, refusal):
    other = an_official(division)
    before = contents_of(*TABLES)

    with pytest.raises(refusal):
        proves(other, case)

    assert contents_of(*TABLES) == before


def test_a_proof_is_uploaded_on_its_page_and_read_by_official_and_auditor_alone(county, case):
    client, permit = browser_of(county), ConstructionPermit.objects.get(project=case.project)
    address = reverse("authority-proof-add", args=[case.number])
    assert "请先领取该办件" in text_of(client.get(address, follow=True))
    client.post(reverse("authority-claim", args=[case.number]))
    sent = {"record": str(permit.row_guid), "place": "净月大街现场", "found_on": "2024-12-02"}

    page = text_of(client.post(address, sent))
    assert "净月大街现场" in page
    assert not Proof.objects.exists()

    answer = client.post(address, sent | {"file": SimpleUploadedFile("现场照片.pdf", PDF)}, follow=True)
    assert "核对材料“现场照片.pdf”已保存" in text_of(answer)
    assert "净月大街现场" in text_of(client.get(reverse("authority-case", args=[case.number])))
    read = reverse("authority-proof", args=[case.number, Proof.objects.get().guid])
    who = [county, an_official("220102", role=Role.AUDITOR), an_official("220103"), case.created_by]
    assert [browser_of(person).get(read).status_code for person in who] == [200, 200, 404, 404]
    assert not Decision.objects.exists()
