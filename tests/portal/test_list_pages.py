"""The province's pages of code lists and field lists (A05, A07)."""

from datetime import timedelta

import pytest

from accounts.rules import Role
from common import clock
from projects.catalogue import forget_catalogue
from projects.models import DictionaryEntry, FormVersion
from tests.audit.support import acting
from tests.confirmation.pages import browser_of
from tests.factories import an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
PAGES = [
    "/province/dictionaries/",
    "/province/dictionaries/APPROVAL_LEVEL/",
    "/province/forms/",
    "/province/forms/project/",
    "/province/forms/drawing-review/",
]
CHANGES = [
    "/province/dictionaries/APPROVAL_LEVEL/new/",
    "/province/dictionaries/APPROVAL_LEVEL/003/",
    "/province/forms/project/new/",
]


@pytest.fixture(autouse=True)
def fresh():
    forget_catalogue()
    yield
    forget_catalogue()


@pytest.fixture
def keeper():
    return browser_of(an_official("220000", role=Role.ADMINISTRATOR))


@pytest.fixture
def tomorrow():
    return clock.day_of(clock.now()) + timedelta(days=1)


@pytest.mark.parametrize("address", [*PAGES, *CHANGES])
def test_the_lists_are_kept_by_the_province_and_read_by_its_support(address, keeper):
    strangers = (a_firm().user, an_official("220102", role=Role.ADMINISTRATOR), an_official("220000"))

    assert keeper.get(address).status_code == 200
    assert browser_of(an_official("220000", role=Role.SUPPORT)).get(address).status_code == (
        403 if address in CHANGES else 200
    )
    for stranger in strangers:
        assert browser_of(stranger).get(address).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/province/dictionaries/NOTHING/",
        "/province/dictionaries/NOTHING/new/",
        "/province/dictionaries/APPROVAL_LEVEL/xyz/",
        "/province/forms/nothing/",
        "/province/forms/nothing/new/",
    ],
)
def test_what_is_no_list_is_404(address, keeper):
    assert keeper.get(address).status_code == 404


def test_the_list_in_force_says_that_it_is_provisional_and_how_a_firm_sees_it(keeper):
    page = keeper.get("/province/forms/project/").content.decode()

    for told in ("暂定：通知附件“项目信息构成表”未见", "PrjName", "企业看到的样子", 'id="preview_name"', "2024-11-25"):
        assert told in page
    assert "disabled" in page


def test_a_code_is_added_relabelled_and_ended_by_its_pages(keeper, tomorrow, django_capture_on_commit_callbacks):
    base = "/province/dictionaries/APPROVAL_LEVEL/"
    with django_capture_on_commit_callbacks(execute=True):
        added = keeper.post(
            f"{base}new/", {"code": "009", "label": "开发区级", "starts_on": str(tomorrow), "reason": "厅文"}
        )
        relabelled = keeper.post(
            f"{base}003/",
            {
                "act": "relabel",
                "relabel-label": "设区市级",
                "relabel-starts_on": str(tomorrow),
                "relabel-reason": "厅文第8号",
            },
        )
    assert [answer.status_code for answer in (added, relabelled)] == [302, 302]

    silent = {"act": "end", "end-ends_on": str(tomorrow), "end-reason": "厅文"}
    refused = keeper.post(f"{base}004/", silent)
    assert "被填报规则使用" in refused.content.decode()
    assert keeper.post(f"{base}004/", {**silent, "end-acknowledged": "on"}).status_code == 302

    page = keeper.get(base).content.decode()
    for told in ("开发区级", "设区市级", "待生效", "改动历史", "厅文第8号", "修改名称", "新增代码", "停用代码"):
        assert told in page
    assert DictionaryEntry.objects.get(dictionary="APPROVAL_LEVEL", code="004").ends_on == tomorrow


def test_a_closed_list_says_so_and_refuses_a_code(keeper, tomorrow):
    form = {"code": "98", "label": "别的", "starts_on": str(tomorrow), "reason": "厅文"}
    page = keeper.post("/province/dictionaries/SECTOR/new/", form).content.decode()

    assert "须先修改系统规则" in page
    assert not DictionaryEntry.objects.filter(dictionary="SECTOR", code="98").exists()


def typed_of(page_form, **changes):
    """What the browser sends of the editor's forms as they stand."""
    sent = {}
    for part in [page_form.version, *page_form.sections, *page_form.fields, *page_form.extras]:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = "on" if value is True else str(value)
    for many in (page_form.sections, page_form.fields, page_form.extras):
        for field in many.management_form:
            sent[field.html_name] = str(field.value())
    return {**sent, **changes}


