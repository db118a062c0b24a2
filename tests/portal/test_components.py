"""The component kit draws what docs/components.md promises, and nothing that the content security policy forbids."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace as Plain

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from portal.templatetags.components import STOP_STATES

ROOT = Path(__file__).resolve().parents[2]


class Elements(HTMLParser):
    """The elements of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def with_id(self, wanted: str) -> dict[str, str | None]:
        return next(attributes for _, attributes in self.found if attributes.get("id") == wanted)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


class PermitForm(forms.Form):
    name = forms.CharField(label="项目名称", help_text="与立项批复逐字一致。")
    total = forms.DecimalField(label="总投资", widget=forms.TextInput(attrs={"data-unit": "万元"}))
    nature = forms.ChoiceField(label="建设性质", choices=[("1", "新建"), ("2", "改建")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False)
    truth = forms.BooleanField(label="所填属实")

    def clean(self) -> None:
        raise forms.ValidationError("发证日期早于立项日期。")


@pytest.mark.parametrize(("letter", "word"), [("A", "省级确认"), ("B", "市级确认"), ("C", "县级确认"), ("D", "未确认")])
def test_a_grade_is_letter_and_word(letter: str, word: str) -> None:
    assert words(drawn("{% grade letter %}", letter=letter)) == f"{letter} {word}"


def test_no_grade_draws_nothing() -> None:
    assert drawn("{% grade letter %}{% grade missing %}", letter="").strip() == ""


def test_an_unknown_tone_is_neutral() -> None:
    assert 'class="status status-neutral"' in drawn('{% status "purple" "待确认" %}')


def test_the_rail_names_state_grade_count_source_and_what_is_missing() -> None:
    stop = Plain(
        label="施工许可",
        state="需修改",
        grade="D",
        count=2,
        source="企业补录",
        missing="缺：许可证扫描件",
        url="/permit/",
    )
    html = drawn("{% stage_rail rail %}", rail=Plain(stops=[Plain(**vars(stop), current=True)]))
    assert words(html) == "! 施工许可 需修改 D 未确认 2 条记录 · 企业补录 缺：许可证扫描件"
    assert Elements(html).of("li") == [{"class": "rail-stop rail-change", "aria-current": "step"}]
    assert Elements(html).of("a") == [{"href": "/permit/"}]


def test_a_stop_without_address_is_plain_text() -> None:
    stop = Plain(label="竣工", state="未开始", grade="", count=0, source="", missing="", url="", current=False)
    html = drawn("{% stage_rail rail %}", rail=Plain(stops=[stop]))
    assert words(html) == "竣工 未开始"
    assert Elements(html).of("a") == []


def test_every_stage_state_has_a_style_of_its_own() -> None:
    css = (ROOT / "platform/portal/static/portal/css/rail.css").read_text(encoding="utf-8")
    styles = [style for style, _ in STOP_STATES.values()]
    assert len(set(styles)) == len(styles) == 6
    assert [style for style in styles if f".rail-{style}" not in css] == []


def test_the_error_summary_links_to_every_faulty_field() -> None:
    html = drawn("{% error_summary form %}{{ form }}", form=PermitForm({}))
    elements = Elements(html)
    targets = [str(link["href"])[1:] for link in elements.of("a")]
    assert targets == ["id_name", "id_total", "id_nature_0", "id_truth"]
    assert [elements.with_id(target)["name"] for target in targets] == ["name", "total", "nature", "truth"]
    assert "有 5 处需要修改" in words(html)
    assert "发证日期早于立项日期。" in words(html)


def test_a_form_without_errors_has_no_error_summary() -> None:
    assert drawn("{% error_summary form nothing %}", form=PermitForm(), nothing=None).strip() == ""


def test_the_error_summary_takes_formsets() -> None:
    formset = forms.formset_factory(PermitForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-note": "x"}
    )
    targets = [str(link["href"]) for link in Elements(drawn("{% error_summary formset %}", formset=formset)).of("a")]
    assert targets == ["#id_form-0-name", "#id_form-0-total", "#id_form-0-nature_0", "#id_form-0-truth"]


def test_help_and_error_are_tied_to_their_field() -> None:
    elements = Elements(drawn("{{ form }}", form=PermitForm({})))
    name = elements.with_id("id_name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    assert elements.with_id("id_name_helptext")["class"] == "field-help"
    assert elements.with_id("id_name_error") == {"id": "id_name_error"}
    assert elements.of("fieldset") == [{"aria-describedby": "id_nature_error"}]
    assert elements.with_id("id_nature_error") == {"id": "id_nature_error"}


def test_what_was_typed_stays_in_a_refused_form() -> None:
    html = drawn("{{ form }}", form=PermitForm({"name": "九台第三小学", "total": "三千"}))
    assert Elements(html).with_id("id_name")["value"] == "九台第三小学"
    assert Elements(html).with_id("id_total")["value"] == "三千"


def test_required_and_optional_are_words_and_a_unit_stands_behind_its_box() -> None:
    text = words(drawn("{{ form }}", form=PermitForm()))
    assert text == "项目名称 必填 与立项批复逐字一致。 总投资 必填 万元 建设性质 必填 新建 改建 说明 选填 所填属实 必填"


def test_a_fieldset_draws_the_named_fields_alone() -> None:
    html = drawn('{% fields form "note name" legend="概况" columns=1 %}', form=PermitForm())
    assert [control["name"] for control in Elements(html).of("input")] == ["note", "name"]
    assert words(html).startswith("概况 说明 选填")


def test_comparison_counts_and_brackets_what_differs() -> None:
    html = drawn('{% compare "第三小学(一期)" "长春第三小学（一期）" "项目名称" %}')
    assert "项目名称：✕ 有 4 个字不同" in words(html)
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["(", ")", "长春", "（", "）"]
    assert html.count("[缺]") == 1


def test_equal_texts_compare_as_one() -> None:
    html = drawn('{% compare "2020-220181" "2020-220181" %}')
    assert "✓ 逐字一致" in html
    assert "<mark>" not in html


def test_nothing_is_compared_when_one_side_is_empty() -> None:
    html = drawn('{% compare "第三小学" "" %}')
    assert "缺一方，不能核对" in html
    assert "一致" not in html
    assert "<mark>" not in html


def test_a_final_decision_takes_a_second_press_without_script() -> None:
    button = Plain(label="确认", value="confirm", tone="primary", confirm="确认后定为 C 级。", confirm_label="再按一次")
    html = drawn("{% decision_panel form buttons %}", form=PermitForm(), buttons=[button])
    box = html[html.index("<details") : html.index("</details>")]
    assert html.count('type="submit" name="action"') == box.count('type="submit" name="action"') == 1
    assert '<button class="btn btn-primary" type="submit" name="action" value="confirm">再按一次</button>' in box


def test_enter_in_a_field_decides_nothing() -> None:
    """Enter presses a form's first submit button, shown or not; here it is one that sends nothing."""
    buttons = [Plain(label="退回补正", value="return"), Plain(label="确认", value="confirm", confirm="定为 C 级。")]
    panel = Elements(drawn("{% decision_panel form buttons %}", form=PermitForm(), buttons=buttons))
    alone = Elements(drawn("<form>{% confirm_button button %}</form>", button=buttons[1]))
    assert (
        panel.of("button")[0]
        == alone.of("button")[0]
        == {
            "type": "submit",
            "formmethod": "dialog",
            "hidden": None,
        }
    )


def test_a_table_ties_each_cell_to_its_column() -> None:
    table = Plain(
        columns=[Plain(label="项目"), Plain(label="总投资", unit="万元", numeric=True)],
        rows=[Plain(cells=[Plain(text="小学", url="/1/"), Plain(text="3,280.00")])],
    )
    cells = Elements(drawn("{% data_table table %}", table=table)).of("td")
    assert cells == [
        {"role": "cell", "data-label": "项目"},
        {"role": "cell", "data-label": "总投资（万元）", "class": "number"},
    ]


def test_a_table_row_with_too_few_cells_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        drawn("{% data_table table %}", table=Plain(columns=[Plain(label="项目")], rows=[Plain(cells=[])]))


def test_a_tag_with_missing_or_unknown_values_is_an_error() -> None:
    for source in ("{% stage_rail %}", '{% pager "" "" "" "" %}', "{% facts rows=1 width=2 %}"):
        with pytest.raises(TemplateSyntaxError, match="takes"):
            drawn(source)
