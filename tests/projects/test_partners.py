"""A contract names up to nine partners of a consortium, each with its name and credit code (domain.md 2.4)."""

import pytest
from django.urls import reverse

from accounts.rules import EnterpriseKind
from confirmation.payload import payload_of
from confirmation.queries.answers import facts_of
from projects.actions.records import FactsAreFaulty
from projects.catalogue import catalogue, forget_catalogue
from projects.forms import RecordForm
from projects.forms.old import prefilled
from projects.models import Contract, FormVersion, ImportMode, Project
from projects.policy import named_codes
from projects.queries import records_of
from projects.queries.consistency import findings_of
from projects.rules.contracts import contract_faults
from projects.rules.dictionaries import Sector
from projects.rules.kinds import RecordKind
from projects.rules.values import READERS, Limits, ValueIsRefused, ValueType, apart
from tests.audit.support import acting, contents_of
from tests.confirmation.pages import browser_of
from tests.factories import AT, a_credit_code, an_official, contract_facts, tender_facts
from tests.projects.test_forms import typed
from tests.projects.workbook import a_workbook, column_of, faults_of, imported
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = AT.date()
FULL = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm():
    return a_firm()


def several(count):
    """Facts of some partners, and their codes."""
    codes = [a_credit_code() for _ in range(count)]
    names = [f"联合体成员{number}公司" for number in range(1, count + 1)]
    return {"partner_name": "；".join(names), "partner_code": "；".join(codes)}, codes


def rows(names, codes):
    """What a browser sends of some rows."""
    sent = {}
    for row, (name, code) in enumerate(zip(names, codes, strict=True), 1):
        behind = "" if row == 1 else f"_{row}"
        sent |= {f"partner_name{behind}": name, f"partner_code{behind}": code}
    return sent


def form_of(firm, project=None, record=None, **sent):
    facts = typed(contract_facts(firm.enterprise))
    return RecordForm(facts | sent, kind=RecordKind.CONTRACT, day=TODAY, project=project, record=record)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_a_contract_with_so_many_partners_is_sound_and_stored(firm, count):
    facts, codes = several(count)
    contract = firm.adds(firm.fills_in(), "CONTRACT", contract_facts(firm.enterprise, **facts))

    stored = Contract.objects.get(pk=contract.pk)
    assert apart(stored.partner_code) == codes
    assert len(apart(stored.partner_name)) == count


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"partner_name": "甲公司；乙公司"}, "partner_code", "有2个名称、1个统一社会信用代码"),
        ({"partner_name": "甲公司；甲公司"}, "partner_name", "“甲公司”填写了两次"),
        ({"partner_code": "{code}；{code}"}, "partner_code", "填写了两次"),
        ({"partner_code": "{code}；{own}"}, "partner_code", "是承包单位自身"),
        ({"partner_name": "甲公司；{name}"}, "partner_name", "是承包单位自身"),
    ],
)
def test_each_has_both_none_comes_twice_and_none_is_the_contractor(firm, changes, field, words):
    code, other, own = a_credit_code(), a_credit_code(), firm.enterprise.credit_code
    facts = {"partner_name": "甲公司；乙公司", "partner_code": f"{code}；{other}"}
    if changes == {"partner_name": "甲公司；乙公司"}:
        facts["partner_code"] = code
    facts |= {name: text.format(code=code, own=own, name=firm.enterprise.name) for name, text in changes.items()}

    faults = contract_faults(contract_facts(firm.enterprise, **facts), Sector.HOUSING, TODAY)

    assert [fault.field for fault in faults] == [field]
    assert words in faults[0].message


def test_a_faulty_code_among_several_stores_nothing(firm):
    project, (facts, codes) = firm.fills_in(), several(3)
    facts["partner_code"] = "；".join([*codes[:2], "91220102MA17EXAM5K"])
    before = contents_of("projects_contract", "audit_event")

    with pytest.raises(FactsAreFaulty) as refusal:
        firm.adds(project, "CONTRACT", contract_facts(firm.enterprise, **facts))

    assert "第18位校验码不符" in str(refusal.value)
    assert contents_of("projects_contract", "audit_event") == before