def test_a_new_version_is_seen_and_then_set(keeper, tomorrow, django_capture_on_commit_callbacks):
    address = "/province/forms/project/new/"
    editor = keeper.get(address).context["editor"]
    number = next(i for i, part in enumerate(editor.fields) if part["name"].value() == "energy_saving")
    whole = next(i for i, part in enumerate(editor.fields) if part["name"].value() == "land_permit_number")
    sent = typed_of(
        editor,
        **{
            "version-starts_on": str(tomorrow),
            "version-reason": "见到附件",
            "sections-4-place": "1",
            "sections-0-place": "5",
            f"fields-{whole}-label": "用地许可证号",
            f"fields-{whole}-required": "on",
            "extras-0-name": "x_bim",
            "extras-0-label": "BIM模型编号",
            "extras-0-type": "TEXT",
            "extras-0-wire": "BIMModelNum",
            "extras-0-section": "5",
            "extras-0-place": "15",
        },
    )
    del sent[f"fields-{number}-kept"]

    seen = keeper.post(address, {**sent, "preview": "1"}).content.decode()
    assert "企业看到的样子" in seen
    assert 'id="preview_x_bim"' in seen
    assert 'id="preview_energy_saving"' not in seen
    assert FormVersion.objects.filter(record_kind="PROJECT").count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        answer = keeper.post(address, {**sent, "start": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    version = FormVersion.objects.get(record_kind="PROJECT", code=str(tomorrow))
    first = version.sections[0]
    assert (first["title"], [field["name"] for field in first["fields"]][:3]) == (
        "规划与计划",
        ["land_permit_number", "x_bim", "planning_permit_number"],
    )
    assert first["fields"][0]["label"] == "用地许可证号"
    assert first["fields"][0]["required"] is True
    names = [field["name"] for section in version.sections for field in section["fields"]]
    assert "energy_saving" not in names
    page = keeper.get("/province/forms/project/").content.decode()
    assert str(tomorrow) in page
    assert "见到附件" in page
    assert "x_bim" in keeper.get(f"/province/forms/project/?version={tomorrow}").content.decode()
    assert f"{tomorrow} 起有新版" in keeper.get("/province/forms/").content.decode()


def test_an_untouched_list_becomes_the_same_list(keeper, tomorrow):
    for slug in ("project", "permit", "completion", "indicators"):
        address = f"/province/forms/{slug}/new/"
        editor = keeper.get(address).context["editor"]
        sent = typed_of(editor, **{"version-starts_on": str(tomorrow), "version-reason": "不变", "start": "1"})

        answer = keeper.post(address, sent)

        assert answer.status_code == 302, answer.context["form"].errors
        first, second = FormVersion.objects.filter(record_kind=slug.upper()).order_by("starts_on")
        assert first.sections == second.sections
        assert second.is_provisional


def test_a_field_that_a_rule_needs_cannot_be_left_out_or_made_optional(keeper, tomorrow):
    address = "/province/forms/project/new/"
    editor = keeper.get(address).context["editor"]
    number = next(i for i, part in enumerate(editor.fields) if part["name"].value() == "name")
    sent = typed_of(editor, **{"version-starts_on": str(tomorrow), "version-reason": "不变", "start": "1"})
    sent.pop(f"fields-{number}-kept", None)
    sent.pop(f"fields-{number}-required", None)

    keeper.post(address, sent)

    version = FormVersion.objects.get(record_kind="PROJECT", code=str(tomorrow))
    assert "name" in [field["name"] for section in version.sections for field in section["fields"]]


def test_a_foreign_field_or_a_wrong_day_is_refused(keeper, tomorrow):
    address = "/province/forms/project/new/"
    sent = typed_of(keeper.get(address).context["editor"], **{"version-reason": "不变", "start": "1"})

    forged = keeper.post(address, {**sent, "version-starts_on": str(tomorrow), "fields-0-name": "grade"})
    early = keeper.post(address, {**sent, "version-starts_on": str(tomorrow - timedelta(days=1))})

    assert "该字段不在现行版本中" in forged.content.decode()
    assert "最早从明天起" in early.content.decode()
    assert FormVersion.objects.filter(record_kind="PROJECT").count() == 1


def test_a_planned_field_list_is_taken_back_with_its_reason_kept(keeper, tomorrow):
    assert "撤回" not in keeper.get("/province/forms/drawing-review/").content.decode()
    with acting():
        first = FormVersion.objects.get(record_kind="DRAWING_REVIEW")
        FormVersion.objects.filter(pk=first.pk).update(ends_on=tomorrow - timedelta(days=1))
        FormVersion.objects.create(
            record_kind="DRAWING_REVIEW", code="planned", starts_on=tomorrow, sections=first.sections
        )
    address = "/province/forms/drawing-review/planned/withdraw/"
    assert address in keeper.get("/province/forms/drawing-review/").content.decode()
    assert browser_of(an_official("220000", role=Role.SUPPORT)).get(address).status_code == 403
    assert "依据" in keeper.post(address, {}).content.decode()

    answer = keeper.post(address, {"reason": "文件已废止"}, follow=True).content.decode()

    assert "已撤回" in answer
    assert "撤回新版" in answer
    assert FormVersion.objects.filter(record_kind="DRAWING_REVIEW").get().ends_on is None
    assert keeper.get(address).status_code == 404
