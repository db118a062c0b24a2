"""Forms put right what people type and refuse what says nothing (domain.md 2.0, gd3)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Division
from projects.forms import RecordForm
from projects.models import ConstructionPermit
from projects.rules.kinds import RecordKind
from projects.rules.values import EMPTY_WORDS
from tests.factories import EnterpriseFactory, completion_facts, permit_facts, project_facts
from tests.world import a_firm

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 2)


def typed(facts, **changes):
    """Facts as a browser sends them."""
    plain = {name: "" if value is None else getattr(value, "pk", value) for name, value in {**facts, **changes}.items()}
    return {name: str(value) for name, value in plain.items() if value is not False}


def project_form(**changes):
    return RecordForm(typed(project_facts(), **changes), kind=RecordKind.PROJECT, day=TODAY)


def permit_form(**changes):
    return RecordForm(typed(permit_facts(EnterpriseFactory()), **changes), kind=RecordKind.PERMIT, day=TODAY)


@pytest.fixture
def completion_form(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    project = a_firm().fills_in()
    permit = ConstructionPermit.objects.get(project=project)

    def form(**changes):
        return RecordForm(
            typed(completion_facts(permit), **changes), kind=RecordKind.COMPLETION, day=TODAY, project=project
        )

    return form


def test_well_formed_facts_pass(completion_form):
    for form in (project_form(), permit_form(), completion_form()):
        assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-15",
        "2021/3/15",
        "2021.3.15",
        "2021年3月15日",
        "20210315",
        "２０２１－０３－１５",
        "2021 年 3 月 15 日",
        " 2021-3-15 ",
    ],
)
def test_a_date_may_be_written_as_the_paper_has_it(text):
    form = project_form(approved_on=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["approved_on"] == date(2021, 3, 15)


@pytest.mark.parametrize("text", ["2021-02-30", "15-03-2021", "去年", "0", "1", "2021-13-01", "\0"])
def test_what_is_no_date_is_refused_with_the_way_to_write_one(text):
    form = project_form(approved_on=text)

    assert list(form.errors) == ["approved_on"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("35600.5", "35600.5"),
        ("３５６００．５", "35600.5"),
        ("35,600.5", "35600.5"),
        ("３５，６００", "35600"),
        (" 1 ", "1"),
    ],
)
def test_an_amount_may_be_typed_full_width_and_with_separators(text, amount):
    form = project_form(total_investment=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["total_investment"] == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["0", "-1", "NaN", "Infinity", "1e400", "三万", "1.23456", "123456789012", "1 万", "无"]
)
def test_what_is_no_amount_is_refused(text):
    assert list(project_form(total_investment=text).errors) == ["total_investment"]


@pytest.mark.parametrize("text", ["-0.01", "100.01"])
def test_a_share_lies_between_0_and_100(text):
    assert list(project_form(state_share=text).errors) == ["state_share"]
    assert project_form(state_share="0").is_valid()
    assert project_form(state_share="１００").is_valid()


@pytest.mark.parametrize(
    ("typed_name", "name"),
    [
        ("　净月新城１２号Ａ座 ", "净月新城12号A座"),
        ("净月新城（一期）：住宅，商业", "净月新城（一期）：住宅，商业"),
        ("长发改审批〔2021〕35号", "长发改审批〔2021〕35号"),
        ("86000㎡①", "86000㎡①"),
    ],
    ids=["全角字母数字", "中文标点不变", "六角括号不变", "单位不变"],
)
def test_a_name_stays_as_the_paper_has_it_but_for_full_width_letters_and_digits(typed_name, name):
    form = project_form(name=typed_name, scale=typed_name)

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["name"], form.cleaned_data["scale"]) == (name, name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("２４０３－２２０１０２－０４－０１－１２３４５４", "2403-220102-04-01-123454"),
        (" 2403-220102-04-01-123454 ", "2403-220102-04-01-123454"),
    ],
    ids=["全角", "空格"],
)
def test_an_investment_code_may_be_typed_full_width(text, code):
    form = project_form(investment_code=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["investment_code"] == code


@pytest.mark.parametrize("text", ["2403-220102-04-01-123455", "2413-220102-04-01-123454", "abc"])
def test_a_wrong_investment_code_is_refused_with_the_reason(text):
    form = project_form(investment_code=text)

    assert list(form.errors) == ["investment_code"]
    assert "立项文件" in form.errors["investment_code"][0]


@pytest.mark.parametrize("text", ["91220102ma17exam5j", "９１２２０１０２ＭＡ１７ＥＸＡＭ５Ｊ"])
def test_a_credit_code_may_be_typed_small_or_full_width(text):
    form = project_form(owner_code=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["owner_code"] == "91220102MA17EXAM5J"


def test_a_wrong_credit_code_is_refused_at_its_field():
    assert list(project_form(owner_code="91220102MA17EXAM5K").errors) == ["owner_code"]
    assert list(permit_form(contractor_code="1").errors) == ["contractor_code"]


@pytest.mark.parametrize("word", sorted(EMPTY_WORDS))
def test_a_word_for_nothing_is_no_answer_to_a_required_question(word):
    form = project_form(name=word, fund_source=f" {word}　")

    assert set(form.errors) == {"name", "fund_source"}
    assert "不能作为有效内容" in form.errors["name"][0]
    assert project_form(remark=word).is_valid()


REQUIRED = {
    "project": {
        "name", "approval_kind", "approval_number", "approval_level", "approval_authority", "approved_on", "sector",
        "purpose", "construction_nature", "division", "address", "owner_name", "owner_code", "investment_nature",
        "fund_source", "state_share", "total_investment", "scale",
    },
    "permit": {
        "kind", "name", "paper_number", "released_on", "issued_by", "contract_amount", "surveyor_name",
        "surveyor_code", "designer_name", "designer_code", "contractor_name", "contractor_code",
        "project_manager_name", "project_manager_document", "project_manager_number",
    },
    "completion": {"permit", "kind", "name", "started_on", "finished_on", "actual_cost", "actual_scale"},
}  # fmt: skip


def test_each_required_field_is_asked_for_and_no_other(completion_form):
    makers = {"project": project_form, "permit": permit_form, "completion": completion_form}

    asked = {
        kind: {name for name in make().fields if name in make(**{name: ""}).errors} for kind, make in makers.items()
    }

    # A supervisor named without its chief, or a chief without a number, is a fault too: the facts name both here.
    assert asked["permit"] - REQUIRED["permit"] <= {"chief_supervisor_name", "chief_supervisor_number"}
    asked["permit"] &= REQUIRED["permit"]
    assert asked == REQUIRED


@pytest.mark.parametrize("text", [" ", "\u3000", "\t\n"])
def test_spaces_are_no_answer(text):
    assert set(project_form(name=text, scale=text).errors) == {"name", "scale"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project_manager_number": "220102190001010017"}, "project_manager_number"),
        ({"project_manager_number": ""}, "project_manager_number"),
        ({"chief_supervisor_number": ""}, "chief_supervisor_number"),
        ({"chief_supervisor_name": ""}, "chief_supervisor_name"),
    ],
    ids=["校验码不符", "无号码", "总监无号码", "有号码无姓名"],
)
def test_a_person_comes_with_name_and_sound_number(changes, field):
    assert list(permit_form(**changes).errors) == [field]


@pytest.mark.parametrize("text", ["22010219000102002x", "２２０１０２１９０００１０２００２Ｘ"])
def test_an_identity_number_may_be_typed_small_or_full_width(text):
    form = permit_form(project_manager_number=text)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["project_manager_number"] == "22010219000102002X"


def test_a_document_that_is_no_identity_card_has_no_check_character():
    assert permit_form(project_manager_document="3", project_manager_number="E12345678").is_valid()


def test_a_known_person_is_shown_by_the_ends_of_his_number_and_may_stay(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    firm = a_firm()
    project = firm.fills_in(permit={"project_manager_number": "220102190001010016"})
    permit = ConstructionPermit.objects.get(project=project)

    form = RecordForm(kind=RecordKind.PERMIT, day=TODAY, record=permit)
    page = form.as_p()
    assert "220102********0016" in page
    assert "220102190001010016" not in page

    same = typed(permit_facts(firm.enterprise, project_manager_number="", chief_supervisor_number=""))
    assert RecordForm(same, kind=RecordKind.PERMIT, day=TODAY, record=permit).is_valid()
    other = {**same, "project_manager_name": "另一人"}
    assert list(RecordForm(other, kind=RecordKind.PERMIT, day=TODAY, record=permit).errors) == [
        "project_manager_number"
    ]


def test_a_project_lies_in_a_county_or_zone():
    offered = {code for code, _ in project_form().fields["division"].widget.choices if code}
    places = Division.objects.filter(level__in=["COUNTY", "ZONE"])

    assert offered == set(places.values_list("code", flat=True))
    assert len(offered) == 73
    for place in ("220000", "220100", "229001", "110101", "x", "\0"):
        assert list(project_form(division=place).errors) == ["division"]


def test_a_completion_offers_the_permits_of_its_own_project(completion_form):
    foreign = ConstructionPermit.objects.get(project=a_firm().fills_in())

    assert list(completion_form(permit=foreign.pk).errors) == ["permit"]


ANYTHING = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.sampled_from(["\0", "٣", "𝟙", "１" * 40])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_typed_a_form_answers(data):
    for facts, kind in (
        (project_facts(), RecordKind.PROJECT),
        (permit_facts(EnterpriseFactory.build()), RecordKind.PERMIT),
    ):
        names = data.draw(st.lists(st.sampled_from(sorted(facts)), min_size=1, max_size=6))
        form = RecordForm(typed(facts, **{name: data.draw(ANYTHING) for name in names}), kind=kind, day=TODAY)

        assert form.is_valid() in (True, False)


def test_what_was_read_is_what_is_stored():
    form = project_form(total_area="８６０００", total_length="")

    assert form.is_valid()
    assert (form.cleaned_data["total_area"], form.cleaned_data["total_length"]) == (Decimal("86000"), None)
