"""Code lists and field lists are dated data: changed from a day on, and what was filed before reads as before."""

from datetime import date, datetime, timedelta

import pytest

from accounts.policy import ActsForNobody
from accounts.rules import Role, Tier
from audit.models import Event
from common.clock import SHANGHAI
from confirmation.payload import payload_of
from confirmation.queries.answers import facts_of
from projects.actions import start_project
from projects.actions.catalogue import (
    ARuleNamesTheCode,
    TheListCannotBeChangedSo,
    TheVersionComesTooEarly,
    add_term,
    end_term,
    relabel_term,
    start_version,
)
from projects.catalogue import catalogue, forget_catalogue
from projects.forms import RecordForm
from projects.models import DictionaryEntry, FormVersion, Project
from projects.queries import records_of
from projects.queries.catalogue import columns_of
from projects.rules.code_lists import CLOSED, TITLES
from projects.rules.dictionaries import Sector
from projects.rules.fields import BUILT_IN, Section
from projects.rules.fields.entry import Entry, FieldListIsFaulty
from projects.rules.fields.needed import TAKEN_ON_THE_WIRE, kept_always
from projects.rules.judging import FAULTS
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from tests.factories import (
    AT,
    an_authority,
    an_official,
    completion_facts,
    contract_facts,
    drawing_review_facts,
    indicators_facts,
    permit_facts,
    project_facts,
    tender_facts,
    unit_facts,
)
from tests.projects.test_forms import typed
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)
LATER = datetime(2025, 1, 6, 9, tzinfo=SHANGHAI)
BIM = Entry(
    "x_bim", wire=("BIMModelNum",), label="BIM模型编号", type=ValueType.TEXT, max_length=10, help="没有的可不填"
)
GREEN_SHARE = Entry("x_green_share", label="绿化率", type=ValueType.DECIMAL, unit="%", wire=("GreenShare",))


@pytest.fixture(autouse=True)
def fresh():
    """The lists are kept in the process and not in the database that each test begins anew."""
    forget_catalogue()
    yield
    forget_catalogue()


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


@pytest.fixture
def change(keeper, django_capture_on_commit_callbacks):
    """An action of the province's administrator, committed."""

    def run(action, at=AT, **given):
        with django_capture_on_commit_callbacks(execute=True):
            return action(
                by=keeper, authority=an_authority("220000"), at=at, **{"reason": "吉建管〔2024〕20号", **given}
            )

    return run


def rows(dictionary):
    found = DictionaryEntry.objects.filter(dictionary=dictionary).order_by("code", "starts_on")
    return [(row.code, row.label, row.starts_on, row.ends_on) for row in found]


def offered(dictionary, day, current=""):
    described = next(
        field
        for kind in RecordKind
        for field in catalogue().fields_on(kind, day).fields
        if field.dictionary == dictionary
    )
    return catalogue().choices(described, day, current)


def with_fields(kind, *more):
    """The first list with fields added to its last section."""
    *first, last = BUILT_IN[kind]
    return (*first, Section(last.title, (*last.entries, *more)))


def starts(firm, day=LATER, **changes):
    form = RecordForm(typed(project_facts(), **changes), kind=RecordKind.PROJECT, day=day.date())
    assert form.is_valid(), form.errors
    return start_project(by=firm.user, enterprise=firm.enterprise, facts=form.cleaned_data, at=day)


def test_a_code_is_offered_from_its_first_day_on(change):
    change(add_term, dictionary="APPROVAL_LEVEL", code="009", label="开发区级", starts_on=TOMORROW)

    assert "009" not in offered("APPROVAL_LEVEL", TODAY)
    assert offered("APPROVAL_LEVEL", TOMORROW)["009"] == "开发区级"
    project = starts(a_firm(), approval_level="009")
    assert dict(facts_of(project))["立项级别"] == "开发区级"


def test_a_new_label_is_for_what_is_filed_from_its_day_on_and_the_old_record_keeps_the_old_one(change):
    old = start_project(by=(firm := a_firm()).user, enterprise=firm.enterprise, facts=project_facts(), at=AT)
    before = dict(facts_of(old))["立项级别"]

    change(relabel_term, dictionary="APPROVAL_LEVEL", code="003", label="设区市级", starts_on=TOMORROW)

    new = starts(firm)
    assert before != "设区市级"
    assert dict(facts_of(Project.objects.get(pk=old.pk)))["立项级别"] == before
    assert dict(facts_of(new))["立项级别"] == "设区市级"
    assert offered("APPROVAL_LEVEL", TODAY)["003"] == before
    assert offered("APPROVAL_LEVEL", TODAY, current="003")["003"] == before
    assert offered("APPROVAL_LEVEL", TOMORROW)["003"] == "设区市级"
    assert rows("APPROVAL_LEVEL")[2:4] == [
        ("003", before, date(1990, 1, 1), TODAY),
        ("003", "设区市级", TOMORROW, None),
    ]


