"""The component kit as template tags. Each takes plain values and draws one template of templates/components/.

docs/components.md is the catalogue: what each tag expects and a line to copy.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common.side_by_side import sides

register = template.Library()

GRADES = {"A": "省级确认", "B": "市级确认", "C": "县级确认", "D": "未确认"}
# State of a stop -> (style, sign in its node).
STOP_STATES = {
    "未开始": ("idle", ""),
    "填写中": ("filling", "…"),
    "待确认": ("waiting", "●"),
    "需修改": ("change", "!"),
    "已确认": ("confirmed", "✓"),
    "不适用": ("none", "–"),
}
TONES = ("neutral", "progress", "attention", "danger", "success")
MESSAGE_TONES = {"success": "success", "warning": "warning", "error": "danger"}


@register.inclusion_tag("components/grade.html")
def grade(letter: str) -> dict[str, Any]:
    """A data grade as letter and word; nothing for an empty or unknown letter (notice 二（一）)."""
    return {"letter": letter if letter in GRADES else "", "word": GRADES.get(letter, "")}


@register.inclusion_tag("components/status.html")
def status(tone: str, label: str) -> dict[str, Any]:
    """A state word on a tint; ``tone`` is one of TONES, anything else counts as neutral."""
    return {"tone": tone if tone in TONES else "neutral", "label": label}


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A decorative Bootstrap icon, hidden from screen readers; the word always stands beside it."""
    return {"name": name}


@register.inclusion_tag("components/guide_link.html")
def guide_link(slug: str, anchor: str = "") -> dict[str, Any]:
    """A link from a step to what the operation guide says of it (一（五）)."""
    return {"slug": slug, "anchor": anchor}


@register.inclusion_tag("components/guide_shot.html")
def guide_shot(name: str, caption: str) -> dict[str, Any]:
    """A picture of the guide; nothing while it has not been taken."""
    path = f"portal/guide/{name}.png"
    return {"path": path if finders.find(path) else "", "caption": caption}


@register.filter
def stop_style(state: str) -> str:
    """The style of a stage's state, ``idle`` for one that is not known."""
    return STOP_STATES.get(state, STOP_STATES["未开始"])[0]


@register.filter
def stop_sign(state: str) -> str:
    """The sign in a stop's node; the state's word stands beside it."""
    return STOP_STATES.get(state, STOP_STATES["未开始"])[1]


