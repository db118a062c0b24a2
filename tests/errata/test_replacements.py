"""A paper of a confirmed record that nobody can open is replaced by an erratum (三, 四（三）, docs/adr/0021)."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection

import errata.actions as errata
from audit.models import Event
from confirmation.policy import ItIsAnotherUnitsTurn
from errata.actions.replacing import ThePaperWasNotReplaced, replacements_of, require_replaced
from errata.models import Erratum, PaperReplacement
from errata.queries.effects import effects_of
from errata.rules.corrections import NotAllowedNow, Status
from errata.rules.fields import NothingIsCorrected
from errata.rules.papers import (
    AReplacementSaysWhy,
    TheNewPaperIsNotClear,
    ThePaperCanBeRead,
    ThePaperHasMoved,
    TheSamePaperAgain,
)
from national.models import Message
from portal.queries.as_of import project_at
from projects.files import FileIsRefused
from projects.models import Attachment
from projects.queries import attachments_of, records_of
from projects.rules.scans import ScanState
from projects.store import PapersDoNotAnswer, name_of
from tests.audit.support import contents_of
from tests.errata.steps import LATER, NEW_PDF, Way, is_found, keeps_papers, loses, spoils
from tests.factories import PDF
from tests.world import a_firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_store")]
WATCHED = (
    "projects_attachment", "projects_completion", "projects_storedfile", "errata_erratum", "errata_erratumact",
    "errata_paperreplacement", "national_message", "audit_event",
)  # fmt: skip
NEW = hashlib.sha256(NEW_PDF).hexdigest()


def unchanged(refusal, act, match=None):
    """The act is refused and leaves everything as it was."""
    before = contents_of(*WATCHED)
    with pytest.raises(refusal, match=match):
        act()
    assert contents_of(*WATCHED) == before


def moment():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def infects(paper):
    is_found(paper.file_id, ScanState.INFECTED)


@pytest.mark.parametrize(("harm", "fault"), [(loses, "MISSING"), (spoils, "ALTERED"), (infects, "INFECTED")])
def test_a_paper_that_nobody_can_open_is_replaced_on_letters_and_the_record_stays_as_it_is(harm, fault):
    way = Way()
    old, record, told = way.paper(), contents_of("projects_completion"), Message.objects.count()
    before = moment()
    harm(old)
    way.asks_for_a_paper(old)
    is_found(NEW, ScanState.CLEAN)
    way.goes_on_to("EXECUTED")

    old.refresh_from_db()
    new = Attachment.objects.get(replaces=old)
    assert (old.removed_at, old.file_id, old.filename) == (LATER, hashlib.sha256(PDF).hexdigest(), "扫描件.pdf")
    assert (new.project_id, new.stage, new.record_guid, new.kind) == (
        old.project_id, old.stage, old.record_guid, old.kind,
    )  # fmt: skip
    assert (new.file_id, new.filename, new.uploaded_by, new.uploaded_at, new.removed_at) == (
        NEW, "重新扫描.pdf", way.firm.user, LATER, None,
    )  # fmt: skip
    given = PaperReplacement.objects.get()
    assert (given.fault, given.uploaded_at) == (fault, LATER - timedelta(hours=1))
    assert contents_of("projects_completion") == record
    assert (Message.objects.count(), "不需要更正推送" in way.erratum.push_note) == (told, True)
    told = Event.objects.filter(object_type="projects_attachment", action="errata.execute").order_by("pk")
    letters = f"勘误 {way.erratum.number}（长住建函〔2025〕12号、长建函〔2025〕3号、吉建函〔2025〕8号）"
    assert list(told.values_list("operation", "reason", "actor_id", "subject")) == [
        (verb, letters, way.support.pk, str(way.project.row_guid)) for verb in ("UPDATE", "INSERT")
    ]
    names = [{paper.filename for paper in project_at(way.project, at).papers} for at in (before, moment())]
    assert names == [{"扫描件.pdf", "会议纪要.pdf"}, {"扫描件.pdf", "会议纪要.pdf", "重新扫描.pdf"}]
    assert [paper.pk for paper in attachments_of(way.project)[new.record_guid] if paper.kind == old.kind] == [new.pk]
    assert way.verifies().status == Status.DONE


def test_a_verifier_does_not_pass_a_paper_that_is_lost_again():
    way = Way()
    loses(way.paper())
    way.asks_for_a_paper()
    way.goes_on_to("EXECUTED")
    new = way.paper()

    loses(new)
    unchanged(TheNewPaperIsNotClear, way.verifies, "也无法读取")
    approved = PaperReplacement.objects.select_related("paper").get()
    approved.file_id = new.replaces.file_id  # were another file approved than the one that stands there
    with pytest.raises(ThePaperWasNotReplaced, match="不是生效的附件"):
        require_replaced([approved])


def test_replacements_are_verified_by_one_query_however_many_they_are(django_assert_num_queries):
    way = Way()
    way.begins()
    for paper in (way.paper(), Attachment.objects.get(filename="会议纪要.pdf")):
        loses(paper)
        way.replaces(paper)
    way.erratum = errata.request(**way.seen(way.firm.user))
    way.goes_on_to("EXECUTED")
    replacements = replacements_of(way.erratum)

    assert len(replacements) == 2
    with django_assert_num_queries(1):
        require_replaced(replacements)


def test_a_paper_and_fields_go_in_one_erratum_and_the_fields_are_pushed():
    way = Way()
    loses(way.paper())
    way.begins()
    way.proposes()
    way.replaces()
    way.explains()
    effects = effects_of(
        way.erratum, list(way.erratum.items.all()), records_of(way.project), list(way.erratum.replacements.all())
    )
    assert effects.papers == ["竣工验收报告或备案表“扫描件.pdf”"]
    assert len(effects.graded) == 1
    way.erratum = errata.request(**way.seen(way.firm.user))
    way.goes_on_to("EXECUTED")

    assert (str(way.completion_record.actual_area), way.paper().file_id) == ("85900.00", NEW)
    assert way.erratum.push_note == "已生成第2版更正推送"


def test_what_may_be_replaced_and_by_what_is_judged_when_it_is_given():
    way, stranger = Way(), a_firm()
    way.begins()
    paper = way.paper()
    unchanged(ThePaperCanBeRead, way.replaces)
    loses(paper)
    unchanged(TheSamePaperAgain, lambda: way.replaces(data=PDF))
    unchanged(AReplacementSaysWhy, lambda: way.replaces(ground=" "))
    unchanged(FileIsRefused, lambda: way.replaces(data=b"MZ"))
    unchanged(ItIsAnotherUnitsTurn, lambda: way.replaces(by=stranger.user))
    second = Attachment.objects.get(filename="会议纪要.pdf")
    unchanged(ThePaperCanBeRead, lambda: way.replaces(second))
    Path(storages["papers"].path(name_of(paper.file_id))).mkdir()  # the store answers with an error
    unchanged(PapersDoNotAnswer, way.replaces, "不能判断文件是否完好")
    Path(storages["papers"].path(name_of(paper.file_id))).rmdir()
    way.replaces()
    is_found(NEW, ScanState.INFECTED)
    unchanged(TheNewPaperIsNotClear, way.replaces)
    others = Way(is_new=True)
    unchanged(Erratum.DoesNotExist, lambda: way.replaces(others.paper()))


def test_what_is_asked_for_is_dropped_or_given_anew_while_it_is_prepared_and_not_afterwards():
    way = Way()
    loses(way.paper())
    way.begins()
    way.replaces(ground="第一次扫描的原件")
    kept = way.replaces()
    assert [row.ground for row in PaperReplacement.objects.all()] == [kept.ground]
    errata.drop_replacement(by=way.firm.user, erratum_id=way.erratum.pk, guid=kept.guid, at=LATER)
    unchanged(NothingIsCorrected, lambda: errata.request(**way.seen(way.firm.user)))
    kept = way.replaces()
    errata.request(**way.seen(way.firm.user))

    unchanged(NotAllowedNow, way.replaces)
    dropped = {"by": way.firm.user, "erratum_id": way.erratum.pk, "guid": kept.guid, "at": LATER}
    unchanged(NotAllowedNow, lambda: errata.drop_replacement(**dropped))


def test_every_act_judges_anew():
    way = Way()
    paper = way.paper()
    loses(paper)
    way.begins()
    way.replaces()
    is_found(Attachment.objects.get(filename="会议纪要.pdf").file_id, ScanState.CLEAN)  # papers are scanned here
    errata.request(**way.seen(way.firm.user))  # while the new one waits for the scanner
    unchanged(TheNewPaperIsNotClear, way.files, "尚未完成病毒扫描")
    is_found(NEW, ScanState.CLEAN)
    way.files()
    keeps_papers()  # somebody found the bytes again
    unchanged(ThePaperCanBeRead, way.consents)
    loses(paper)
    way.consents()
    storages["papers"].delete(name_of(NEW))
    unchanged(TheNewPaperIsNotClear, way.approves, "也无法读取")


def test_of_two_errata_about_one_paper_the_second_is_stale():
    one = Way()
    loses(one.paper())
    one.asks_for_a_paper()
    one.goes_on_to("APPROVED")
    other = Way()
    other.begins_as_authority()
    other.replaces(by=other.place)
    other.files()
    one.executes()

    unchanged(ThePaperHasMoved, other.consents)
