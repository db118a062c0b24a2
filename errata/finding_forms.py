"""Is what was sent about a false-information case well-formed?"""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.forms.fields import WrittenDate
from errata.forms import BeginForm
from errata.queries.findings import CasePage, ConcernedRow
from errata.rules.findings import LEAST_REPLY_DAYS, MOST_REPLY_DAYS, WITH_REASON, FindingAction

SAVE, LINK = "SAVE", "LINK"


class OpenCaseForm(BeginForm):
    """The enterprise, one of its projects, and what it is suspected of."""

    credit_code = forms.CharField(
        label="企业统一社会信用代码",
        max_length=18,
        widget=forms.TextInput(attrs={"data-size": "m", "spellcheck": "false", "autocomplete": "off"}),
    )
    allegation = forms.CharField(
        label="涉嫌虚假的情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="线索来源和具体情况",
    )

    def clean_credit_code(self) -> str:
        """The code as registered."""
        return str(self.cleaned_data["credit_code"]).strip().upper()


class ProblemsForm(forms.Form):
    """What is wrong with each record: ``problem_<record>``."""

    use_required_attribute = False

    def __init__(self, *args: Any, rows: Sequence[ConcernedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.field] = forms.CharField(
                label=f"{row.label}存在的问题", max_length=300, required=False, initial=row.problem
            )


class CaseForm(forms.Form):
    """An act on a case; only what the acts that are offered ask for."""

    use_required_attribute = False

    action = forms.ChoiceField(
        choices=[(SAVE, "保存"), (LINK, "列入项目"), *FindingAction.choices], widget=forms.HiddenInput
    )
    version_seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    project_number = forms.RegexField(
        r"^[0-9]{16}$", label="同时列入另一项目（项目编号）", max_length=16, required=False,
        error_messages={"invalid": "请填写16位项目编号"}, widget=forms.TextInput(attrs={"data-size": "m"}),
    )  # fmt: skip
    reply_days = forms.IntegerField(
        label="陈述期", required=False, min_value=LEAST_REPLY_DAYS, max_value=MOST_REPLY_DAYS, initial=LEAST_REPLY_DAYS,
        help_text="工作日，告知当日不计",
        widget=forms.NumberInput(attrs={"data-unit": "个工作日", "data-size": "s", "data-mark": "告知时必填"}),
    )  # fmt: skip
    heard = forms.CharField(
        label="听取意见记录", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="企业陈述了什么、是否采纳及理由；当面听取或听证的，写明时间、地点和参加人",
    )  # fmt: skip
    ends_on = WrittenDate(label="公示截止日期", help_text="当日仍公示", required=False)
    note = forms.CharField(
        label="意见", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="除认定并公示外须填写；告知的内容、陈述的意见、认定的事由和各项理由均写在这里",
    )  # fmt: skip

    def __init__(self, data: Any, *, shown: CasePage) -> None:
        super().__init__(data, initial={"version_seen": shown.case.version})
        offered = {button.value for button in shown.buttons}
        asked_by = {
            "reply_days": FindingAction.NOTIFY,
            "heard": FindingAction.PROPOSE,
            "ends_on": FindingAction.PROPOSE,
        }
        for name, action in asked_by.items():
            if action.value not in offered:
                del self.fields[name]
        if offered <= {action.value for action in WITH_REASON}:
            self.fields["note"].help_text = "随案永久保存"
            _mark(self.fields["note"], "必填")
        if FindingAction.PROPOSE.value in offered:
            _mark(self.fields["heard"], "提出认定时必填" if shown.replies else "企业没有陈述，可以不填")
            _mark(self.fields["ends_on"], "提出认定时必填")
            self.fields["note"].help_text = "提出认定的，写认定的事由，将对外公示；不予认定的，写理由。随案永久保存"
        if not shown.investigates:
            del self.fields["project_number"]


def _mark(field: forms.Field, words: str) -> None:
    """What stands beside the label, where it depends on the act whether a field must be filled in."""
    field.widget.attrs["data-mark"] = words
