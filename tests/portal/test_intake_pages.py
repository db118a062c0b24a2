"""The province's page of what approval systems sent: who decides, and what each act does (A12, R29, E22)."""

import pytest
from django.urls import reverse

from accounts.rules import Role
from audit.models import Event
from confirmation.models import IntakeReplay
from confirmation.tasks import replay_in_batch
from projects.models import Completion, ConstructionPermit, IntakeMapping, IntakeMessage, Project, TwinDecision
from tests.confirmation.docking import NANGUAN, a_message, again, arrives, basics, completion, permit
from tests.confirmation.pages import browser_of, text_of
from tests.factories import an_investment_code, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
BUREAU = {"code": "220102", "name": "南关区政务服务局"}


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


def resolves(person, message, way, **said):
    address = reverse("intake-message", args=[message.pk])
    answer = browser_of(person).post(address, {"way": way, "reason": "核对过", **said}, follow=True)
    message.refresh_from_db()
    return text_of(answer)


def worked_off():
    """What a worker says of the newest batch when it is done."""
    batch = IntakeReplay.objects.latest("pk")
    replay_in_batch(replay_id=batch.pk)
    batch.refresh_from_db()
    return batch


def test_the_pages_are_the_provinces_and_its_supports_and_the_acts_its_administrators(keeper):
    waiting = arrives(a_message("PROJECT", basics(), unit=BUREAU))
    addresses = [reverse("intake"), reverse("intake-message", args=[waiting.pk])]
    support = an_official("220000", role=Role.SUPPORT)
    for person in (keeper, support):
        assert [browser_of(person).get(address).status_code for address in addresses] == [200, 200]
    assert "不予入库" not in text_of(browser_of(support).get(addresses[1]))
    strangers = [an_official("220102"), an_official("220000"), an_official("220100", role=Role.ADMINISTRATOR)]
    strangers += [an_official("220000", role=Role.AUDITOR), a_firm().user]
    acts = [
        (addresses[1], {"way": "dismiss", "reason": "不"}),
        (reverse("intake-replay"), {"cause": "UNKNOWN_UNIT", "reason": "不"}),
    ]
    for stranger in strangers:
        client = browser_of(stranger)
        assert {client.get(address).status_code for address in addresses} == {403}
        assert {client.post(address, said).status_code for address, said in acts} == {403}
    for address, said in acts:
        browser_of(support).post(address, said)
    waiting.refresh_from_db()
    assert waiting.state == "QUARANTINED"


def test_a_unit_that_a_person_knows_is_known_for_all_its_messages(keeper):
    first = arrives(a_message("PROJECT", basics(), unit=BUREAU))
    arrives(a_message("PROJECT", basics(), unit=BUREAU))
    other = arrives(a_message("PROJECT", basics(), unit={"code": "220102", "name": "另一个局"}))
    assert "请从列表中选择" in resolves(keeper, first, "match")
    text = resolves(keeper, first, "match", ours="220102")
    assert "重新入库：审批单位无法识别" in text
    assert (first.state, IntakeMapping.objects.count()) == ("QUARANTINED", 1)
    batch = worked_off()
    assert (batch.state, batch.total, batch.stored, batch.still) == ("DONE", 2, 2, {})
    first.refresh_from_db()
    assert (first.state, first.resolved_by, first.raw) == ("REPLAYED", keeper, None)
    assert first.resolution == "对照为 220102：核对过"
    assert Project.objects.values_list("grade", flat=True).distinct().get() == "C"
    other.refresh_from_db()
    assert other.state == "QUARANTINED"
    mapping = IntakeMapping.objects.get()
    assert (mapping.theirs, mapping.ours, mapping.created_by) == ("220102 南关区政务服务局", "220102", keeper)
    assert arrives(a_message("PROJECT", basics(), unit=BUREAU)).state == "STORED"
    page = browser_of(keeper)
    assert NANGUAN["name"] in text_of(page.get(reverse("intake")))
    page.post(reverse("intake-mapping-end", args=[mapping.pk]), {"reason": "撤并"})
    assert arrives(a_message("PROJECT", basics(), unit=BUREAU)).cause == "UNKNOWN_UNIT"
    acts = set(Event.objects.filter(actor_id=keeper.pk).values_list("action", flat=True))
    assert {"confirmation.match_intake", "confirmation.replay_intake", "confirmation.take_in"} <= acts


def test_a_code_that_a_person_knows_is_known_in_that_list(keeper):
    code = an_investment_code()
    waiting = arrives(a_message("PROJECT", basics(PrjCode=code, PrjFunctionNum="养老")))
    stage = arrives(a_message("PERMIT", permit(code)))
    resolves(keeper, waiting, "match", ours="304")
    worked_off()
    waiting.refresh_from_db()
    assert (waiting.state, Project.objects.get().purpose) == ("REPLAYED", "304")
    stage.refresh_from_db()
    assert stage.state == "REPLAYED"  # it waited for the project


