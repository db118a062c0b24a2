"""A paper of an earlier project is used again: two rows, one file (E27)."""

import pytest

import projects.actions as filing
from projects.models import Attachment, StoredFile
from projects.queries.papers import reusable_papers
from projects.rules.dictionaries import AttachmentKind
from tests.audit.support import contents_of
from tests.factories import AT
from tests.projects.scans import a_pdf, files_below
from tests.projects.test_papers import WATCHED, attach
from tests.world import a_firm


@pytest.fixture
def firm():
    return a_firm()


def use_again(firm, project, source, record=None):
    return filing.reuse(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=project.pk,
        record_guid=(record or project).row_guid,
        source_guid=source.guid,
        at=AT,
    )


@pytest.mark.django_db
def test_a_paper_of_another_project_is_used_again_without_a_second_copy(firm, media):
    first, second = firm.fills_in(), firm.fills_in()
    source = attach(firm, first, a_pdf(5), filename="立项批复.pdf", kind=AttachmentKind.APPROVAL_PAPER)
    stored, rows = files_below(media), StoredFile.objects.count()

    again = use_again(firm, second, source)

    assert (again.file, again.filename, again.kind) == (source.file, "立项批复.pdf", AttachmentKind.APPROVAL_PAPER)
    assert (again.project, again.record_guid) == (second, second.row_guid)
    assert files_below(media) == stored
    assert StoredFile.objects.count() == rows


@pytest.mark.django_db
def test_only_own_papers_of_a_kind_that_the_record_takes_are_used_again(firm):
    project, stranger = firm.fills_in(), a_firm()
    theirs = attach(stranger, stranger.fills_in(), a_pdf(5))
    own = attach(firm, firm.fills_in(), a_pdf(6), kind=AttachmentKind.APPROVAL_PAPER)
    before = contents_of(*WATCHED)

    with pytest.raises(Attachment.DoesNotExist):
        use_again(firm, project, theirs)
    with pytest.raises(Attachment.DoesNotExist):
        use_again(firm, project, own, record=project.permits.get())

    assert contents_of(*WATCHED) == before


@pytest.mark.django_db
def test_what_can_be_used_again_is_the_latest_twenty_of_other_projects_each_file_once(firm):
    other, project = firm.fills_in(), firm.fills_in()
    for number in range(1, 23):
        attach(firm, other, a_pdf(number + 1), filename=f"补充材料{number}.pdf")
    attach(firm, other, a_pdf(23), filename="同一份的另一个名字.pdf")
    present = attach(firm, project, a_pdf(22), filename="已在本项目.pdf")

    found = reusable_papers(project, project, firm.enterprise, "")

    assert len(found) == 20
    assert [paper.filename for paper in found[:3]] == ["同一份的另一个名字.pdf", "补充材料20.pdf", "补充材料19.pdf"]
    assert present.file not in [paper.file for paper in found]
    assert [paper.filename for paper in reusable_papers(project, project, firm.enterprise, "材料7")] == [
        "补充材料7.pdf"
    ]
    assert reusable_papers(project, project, a_firm().enterprise, "") == []