@pytest.mark.parametrize(
    "raw", ["{0}；{1}", "{0};{1}", " {0} ；\n{1}；", "{0}\r\n{1}", "{0}、{1}", "{0} {1}", "{0}，{1}", "{full}；{1}"]
)
def test_codes_are_read_however_they_are_written(raw):
    codes = [a_credit_code(), a_credit_code()]
    text = raw.format(*codes, full=codes[0].translate(FULL))

    assert READERS[ValueType.CREDIT_CODES](text, Limits()) == "；".join(codes)


def test_names_keep_their_own_punctuation_and_ten_are_too_many():
    read = READERS[ValueType.NAMES]

    assert read("甲（吉林）公司；Ｂ建设，Co., Ltd", Limits()) == "甲（吉林）公司；B建设，Co., Ltd"
    assert [read(raw, Limits()) for raw in ("无", "；", "/")] == ["", "", ""]
    for kind, one in ((ValueType.NAMES, "甲公司"), (ValueType.CREDIT_CODES, a_credit_code())):
        with pytest.raises(ValueIsRefused, match="最多填写9家，现有10家"):
            READERS[kind]("；".join([one] * 10), Limits())
    with pytest.raises(ValueIsRefused, match="最多200个字"):
        read("长" * 201, Limits())


def test_the_form_has_a_row_for_each_and_one_more_at_a_press(firm):
    assert [name for name in form_of(firm).fields if name.startswith("partner")] == ["partner_name", "partner_code"]
    _, codes = several(2)
    sent = rows(["甲公司", "乙公司"], codes)

    assert form_of(firm, **sent).rows == 2
    more = form_of(firm, **sent, redraw="more")
    assert (more.rows, more.takes_more, "partner_code_3" in more.fields) == (3, True, True)
    full = form_of(firm, **rows([f"{n}公司" for n in range(9)], several(9)[1]), redraw="more")
    assert (full.rows, full.takes_more) == (9, False)


def test_the_form_gathers_its_rows_and_leaves_out_empty_ones(firm):
    _, codes = several(3)
    form = form_of(firm, **rows(["甲公司", "", "丙公司"], [codes[0].translate(FULL), "", codes[2]]))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["partner_name"] == "甲公司；丙公司"
    assert form.cleaned_data["partner_code"] == f"{codes[0]}；{codes[2]}"
    assert not [name for name in form.cleaned_data if name.endswith(("_2", "_3"))]


@pytest.mark.parametrize(
    ("names", "given", "field"),
    [
        (["甲公司", "乙公司"], [True, False], "partner_code_2"),
        (["甲公司", ""], [True, True], "partner_name_2"),
        (["", "乙公司"], [True, True], "partner_name"),
        (["甲公司", "乙公司"], [True, "91220102MA17EXAM5K"], "partner_code_2"),
    ],
)
def test_a_fault_is_told_in_its_own_row(firm, names, given, field):
    codes = [code if isinstance(code, str) else a_credit_code() if code else "" for code in given]

    assert list(form_of(firm, **rows(names, codes)).errors) == [field]


def test_the_pages_take_one_more_without_script_and_show_what_is_stored(firm):
    project, client = firm.fills_in(), browser_of(firm.user)
    facts, codes = several(2)
    entry = typed(contract_facts(firm.enterprise)) | rows(apart(facts["partner_name"]), codes)
    address = reverse("record-new", args=[project.row_guid, "contract"])

    page = client.post(address, entry | {"redraw": "more"}).content.decode()
    assert 'name="partner_code_3"' in page
    assert "错误" not in page
    assert not Contract.objects.filter(project=project).exists()
    assert client.post(address, entry).status_code == 302

    contract = Contract.objects.get(project=project)
    assert (contract.partner_name, contract.partner_code) == (facts["partner_name"], facts["partner_code"])
    edit = reverse("record-edit", args=[project.row_guid, "contract", contract.row_guid])
    page = client.get(edit).content.decode()
    assert f'name="partner_code_2" value="{codes[1]}"' in page
    page = client.post(edit, entry | {"partner_code_2": codes[0]}).content.decode()
    assert "填写了两次" in page


