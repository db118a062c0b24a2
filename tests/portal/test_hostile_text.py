"""Whatever text a component is handed, it comes out as text."""

from types import SimpleNamespace as Plain

import pytest
from django.template import Context, Template

HOSTILE = "<script>alert(1)</script>\"'&"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;"


@pytest.mark.parametrize(
    "source",
    [
        '{% status "neutral" text %}',
        "{% section text meta=text %}{{ text }}{% endsection %}",
        "{% callout title=text %}{{ text }}{% endcallout %}",
        "{% compare text text %}",
        '{% compare text "" text %}',
        "{% empty_state text text %}",
        "{% facts pairs %}",
        "{% summary_list rows %}",
        "{% task_list rows %}",
        "{% tabs rows %}",
        "{% breadcrumbs rows %}",
        "{% figures rows %}",
        "{% refusal row %}",
        "{% timeline rows %}",
        "{% file_list rows %}",
        "{% file_viewer row %}",
        "{% confirm_button row %}",
        "{% tier_steps rows %}",
        "{% account_cards rows text %}",
        "{% pager text text text %}",
        "{% progress_line 1 2 text %}",
    ],
)
def test_hostile_text_is_escaped_everywhere(source: str) -> None:
    names = (
        "label value title hint state tone url note name fact clause next_step at action actor unit reason role object "
        "size sha256 confirm username password number detail"
    )
    row = Plain(**dict.fromkeys(names.split(), HOSTILE), changes=[Plain(field=HOSTILE, before=HOSTILE, after=HOSTILE)])
    html = Template(source).render(Context({"text": HOSTILE, "row": row, "rows": [row], "pairs": [(HOSTILE, HOSTILE)]}))
    assert "<script" not in html
    assert ESCAPED in html
