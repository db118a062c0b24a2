"""Papers are attached, replaced and removed while a record is open; nothing of them is lost (E11)."""

import hashlib
from datetime import timedelta

import pytest

import projects.actions as filing
from accounts.policy import ActsForNobody
from projects import store
from projects.actions.filling import RecordIsClosed
from projects.actions.papers import CaseIsFull, PaperIsNotInForce
from projects.models import Attachment, Project, StoredFile
from projects.queries import records_of
from projects.queries.papers import bytes_in_force, histories_of
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, AttachmentKind, Stage
from projects.rules.papers import in_words, kinds_of
from tests.audit.support import contents_of
from tests.factories import AT, PDF
from tests.projects.scans import a_pdf, files_below
from tests.world import a_firm

WATCHED = ("projects_attachment", "projects_storedfile", "audit_event")


@pytest.fixture
def firm():
    return a_firm()


def attach(firm, project, data=PDF, record=None, **changes):
    return filing.attach(
        **{
            "by": firm.user,
            "enterprise": firm.enterprise,
            "project_id": project.pk,
            "record_guid": (record or project).row_guid,
            "kind": AttachmentKind.OTHER,
            "filename": "补充.pdf",
            "chunks": [data],
            "at": AT,
            **changes,
        }
    )


@pytest.mark.django_db
def test_the_same_bytes_are_stored_once_and_read_back_as_they_came(firm, media):
    project = firm.fills_in()
    rows, data = StoredFile.objects.count(), a_pdf(2)

    first, second = attach(firm, project, data), attach(firm, project, data, filename="另一份.pdf")

    assert first.file == second.file
    assert StoredFile.objects.count() == rows + 1
    place = media / store.name_of(hashlib.sha256(data).hexdigest())
    assert place.read_bytes() == data
    assert (media / "incoming").is_dir()
    assert files_below(media / "incoming") == []
    assert place.stat().st_nlink == 1


@pytest.mark.django_db
def test_bytes_that_went_missing_from_the_store_come_back_with_the_next_upload(firm, media):
    project = firm.fills_in()
    stored = attach(firm, project).file
    (media / store.name_of(stored.sha256)).unlink()

    attach(firm, project)

    assert (media / store.name_of(stored.sha256)).read_bytes() == PDF


@pytest.mark.django_db
def test_a_case_holds_no_more_than_its_limit_and_the_refusal_tells_used_limit_and_remedy(firm, media, settings):
    project = firm.fills_in()
    settings.UPLOAD_MAX_CASE_BYTES = 3 * len(PDF) + 100
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(CaseIsFull) as refusal:
        attach(firm, project, a_pdf(2))

    words = str(refusal.value)
    assert "“补充.pdf”未保存" in words
    assert f"合计不得超过{in_words(3 * len(PDF) + 100)}，已用{in_words(3 * len(PDF))}" in words
    assert "先移除不需要的附件" in words
    assert contents_of(*WATCHED) == before
    assert files_below(media) == stored


@pytest.mark.django_db
def test_papers_of_confirmed_records_and_removed_ones_do_not_count(firm, settings):
    project = firm.fills_in()
    paper = Attachment.objects.get(record_guid=project.row_guid)
    settings.UPLOAD_MAX_CASE_BYTES = 3 * len(PDF)

    filing.remove(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT)
    attach(firm, project)

    records = records_of(project)
    assert bytes_in_force(project, records, firm.enterprise) == 3 * len(PDF)
    records[1].grade = "C"
    assert bytes_in_force(project, records, firm.enterprise) == 2 * len(PDF)
    assert bytes_in_force(project, records, a_firm().enterprise) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("confirmed", [False, True], ids=["已提交", "已确认"])
def test_papers_of_a_closed_record_are_neither_added_nor_removed(firm, media, confirmed):
    from tests.factories import an_official
    from tests.world import confirms

    case = firm.files()
    if confirmed:
        confirms(an_official("220102"), case)
    paper = Attachment.objects.filter(project=case.project).first()
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(RecordIsClosed):
        attach(firm, case.project, a_pdf(4))
    with pytest.raises(RecordIsClosed):
        filing.remove(
            by=firm.user, enterprise=firm.enterprise, project_id=case.project_id, attachment_guid=paper.guid, at=AT
        )

    assert contents_of(*WATCHED) == before
    assert files_below(media) == stored