def test_a_message_is_dismissed_with_a_reason_and_stays(keeper):
    waiting = arrives(a_message("PROJECT", basics(EngCategory="05", PrjFunctionNum="999")))
    assert "该字段是必填项" in resolves(keeper, waiting, "dismiss", reason="")
    assert waiting.state == "QUARANTINED"
    assert "已办结" in resolves(keeper, waiting, "dismiss")
    assert (waiting.state, waiting.resolution, waiting.cause, waiting.raw) == (
        "DISMISSED",
        "核对过",
        "OUT_OF_SCOPE",
        None,
    )
    assert "已办结，请刷新" in resolves(keeper, waiting, "replay")


def test_a_project_on_display_is_linked_and_its_stages_come_to_it(keeper):
    filed = confirms(an_official("220102"), a_firm().files(completed=False)).project
    filed.refresh_from_db()
    message = a_message("PROJECT", basics(PrjCode=filed.investment_code, AllInvest="1"))
    waiting = arrives(message)
    granted = ConstructionPermit.objects.get().paper_number
    stage = arrives(a_message("COMPLETION", completion("", granted), project_source_id=message["source_id"]))
    assert (waiting.cause, stage.cause) == ("DUPLICATE", "NO_PROJECT")
    assert "没有这个编号" in resolves(keeper, waiting, "link", number="2201022412020199")
    resolves(keeper, waiting, "link", number=filed.number)
    stage.refresh_from_db()
    assert (waiting.state, stage.state) == ("REPLAYED", "REPLAYED")
    assert Completion.objects.get().project == filed
    assert str(Project.objects.get().total_investment) == "35600.5000"
    assert arrives(again(message)).cause == "CHANGED"


def test_a_project_that_looks_like_another_comes_in_when_a_person_says_so(keeper):
    filed = confirms(an_official("220102"), a_firm().files()).project
    alike = basics(PrjName=f"{filed.name}（一期）", PrjApprovalNum=filed.approval_number, AllInvest="35600.5")
    waiting = arrives(a_message("PROJECT", alike))
    resolves(keeper, waiting, "another")
    assert waiting.state == "REPLAYED", waiting.detail
    decided = TwinDecision.objects.get()
    assert (decided.other, decided.decided_by, decided.reason) == (filed, keeper, "核对过")


def test_all_of_a_cause_are_judged_once_more(keeper):
    filed = a_firm().files(completed=False)
    code, granted = filed.project.investment_code, ConstructionPermit.objects.get().paper_number
    waiting = [arrives(a_message("COMPLETION", completion(code, granted)))]
    waiting += [arrives(a_message("PERMIT", permit(an_investment_code())))]
    confirms(an_official("220102"), filed)
    client = browser_of(keeper)
    text_of(client.post(reverse("intake-replay"), {"cause": "NO_PROJECT", "reason": "已确认"}, follow=True))
    batch = worked_off()
    assert (batch.state, batch.total, batch.stored, batch.still) == ("DONE", 2, 1, {"NO_PROJECT": 1})
    assert sorted(IntakeMessage.objects.values_list("state", flat=True)) == ["QUARANTINED", "REPLAYED"]


def test_what_is_another_question_each_time_is_not_answered_at_once(keeper):
    message = a_message("PROJECT", basics())
    arrives(message)
    waiting = arrives({**message, "message_id": "twice", "record": basics()})
    answer = browser_of(keeper).post(
        reverse("intake-replay"), {"cause": "SEQUENCE_TWICE", "reason": "全部"}, follow=True
    )
    assert "须逐条核对" in text_of(answer)
    waiting.refresh_from_db()
    assert waiting.state == "QUARANTINED"


def test_the_list_tells_when_each_system_was_heard_of_and_what_waits(keeper):
    client = browser_of(keeper)
    assert text_of(client.get(reverse("province-home"))).count("尚未收到") == 3
    arrives(a_message("PROJECT", basics(PrjName="幸福里"), unit=BUREAU, source_id="S-77"))
    text = text_of(client.get(reverse("intake")))
    assert text.count("尚未收到") == 2
    assert "审批单位无法识别" in text
    assert "幸福里" in text
    assert "幸福里" in text_of(client.get(reverse("intake"), {"q": "S-77", "cause": "UNKNOWN_UNIT"}))
    assert "没有报文" in text_of(client.get(reverse("intake"), {"system": "MARKET"}))
    assert "没有报文" in text_of(client.get(reverse("intake"), {"tab": "settled", "q": "\0' OR 1=1"}))


def test_a_participant_reads_where_the_project_came_from_and_adds_what_is_missing():
    firm, code = a_firm(), an_investment_code()
    arrives(a_message("PROJECT", basics(PrjCode=code)))
    arrives(a_message("PERMIT", permit(code, contractor=firm.enterprise.credit_code, ConsCorpName="名称不同也可以")))
    project = Project.objects.get()
    text = text_of(browser_of(firm.user).get(reverse("stage-backfill", args=[project.row_guid])))
    assert "系统对接（共享交换），同步时间 2024-12-02 09:30，来源 吉林省工程建设项目审批管理系统" in text
    assert text.count("吉林省工程建设项目审批管理系统") == 3
    assert "添加招投标" in text
    stranger = browser_of(a_firm().user).get(reverse("stage-backfill", args=[project.row_guid]))
    assert stranger.status_code == 403
    shown = text_of(browser_of(firm.user).get(reverse("public-project", args=[project.number])))
    assert NANGUAN["name"] in shown
    assert "系统对接定为C级" in shown