@register.filter
def message_tone(level_tag: str) -> str:
    """The callout tone of one of Django's messages."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.filter
def unit(field: BoundField) -> str:
    """The unit that stands behind a field, from the widget attribute ``data-unit``; empty when it has none."""
    return str(field.field.widget.attrs.get("data-unit", ""))


@register.filter
def mark(field: BoundField) -> str:
    """What stands beside a field's label in place of 必填 or 选填, as its widget names it; empty for these."""
    return str(field.field.widget.attrs.get("data-mark", ""))


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is laid out: ``check`` (label behind the box), ``group`` (fieldset), ``file`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple) or widget.use_fieldset:
        return "group"
    return "file" if isinstance(widget, FileInput) else "line"


def _first_id(field: BoundField) -> str:
    """The id a link can jump to: the control's own, or the first option's of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def _problems(source: "BaseForm | BaseFormSet[Any]") -> list[dict[str, str]]:
    """Every error of a form or formset in reading order, with the id it belongs to (empty for the whole form)."""
    if isinstance(source, BaseFormSet):
        own = [{"target": "", "text": str(text)} for text in source.non_form_errors()]
        return own + [problem for form in source.forms for problem in _problems(form)]
    whole = [{"target": "", "text": str(text)} for text in source.non_field_errors()]
    return whole + [
        {"target": _first_id(field), "text": f"{field.label}：{text}"} for field in source for text in field.errors
    ]


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: "BaseForm | BaseFormSet[Any] | None") -> dict[str, Any]:
    """The errors of forms and formsets, each a link to its field; nothing when there is none."""
    return {"problems": [problem for source in sources if source is not None for problem in _problems(source)]}


@register.inclusion_tag("components/fieldset.html")
def fields(form: BaseForm, names: str, legend: str = "", hint: str = "", columns: int = 2) -> dict[str, Any]:
    """Some fields of a form under a legend, in 1 to 3 columns; ``names`` are field names with spaces between."""
    return {"fields": [form[name] for name in names.split()], "legend": legend, "hint": hint, "columns": columns}


@register.inclusion_tag("components/compare.html")
def compare(typed: str, paper: str, label: str = "") -> dict[str, Any]:
    """Two texts character by character, such as the typed project name and the approval paper's (四（二）).

    Nothing is normalised: the notice wants them 完全一致, a full-width bracket is a difference.
    """
    found = sides(typed, paper)
    verdict = "empty" if not (typed and paper) else "different" if found.count else "same"
    return {"typed": found.ours, "paper": found.theirs, "count": found.count, "verdict": verdict, "label": label}


@register.inclusion_tag("components/data_table.html")
def data_table(table: Any) -> dict[str, Any]:
    """A table of columns and rows of cells; on a phone each row becomes a block whose lines carry the column's name."""
    rows = [{"row": row, "cells": list(zip(table.columns, row.cells, strict=True))} for row in table.rows]
    return {"table": table, "rows": rows}


def _draws(name: str, *arguments: str, **defaults: Any) -> None:
    """Register a tag that hands its arguments, unchanged, to the template of the same name."""

    def draw(*values: Any, **named: Any) -> dict[str, Any]:
        given = dict(zip(arguments, values, strict=False)) | named
        missing = [argument for argument in arguments if argument not in given and argument not in defaults]
        if missing or len(values) > len(arguments) or not named.keys() <= set(arguments):
            raise template.TemplateSyntaxError(f"{name} takes {', '.join(arguments)}")
        return defaults | given

    draw.__name__ = name
    register.inclusion_tag(f"components/{name}.html", name=name)(draw)


_draws("stage_rail", "rail", "label", label="环节进度")
_draws("tier_steps", "steps", "label", label="逐级确认进度")
_draws("task_list", "tasks")
_draws("summary_list", "rows")
_draws("facts", "rows", "two", two=False)
_draws("pager", "previous_url", "next_url", "text", text="")
_draws("filter_bar", "filters")
_draws("tabs", "tabs", "label", label="列表")
_draws("empty_state", "title", "text", "url", "link", text="", url="", link="")
_draws("refusal", "refusal")
_draws("receipt", "receipt")
_draws("timeline", "entries")
_draws("file_viewer", "file")
_draws("file_list", "files")
_draws("confirm_button", "button")
_draws("progress_line", "done", "total", "label")
_draws("figures", "figures")
_draws("breadcrumbs", "crumbs")


@register.inclusion_tag("components/account_cards.html", takes_context=True)
def account_cards(context: dict[str, Any], accounts: Sequence[Any], next: str = "") -> dict[str, Any]:
    """Demo accounts, each a small log-in form of its own; ``next`` is the page to go to after it."""
    return {"accounts": accounts, "next": next, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/decision_panel.html", takes_context=True)
def decision_panel(
    context: dict[str, Any], form: BaseForm, buttons: Sequence[Any], title: str = "审核决定"
) -> dict[str, Any]:
    """A decision form: its fields, then its buttons; a button with ``confirm`` text takes a second press."""
    return {"form": form, "buttons": buttons, "title": title, "csrf_token": context.get("csrf_token")}


@register.simple_block_tag
def section(content: SafeString, title: str, *, id: str = "", grade: str = "", meta: str = "", url: str = "") -> str:
    """A titled part of a page with an optional grade, a remark at the right and a 修改 link."""
    values = {"content": content, "title": title, "id": id, "grade": grade, "meta": meta, "url": url}
    return render_to_string("components/section.html", values)


@register.simple_block_tag
def callout(content: SafeString, tone: str = "info", title: str = "") -> str:
    """A remark with a thick edge; ``tone`` is info, success, warning, danger or private."""
    return render_to_string("components/callout.html", {"content": content, "tone": tone, "title": title})