@pytest.mark.django_db
def test_a_removed_paper_ends_but_its_row_and_bytes_stay(firm):
    project = firm.fills_in()
    paper = attach(firm, project)

    filing.remove(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT)

    assert Attachment.objects.get(pk=paper.pk).removed_at == AT
    assert store.is_kept(paper.file_id)


@pytest.mark.django_db
def test_papers_are_the_firms_own(firm, media):
    project, stranger = firm.fills_in(), a_firm()
    paper = Attachment.objects.filter(project=project).first()
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(Project.DoesNotExist):
        attach(stranger, project)
    with pytest.raises(ActsForNobody):
        attach(stranger, project, enterprise=firm.enterprise)
    with pytest.raises(Project.DoesNotExist):
        attach(firm, project, record=firm.fills_in())
    with pytest.raises(Project.DoesNotExist):
        filing.remove(
            by=stranger.user,
            enterprise=stranger.enterprise,
            project_id=project.pk,
            attachment_guid=paper.guid,
            at=AT,
        )

    assert Attachment.objects.get(pk=paper.pk).removed_at is None
    assert before.items() <= {**contents_of(*WATCHED), **before}.items()
    assert set(stored) <= set(files_below(media))
    assert files_below(media / "incoming") == []


def replace(firm, project, older, data, **changes):
    return attach(firm, project, data, replaces=older.guid, filename="新版.pdf", **changes)


@pytest.mark.django_db
def test_a_replacement_ends_the_older_paper_and_keeps_its_kind_row_and_bytes(firm):
    project = firm.fills_in()
    older = Attachment.objects.get(record_guid=project.row_guid)
    later = AT + timedelta(hours=1)

    newer = replace(firm, project, older, a_pdf(2), at=later)

    older.refresh_from_db()
    assert older.removed_at == later
    assert (newer.replaces, newer.kind, newer.file.pages) == (older, AttachmentKind.APPROVAL_PAPER, 2)
    assert store.is_kept(older.file_id)
    newest = replace(firm, project, newer, a_pdf(3), at=later)
    (history,), removed = histories_of(project.row_guid)
    assert (history.paper, history.earlier, removed) == (newest, (newer, older), [])


@pytest.mark.django_db
def test_a_paper_is_replaced_once_and_only_on_its_own_record(firm, media):
    project = firm.fills_in()
    older = Attachment.objects.get(record_guid=project.row_guid)
    permit = project.permits.get()
    replace(firm, project, older, a_pdf(2))
    before, stored = contents_of(*WATCHED), files_below(media)

    with pytest.raises(PaperIsNotInForce, match="已被替换或移除"):
        replace(firm, project, older, a_pdf(3))
    with pytest.raises(PaperIsNotInForce):
        replace(firm, project, Attachment.objects.get(record_guid=permit.row_guid), a_pdf(3))

    assert contents_of(*WATCHED) == before
    assert files_below(media) == stored


@pytest.mark.django_db
def test_a_replacement_needs_room_only_for_what_it_adds(firm, settings):
    project = firm.fills_in()
    older = Attachment.objects.get(record_guid=project.row_guid)
    larger = a_pdf(3)
    settings.UPLOAD_MAX_CASE_BYTES = 2 * len(PDF) + len(larger)

    assert replace(firm, project, older, larger).file.size == len(larger)


def test_every_stage_takes_its_required_kind_first_and_every_kind_has_its_place():
    everywhere = {kind for stage in Stage for kind in kinds_of(stage)}

    assert {stage: kinds_of(stage)[0] for stage in Stage} == REQUIRED_ATTACHMENTS
    assert all(len(set(kinds_of(stage))) == len(kinds_of(stage)) for stage in Stage)
    assert set(AttachmentKind) - everywhere == {
        AttachmentKind.ERRATUM_REQUEST,
        AttachmentKind.ERRATUM_CONSENT,
        AttachmentKind.EXEMPTION_PROOF,  # a declaration's own paper, whatever stage it stands for
    }


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0KB"), (1, "1KB"), (1024, "1KB"), (1025, "2KB"), (1024 * 1024, "1MB"), (1024 * 1024 + 1, "1.1MB")],
)
def test_a_size_is_rounded_up(size, words):
    assert in_words(size) == words