def test_an_ended_code_is_offered_no_more_and_records_keep_it(change):
    change(add_term, dictionary="GREEN_LEVEL", code="009", label="试点", starts_on=TODAY)
    change(end_term, dictionary="GREEN_LEVEL", code="009", ends_on=TOMORROW, acknowledged=False)

    assert [("009" in offered("GREEN_LEVEL", TODAY + timedelta(days=days))) for days in (0, 1, 2)] == [
        True,
        True,
        False,
    ]
    assert offered("GREEN_LEVEL", LATER.date(), current="009")["009"] == "试点"


def test_a_code_that_rules_name_is_not_ended_silently(change):
    before = rows("STRUCTURE_SYSTEM")
    code = before[0][0]

    with pytest.raises(ARuleNamesTheCode, match="被填报规则使用"):
        change(end_term, dictionary="STRUCTURE_SYSTEM", code=code, ends_on=TODAY, acknowledged=False)
    assert rows("STRUCTURE_SYSTEM") == before

    change(end_term, dictionary="STRUCTURE_SYSTEM", code=code, ends_on=TODAY, acknowledged=True)
    assert rows("STRUCTURE_SYSTEM")[0][3] == TODAY
    assert code not in offered("STRUCTURE_SYSTEM", TOMORROW)


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("action", "dictionary", "code", "day", "said"),
    [
        (add_term, "SECTOR", "98", TOMORROW, "须先修改系统规则"),
        (add_term, "APPROVAL_LEVEL", "003", TOMORROW, "已在该字典中"),
        (add_term, "APPROVAL_LEVEL", "0099", TOMORROW, "最多3位"),
        (add_term, "APPROVAL_LEVEL", "009", YESTERDAY, "过去的日期"),
        (relabel_term, "SECTOR", "01", TODAY, "最早从明天起"),
        (relabel_term, "SECTOR", "97", TOMORROW, "已不使用"),
        (relabel_term, "APPROVAL_LEVEL", "003", TOMORROW, "与现名称相同"),
        (end_term, "SECTOR", "01", YESTERDAY, "过去的日期"),
    ],
)
def test_what_cannot_be_changed_in_a_code_list_is_refused(change, action, dictionary, code, day, said):
    label = offered(dictionary, TODAY)[code] if said == "与现名称相同" else "别的"
    given = {"ends_on": day, "acknowledged": True} if action is end_term else {"starts_on": day, "label": label}
    before = rows(dictionary)

    with pytest.raises(TheListCannotBeChangedSo, match=said):
        change(action, dictionary=dictionary, code=code, **given)
    assert rows(dictionary) == before


def test_a_second_change_comes_after_the_planned_one(change):
    change(relabel_term, dictionary="APPROVAL_LEVEL", code="003", label="甲", starts_on=TOMORROW)

    with pytest.raises(TheListCannotBeChangedSo, match="已有新的安排"):
        change(relabel_term, dictionary="APPROVAL_LEVEL", code="003", label="乙", starts_on=TOMORROW)
    change(relabel_term, dictionary="APPROVAL_LEVEL", code="003", label="乙", starts_on=LATER.date())
    assert [label for code, label, *_ in rows("APPROVAL_LEVEL") if code == "003"][1:] == ["甲", "乙"]


@pytest.mark.parametrize("division", ["220100", "220102"])
def test_lists_are_the_provinces_alone(division):
    official = an_official(division, role=Role.ADMINISTRATOR)
    assert an_authority(division).tier != Tier.PROVINCE

    with pytest.raises(ActsForNobody):
        add_term(
            by=official, authority=an_authority(division), dictionary="GREEN_LEVEL", code="009", label="试点",
            starts_on=TOMORROW, reason="", at=AT,
        )  # fmt: skip
    with pytest.raises(ActsForNobody):
        add_term(
            by=official, authority=an_authority("220000"), dictionary="GREEN_LEVEL", code="009", label="试点",
            starts_on=TOMORROW, reason="", at=AT,
        )  # fmt: skip
    assert "009" not in [code for code, *_ in rows("GREEN_LEVEL")]


def test_a_change_is_kept_with_who_and_on_what_ground(change, keeper):
    row = change(add_term, dictionary="GREEN_LEVEL", code="009", label="试点", starts_on=TOMORROW)

    event = Event.objects.get(object_type="projects_dictionaryentry", object_id=str(row.pk))
    assert (event.actor_name, event.action, event.reason, event.subject) == (
        keeper.name,
        "projects.add_term",
        "吉建管〔2024〕20号",
        "list:GREEN_LEVEL",
    )