def test_what_was_typed_in_a_row_comes_back_from_the_draft(firm):
    project = firm.fills_in()
    sent = rows(["甲公司", "乙公司"], several(2)[1])
    form = RecordForm(kind=RecordKind.CONTRACT, day=TODAY, project=project, typed=sent)

    assert (form.rows, form["partner_name_2"].value()) == (2, "乙公司")


def test_an_old_records_list_stands_in_rows_too(firm):
    codes = several(2)[1]
    old = prefilled(RecordKind.CONTRACT, {"partner_name": "甲公司;乙公司", "partner_code": ";".join(codes)}, TODAY)
    form = RecordForm(kind=RecordKind.CONTRACT, day=TODAY, typed=old)

    assert [form[name].value() for name in ("partner_name", "partner_name_2")] == ["甲公司", "乙公司"]
    assert [form[name].value() for name in ("partner_code", "partner_code_2")] == codes


def test_every_partner_takes_part_and_the_platforms_read_all(firm):
    facts, codes = several(3)
    project = firm.fills_in()
    firm.adds(project, "TENDER", tender_facts(firm.enterprise, winner_code=codes[2]))
    tender = project.tenders.get()
    contract = firm.adds(project, "CONTRACT", contract_facts(firm.enterprise, tender, **facts))
    asked = findings_of(project, records_of(project), firm.enterprise)
    assert "CONTRACTOR_IS_NOT_THE_WINNER" not in [row.finding.code for row in asked]
    firm.papers(project)

    case = confirms(an_official("220102"), firm.submits(project))

    assert set(codes) <= named_codes(records_of(project))
    (row,) = payload_of(records_of(Project.objects.get(pk=project.pk)))["tables"]["TBContractRecordManage"]
    assert (row["UnionCorpName"], row["UnionCorpCode"]) == (facts["partner_name"], facts["partner_code"])
    assert ("联合体承包单位", facts["partner_name"]) in facts_of(Contract.objects.get(pk=contract.pk))
    assert facts["partner_code"] in case.submissions.get().snapshot


def test_a_field_list_of_before_reads_the_columns_as_lists():
    with acting():
        version = FormVersion.objects.get(record_kind="CONTRACT")
        for section in version.sections:
            for entry in section["fields"]:
                if entry["name"] == "partner_code":
                    entry["type"] = "CREDIT_CODE"
        version.save()
    forget_catalogue()

    fields = catalogue().fields_on(RecordKind.CONTRACT, TODAY).by_name

    assert (fields["partner_name"].type, fields["partner_code"].type) == (ValueType.NAMES, ValueType.CREDIT_CODES)
    forget_catalogue()


def test_a_workbook_holds_them_in_two_cells(firm):
    project, codes = firm.fills_in(), several(2)[1]
    sound = {"partner_name": "甲公司；乙公司", "partner_code": f"{codes[0].translate(FULL)}；{codes[1]}"}
    rows = [
        {"project": project.name, **contract_facts(firm.enterprise, **facts)}
        for facts in (sound, {**sound, "partner_code": codes[0]})
    ]

    job = imported(firm, a_workbook({RecordKind.CONTRACT: rows}), mode=ImportMode.ROW_BY_ROW)

    stored = Contract.objects.get(project=project)
    assert (stored.partner_name, stored.partner_code) == ("甲公司；乙公司", "；".join(codes))
    assert faults_of(job) == [("合同登记", f"{column_of(RecordKind.CONTRACT, 'partner_code')}4", codes[0])]


def test_designers_and_builders_of_a_consortium_add_their_own_stages(firm):
    designer = a_firm(EnterpriseKind.DESIGN)
    facts, codes = several(1)
    both = {
        "partner_name": f"{facts['partner_name']}；{designer.enterprise.name}",
        "partner_code": f"{codes[0]}；{designer.enterprise.credit_code}",
    }
    draft = firm.fills_in()
    firm.adds(draft, "CONTRACT", contract_facts(firm.enterprise, **both))
    firm.papers(draft)
    confirms(an_official("220102"), firm.submits(draft))

    added = designer.adds(
        Project.objects.get(pk=draft.pk), "TENDER", tender_facts(designer.enterprise, kind="002", name="设计标段")
    )

    assert added.filed_by == designer.enterprise
