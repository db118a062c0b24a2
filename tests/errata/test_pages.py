"""The pages of errata: who finds what, what they cost, and what the public is told."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import errata.actions as errata
from accounts.rules import Role
from errata.models import Erratum, ErratumPaper
from errata.record_form import CorrectionForm
from portal.queries.extracts import extract_of, proof_of
from projects.forms.controls import SwitchField
from projects.queries import records_of
from tests.confirmation.pages import browser_of, text_of
from tests.errata.steps import LATER, Way, facts_of
from tests.factories import (
    PDF,
    UserFactory,
    an_official,
    indicators_facts,
    participant_facts,
    personal_facts,
    unit_facts,
)
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_way")]


def page_of(way, name="erratum"):
    return reverse(name, args=[way.erratum.number])


def test_a_firm_asks_on_its_pages_and_an_authority_files_with_its_document(django_assert_max_num_queries):
    way = Way()
    client = browser_of(way.firm.user)
    assert "申请勘误" in text_of(client.get(reverse("task-list", args=[way.project.row_guid])))
    answer = client.post(reverse("erratum-begin", args=[way.project.row_guid]))
    way.erratum = Erratum.objects.get()
    assert answer.url == page_of(way, "own-erratum")

    record = way.completion_record
    form = reverse("own-erratum-record", args=[way.erratum.number, record.row_guid])
    shown = text_of(client.get(form))
    assert "不在勘误范围" in shown
    sent = {name: "" if value is None else str(getattr(value, "pk", value)) for name, value in facts_of(record).items()}
    assert client.post(form, {**sent, "actual_area": "85900.5", "kind": "1"}).url == page_of(way, "own-erratum")
    item = way.erratum.items.get()
    assert (item.label, item.old_shown, item.new_shown) == ("实际面积", "86,000 ㎡", "85,900.5 ㎡")

    evidence = reverse("own-erratum-evidence", args=[way.erratum.number])
    client.post(evidence, {"file": SimpleUploadedFile("竣工图.pdf", PDF)})
    press = {"version_seen": 1, "ground": "看错", f"ground_{item.pk}": "短", "action": "REQUEST", "note": ""}
    assert "请说明“实际面积”更正的依据" in text_of(client.post(page_of(way, "own-erratum"), press))
    press[f"ground_{item.pk}"] = "竣工图所载面积"
    assert client.post(page_of(way, "own-erratum"), press).status_code == 302

    official = browser_of(way.place)
    assert way.erratum.number in text_of(official.get(reverse("errata-desk")))
    with django_assert_max_num_queries(40):
        shown = text_of(official.get(page_of(way)))
    assert "等级不变" in shown
    press = {"version_seen": 2, "action": "FILE", "note": "属实", "letter_number": "长住建函〔2025〕1号"}
    assert "请上传勘误申请" in text_of(official.post(page_of(way), press))
    press |= {"dated_on": "2025-01-02", "file": SimpleUploadedFile("申请.pdf", PDF)}
    assert official.post(page_of(way), press).status_code == 302
    way.erratum.refresh_from_db()
    assert way.erratum.status == "CONSENT"


def sent_back(form):
    """What a browser sends of a form that nobody typed into: nothing of what is closed."""
    values = {name: form[name].value() for name, field in form.fields.items() if not field.disabled}
    off = {name for name, value in values.items() if isinstance(form.fields[name], SwitchField) and not value}
    return {name: "" if value is None else str(value) for name, value in values.items() if name not in off}


def test_the_form_of_every_kind_of_record_asks_for_nothing_until_something_is_typed():
    firm = a_firm()
    project = firm.fills_in(prepared=True)
    firm.adds(project, "UNIT", unit_facts())
    firm.adds(project, "PARTICIPANT", participant_facts(firm.enterprise, project.permits.get()))
    own = firm.adds(project, "INDICATORS", indicators_facts())
    firm.adds(project, "PERSONAL", personal_facts(own))
    firm.papers(project)
    confirms(an_official("220102"), firm.submits(project))
    project.refresh_from_db()
    erratum = errata.begin_for_enterprise(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, at=LATER)
    client = browser_of(firm.user)

    for record in records_of(project):
        form = CorrectionForm(None, record=record, day=LATER.date(), items=())
        page = reverse("own-erratum-record", args=[erratum.number, record.row_guid])
        assert "没有改动任何内容" in text_of(client.post(page, sent_back(form))), record.record_kind
        assert client.post(page, {**sent_back(form), "remark": "更正"}).status_code == 302, record.record_kind
    assert set(erratum.items.values_list("name", flat=True)) == {"remark"}
    assert erratum.items.count() == 10
    page = reverse("own-erratum-record", args=[erratum.number, own.row_guid])
    form = CorrectionForm(None, record=own, day=LATER.date(), items=())
    client.post(page, {**sent_back(form), "figure_floors": "20"})
    item = erratum.items.get(record_guid=own.row_guid, name="indicators")
    assert [row["value"] for row in item.new if row["code"] == "floors"] == ["20"]


READERS = {
    "提出企业": (lambda way: way.firm.user, 200),
    "县级": (lambda way: way.place, 200),
    "市级": (lambda way: way.city, 200),
    "省级": (lambda way: way.province, 200),
    "县级审计": (lambda way: an_official("220102", role=Role.AUDITOR), 200),
    "邻县": (lambda way: an_official("220103"), 404),
    "另一市": (lambda way: an_official("220200"), 404),
    "技术支持（未审批）": (lambda way: way.support, 404),
    "另一企业": (lambda way: a_firm().user, 404),
    "无职责人员": (lambda way: UserFactory(), 404),
}


def test_an_erratum_and_its_papers_are_found_by_those_whom_it_concerns_alone(client):
    way = Way()
    way.reaches("CONSENT")
    paper = reverse("erratum-paper", args=[ErratumPaper.objects.first().guid])

    for name, (who, status) in READERS.items():
        reader = browser_of(who(way))
        assert reader.get(page_of(way)).status_code == status, name
        assert reader.get(paper).status_code == status, name
    assert client.get(page_of(way)).url == f"/login/?next={page_of(way)}"
    assert way.place.name in text_of(browser_of(way.city).get(page_of(way)))
    assert way.place.name not in text_of(browser_of(way.firm.user).get(page_of(way, "own-erratum")))
    # A page that shows an act only to him whose turn it is refuses the others all the same.
    answer = browser_of(way.place).post(page_of(way), {"version_seen": 3, "action": "REFUSE", "note": "无误"})
    assert answer.status_code == 403
    assert browser_of(a_firm().user).get(page_of(way, "own-erratum")).status_code == 404


def test_the_desk_shows_each_unit_what_waits_for_it():
    way = Way()
    desks = {"REQUESTED": way.place, "CONSENT": way.city, "APPROVAL": way.province, "APPROVED": way.support}
    way.requests()
    for status, step in zip(desks, (way.files, way.consents, way.approves, way.executes), strict=True):
        for waiting, person in desks.items():
            shown = text_of(browser_of(person).get(reverse("errata-desk")))
            assert (way.erratum.number in shown) is (waiting == status), (status, waiting)
        step()
    assert browser_of(a_firm().user).get(reverse("errata-desk")).status_code == 403


def test_a_long_list_goes_on_where_the_page_before_ended(monkeypatch):
    monkeypatch.setattr("errata.queries.lists.PAGE", 1)
    way = Way()
    numbers = []
    for _ in range(2):
        numbers.append(way.begins_as_authority().number)
        errata.withdraw(**way.seen(way.place, note="不再更正"))
    client, desk = browser_of(way.place), reverse("errata-desk")

    first = client.get(desk, {"tab": "closed"})
    assert (numbers[1] in text_of(first), numbers[0] in text_of(first)) == (True, False)
    query = f"?tab=closed&before={Erratum.objects.get(number=numbers[1]).pk}"
    assert query.replace("&", "&amp;") in first.content.decode()
    last = client.get(desk + query)
    assert (numbers[1] in text_of(last), numbers[0] in text_of(last)) == (False, True)
    assert "下一页" not in text_of(last)
    assert numbers[1] in text_of(client.get(desk, {"tab": "closed", "before": "²"}))


def test_a_firms_draft_is_nobody_elses():
    way = Way()
    way.begins()

    for person in (way.place, way.city, way.province):
        assert browser_of(person).get(page_of(way)).status_code == 404
    assert way.erratum.number in text_of(browser_of(way.firm.user).get(reverse("own-errata")))


def test_the_public_reads_what_was_corrected_when_and_on_which_letters(client):
    way = Way()
    way.reaches("APPROVED", way.project, address="人民大街1001号")
    address = reverse("public-project", args=[way.project.number])
    assert "人民大街1001号" not in text_of(client.get(address))
    made = extract_of(way.project, way.firm.enterprise, LATER.date() - timedelta(days=1))
    way.executes()

    shown = text_of(client.get(address))
    note = re.search(r'<section class="section" id="corrections">.*?</section>', shown, re.S)[0]
    for text in (
        "2025-01-01 更正 1 项",
        "长住建函〔2025〕12号；长建函〔2025〕3号；吉建函〔2025〕8号",
        "人民大街1000号",
        "人民大街1001号",
    ):
        assert text in note
    assert way.place.name not in shown

    proof = proof_of(made.token, LATER.date())
    assert (proof.was_corrected, proof.still_holds) == (True, True)
    assert "材料出具后有勘误" in text_of(client.get(reverse("use-proof", args=[made.token])))
    way.project.refresh_from_db()
    again = extract_of(way.project, way.firm.enterprise, LATER.date())
    assert proof_of(again.token, LATER.date()).was_corrected is False


def test_an_exception_is_recorded_on_the_provinces_page():
    way = Way(completion={"finished_on": LATER.date() - timedelta(days=35)})
    other = an_official("220000")
    address = reverse("erratum-exceptions")
    sent = {"number": way.project.number, "reason": "灾后重建抢险工程"}
    assert browser_of(way.city).get(address).status_code == 403
    assert browser_of(way.province).post(address, sent).status_code == 302
    pk = way.project.completion_exceptions.get().pk
    assert "待另一人同意" in text_of(browser_of(way.province).get(address))
    browser_of(other).post(reverse("erratum-exception-agree", args=[pk]))

    assert way.project.completion_exceptions.get().confirmed_by == other
    assert errata.begin_for_enterprise(
        by=way.firm.user, enterprise=way.firm.enterprise, project_id=way.project.pk, at=LATER
    ).exception_id == pk  # fmt: skip