def test_every_closed_list_has_a_title_and_its_codes_stay_what_the_rules_know():
    assert set(TITLES) >= CLOSED


def sets_list(change, kind=RecordKind.PROJECT, sections=None, starts_on=TOMORROW, at=AT):
    return change(
        start_version,
        kind=kind,
        sections=sections or with_fields(kind, BIM, GREEN_SHARE),
        starts_on=starts_on,
        is_provisional=True,
        at=at,
    )


def test_an_added_field_is_asked_for_from_its_day_on_read_back_and_sent(change):
    """No migration: the form asks, the reader judges, the record keeps, pages read, the snapshot and message tell."""
    firm = a_firm()
    old = start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)
    told_before = facts_of(old)
    sets_list(change)

    assert "x_bim" not in RecordForm(kind=RecordKind.PROJECT, day=TODAY).fields
    form = RecordForm(typed(project_facts(), x_bim="太长的编号太长的编号太长"), kind=RecordKind.PROJECT, day=TOMORROW)
    assert list(form.errors) == ["x_bim"]
    assert form.fields["x_bim"].required is False

    case = firm.submits(filled(firm, x_bim="BIM-7", x_green_share="35.5"), at=LATER)
    confirms(an_official("220102"), case, at=LATER)
    project = Project.objects.get(pk=case.project_id)
    assert project.extra == {"x_bim": "BIM-7", "x_green_share": "35.5"}
    assert dict(facts_of(project))["BIM模型编号"] == "BIM-7"
    assert dict(facts_of(project))["绿化率"] == "35.5 %"
    row = payload_of(records_of(project))["tables"]["TBProjectInfo"][0]
    assert (row["BIMModelNum"], row["GreenShare"]) == ("BIM-7", "35.5")
    assert '"x_bim":"BIM-7"' in case.submissions.get().snapshot
    assert f'"form_version":"{TOMORROW.isoformat()}"' in case.submissions.get().snapshot
    assert facts_of(Project.objects.get(pk=old.pk)) == told_before
    assert Project.objects.get(pk=old.pk).form_version == "2024-11-25"


def filled(firm, **changes):
    """A project by the list of the later day, with its permit and papers."""
    import projects.actions as filing
    from projects.rules.dictionaries import REQUIRED_ATTACHMENTS
    from tests.factories import PDF

    project = starts(firm, **changes)
    firm.adds(project, "PERMIT", permit_facts(firm.enterprise), at=LATER)
    for record in records_of(project):
        filing.attach(
            by=firm.user, enterprise=firm.enterprise, project_id=project.pk, at=LATER, record_guid=record.row_guid,
            kind=REQUIRED_ATTACHMENTS[record.stage], filename="扫描件.pdf", chunks=[PDF],
        )  # fmt: skip
    return project


def test_an_added_field_of_each_type_is_read_kept_and_shown(change):
    types = {
        ValueType.TEXT: ("甲", "甲"),
        ValueType.LONG_TEXT: ("一段话", "一段话"),
        ValueType.DECIMAL: ("12.5", "12.5"),
        ValueType.INTEGER: ("12", "12"),
        ValueType.DATE: ("2024/5/6", "2024-05-06"),
        ValueType.YES_NO: ("True", "是"),
        ValueType.CHOICE: ("002", offered("GREEN_LEVEL", TODAY)["002"]),
    }
    fields = [
        Entry(
            f"x_{kind.lower()}", label=f"新增{kind.value}", type=kind,
            dictionary="GREEN_LEVEL" if kind is ValueType.CHOICE else "",
        )
        for kind in types
    ]  # fmt: skip
    sets_list(change, sections=with_fields(RecordKind.PROJECT, *fields))

    project = starts(a_firm(), **{f"x_{kind.lower()}": typed_in for kind, (typed_in, _) in types.items()})

    told = dict(facts_of(Project.objects.get(pk=project.pk)))
    assert {kind: told[f"新增{kind.value}"] for kind in types} == {kind: shown for kind, (_, shown) in types.items()}


def test_an_optional_field_is_required_reworded_moved_and_left_out(change):
    opening, overview, owner, money, plan = BUILT_IN[RecordKind.PROJECT]
    by_name = {entry.name: entry for entry in plan.entries}
    changed = Section(
        "规划",
        (
            Entry("land_permit_number", wire=by_name["land_permit_number"].wire, label="用地许可证号", required=True),
            *[entry for entry in plan.entries if entry.name not in ("land_permit_number", "energy_saving")],
        ),
    )
    sets_list(change, sections=(changed, opening, overview, owner, money))

    form = RecordForm(typed(project_facts(), land_permit_number=""), kind=RecordKind.PROJECT, day=TOMORROW)
    assert form.errors == {"land_permit_number": ["请填写用地许可证号"]}
    assert form.sections[0][0] == "规划"
    assert "energy_saving" not in form.fields
    project = starts(a_firm(), land_permit_number="地字第1号")
    told = [label for label, _ in facts_of(project)]
    assert told[0] == "用地许可证号"
    assert "建筑节能信息" not in told
    assert project.energy_saving == ""


