"""A stage that is confirmed already: a message that says the same becomes its source, another one waits (四（三）)."""

import pytest
from django.urls import reverse

from accounts.rules import Role
from audit.models import Event
from confirmation.actions.intake_resolving import TheCauseIsAnother, link_the_same
from projects.models import Completion, ConstructionPermit, DockedRecord, IntakeMessage
from projects.queries.intake import sources_of
from tests.audit.support import contents_of
from tests.confirmation.docking import CHANGCHUN, a_message, again, arrives, basics, completion, permit
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_investment_code, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
CONFIRMED = ("projects_project", "projects_constructionpermit", "grading_gradeentry", "national_message")


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


@pytest.fixture
def said():
    """A permit that one system has sent, as another one sends it too."""
    code = an_investment_code()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    said = permit(code)
    assert arrives(a_message("PERMIT", said, source_id="s-first")).state == "STORED"
    return said


def judged(person, message, way="same"):
    """The page after the act, and the message as it stands then."""
    answer = browser_of(person).post(
        reverse("intake-message", args=[message.pk]), {"way": way, "reason": "核对过"}, follow=True
    )
    message.refresh_from_db()
    return text_of(answer)


def test_a_message_that_says_the_same_becomes_a_source_of_the_confirmed_record_and_changes_nothing(keeper, said):
    message = a_message("PERMIT", said)
    waiting = arrives(message, "MARKET")
    later = arrives(a_message("COMPLETION", completion(said["PrjCode"], message["source_id"])), "MARKET")
    assert (waiting.cause, later.cause) == ("DUPLICATE", "NO_EARLIER")
    before = contents_of("projects_constructionpermit")

    link_the_same(by=keeper, message_id=waiting.pk, reason="核对过", at=AT)

    record = ConstructionPermit.objects.get()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.record_guid, waiting.resolved_by, waiting.raw) == (
        "REPLAYED",
        record.row_guid,
        keeper,
        None,
    )
    assert waiting.detail == "与已确认的“伊通河地块施工总承包”一致，作为其来源关联，信息没有变更"
    sources = DockedRecord.objects.filter(record_guid=record.row_guid).order_by("pk")
    assert list(sources.values_list("system", "is_linked")) == [("APPROVAL", False), ("MARKET", True)]
    later.refresh_from_db()
    assert (later.state, Completion.objects.get().permit) == ("REPLAYED", record)  # it named the permit by that source
    assert sources_of([record.row_guid])[record.row_guid].system == "APPROVAL"  # from which it came
    of_the_first = a_message("COMPLETION", completion(said["PrjCode"], "s-first", PrjFinishName="二期竣工验收备案"))
    of_the_first["record"]["ProvincePrjFinishNum"] = "备2024-0457"
    assert arrives(of_the_first).state == "STORED"  # and by the first system's name it is found too
    assert contents_of("projects_constructionpermit") == before
    assert Event.objects.filter(action="confirmation.link_intake", actor_id=keeper.pk).count() == 2
    renewed = arrives(again(message, unit=CHANGCHUN), "MARKET")
    assert renewed.detail == "内容与已入库的一致，只更新同步时间"
    assert arrives(again(message, sequence=3, record={**said, "Area": "1"}), "MARKET").cause == "CHANGED"


def test_a_message_that_differs_waits_with_the_fields_in_words_and_the_remedy(keeper, said):
    waiting = arrives(
        a_message("PERMIT", {**said, "ContractMoney": "21801", "DesignCorpName": "另一家设计院"}), "MARKET"
    )
    before = contents_of(*CONFIRMED, "projects_dockedrecord")

    page = judged(keeper, waiting)

    assert "没有关联，原因见下" in page
    assert (waiting.state, waiting.cause) == ("QUARANTINED", "DUPLICATE")
    assert waiting.detail == (
        "与已确认的“伊通河地块施工总承包”不一致：合同金额、设计单位。已确认信息没有变更；"
        "已确认的确有错误的，按勘误（三）更正后再关联"
    )
    assert waiting.detail in page
    assert contents_of(*CONFIRMED, "projects_dockedrecord") == before


def test_a_permit_that_an_enterprise_filed_is_held_against_the_message_too(keeper):
    filed = confirms(an_official("220102"), a_firm().files(completed=False)).project
    granted = ConstructionPermit.objects.get()
    said = permit(filed.investment_code, ProvinceBuilderLicenceNum=granted.paper_number, ContractMoney="1")
    waiting = arrives(a_message("PERMIT", said))
    before = contents_of(*CONFIRMED)

    assert "合同金额" in judged(keeper, waiting)

    assert waiting.state == "QUARANTINED"
    assert contents_of(*CONFIRMED) == before


def test_only_a_stage_that_waits_as_a_duplicate_is_taken_for_the_same(keeper, said):
    project = arrives(a_message("PROJECT", basics(PrjCode=said["PrjCode"])), "MARKET")
    stage = arrives(a_message("PERMIT", permit(an_investment_code())))
    assert (project.cause, stage.cause) == ("DUPLICATE", "NO_PROJECT")
    before = contents_of(*CONFIRMED, "projects_intakemessage", "projects_dockedrecord")

    for message in (project, stage):
        with pytest.raises(TheCauseIsAnother):
            link_the_same(by=keeper, message_id=message.pk, reason="核对过", at=AT)
        assert "与已确认的一致，关联" not in text_of(
            browser_of(keeper).get(reverse("intake-message", args=[message.pk]))
        )

    assert contents_of(*CONFIRMED, "projects_intakemessage", "projects_dockedrecord") == before
    assert IntakeMessage.objects.waiting().count() == 2


def test_support_sees_the_duplicate_and_links_nothing(said):
    waiting = arrives(a_message("PERMIT", said), "MARKET")

    judged(an_official("220000", role=Role.SUPPORT), waiting)

    assert waiting.state == "QUARANTINED"
    assert DockedRecord.objects.filter(is_linked=True).count() == 0