def extra(name="x_a", **more):
    """The first list of a project with one added field, which is not quite right."""
    return with_fields(RecordKind.PROJECT, Entry(name, **{"label": "甲", "type": ValueType.TEXT, **more}))


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (BUILT_IN[RecordKind.PROJECT][1:], "不能去掉"),
        (with_fields(RecordKind.PROJECT, Entry("grade")), "不是项目基本信息的字段"),
        (with_fields(RecordKind.PROJECT, Entry("published")), "不是项目基本信息的字段"),
        (with_fields(RecordKind.PROJECT, Entry("name")), "出现了两次"),
        (with_fields(RecordKind.PROJECT, BIM, BIM), "出现了两次"),
        (extra(name="x_A"), "小写字母"),
        (extra(label=""), "须有显示名称"),
        (extra(type=ValueType.PERSON), "类型不能是"),
        (extra(type=ValueType.CHOICE), "须指定字典"),
        (extra(type=ValueType.CHOICE, dictionary="无"), "须指定字典"),
        (extra(dictionary="SECTOR"), "须指定字典"),
        (extra(max_length=9999), "最大字数"),
        (extra(wire=("Prj Name",)), "字母开头"),
        (extra(wire=("DataLevel",)), "已由系统使用"),
        (extra(wire=("PrjSize",)), "出现了两次"),
        ((*BUILT_IN[RecordKind.PROJECT], Section("空的", ())), "没有字段"),
        ((*BUILT_IN[RecordKind.PROJECT], Section("立项文件", (BIM,))), "不能重复"),
        ((*BUILT_IN[RecordKind.PROJECT], Section(" ", (BIM,))), "须有名称"),
        ((), "须有名称"),
    ],
)  # fmt: skip
def test_a_list_of_which_no_form_can_be_made_is_refused(change, sections, said):
    with pytest.raises(FieldListIsFaulty, match=said):
        change(start_version, kind=RecordKind.PROJECT, sections=sections, starts_on=TOMORROW, is_provisional=True)
    assert FormVersion.objects.filter(record_kind="PROJECT").count() == 1


def test_a_version_begins_tomorrow_and_after_the_latest_one(change):
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(TheVersionComesTooEarly, match="最早从明天起"):
            sets_list(change, starts_on=day)
    sets_list(change, starts_on=TOMORROW)
    with pytest.raises(TheVersionComesTooEarly, match="已有从"):
        sets_list(change, starts_on=TOMORROW)

    sets_list(change, sections=BUILT_IN[RecordKind.PROJECT], starts_on=LATER.date())
    versions = FormVersion.objects.filter(record_kind="PROJECT").order_by("starts_on")
    assert [(row.starts_on, row.ends_on) for row in versions] == [
        (date(2024, 11, 25), TODAY),
        (TOMORROW, LATER.date() - timedelta(days=1)),
        (LATER.date(), None),
    ]


def facts_by_kind(firm):
    return {
        RecordKind.PROJECT: project_facts(),
        RecordKind.UNIT: unit_facts(),
        RecordKind.TENDER: tender_facts(firm.enterprise),
        RecordKind.CONTRACT: contract_facts(firm.enterprise),
        RecordKind.DRAWING_REVIEW: drawing_review_facts(),
        RecordKind.PERMIT: permit_facts(firm.enterprise),
        RecordKind.COMPLETION: completion_facts(None),
        RecordKind.INDICATORS: indicators_facts(),
    }


def test_what_may_be_left_out_is_asked_for_by_no_rule():
    """Every optional field that the table of needed ones does not name: without it a sound record stays sound."""
    for kind, facts in facts_by_kind(a_firm()).items():
        for name in set(columns_of(kind)) - kept_always(columns_of(kind), kind):
            rest = {key: value for key, value in facts.items() if key != name and not key.startswith(f"{name}_")}
            for sector in (Sector.HOUSING, Sector.MUNICIPAL):
                assert FAULTS[kind](rest, sector, TODAY) == FAULTS[kind](facts, sector, TODAY), (kind, name)


def test_every_name_of_a_message_is_of_a_field_list_or_named_as_taken():
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    project.refresh_from_db()
    of_lists = {
        name
        for sections in BUILT_IN.values()
        for section in sections
        for entry in section.entries
        for name in entry.wire
    }

    for table in payload_of(records_of(project))["tables"].values():
        for row in table:
            assert set(row) <= of_lists | TAKEN_ON_THE_WIRE
