"""Whether an urging, a draw or a re-check's result is well-formed (R28)."""

from typing import Any

from django import forms

from accounts.forms.fields import WrittenDate
from confirmation.actions.recheck import AT_MOST
from confirmation.models import RecheckOutcome


class UrgeForm(forms.Form):
    """An urging: about one case by its number, or about the whole unit."""

    case_number = forms.CharField(label="办件编号", max_length=25, required=False, help_text="督办整个单位的留空")
    text = forms.CharField(label="督办要求", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DrawForm(forms.Form):
    """Days of confirmation and how many to draw."""

    first_day = WrittenDate(label="确认日期自")
    last_day = WrittenDate(label="确认日期至")
    size = forms.IntegerField(label="抽取件数", min_value=1, max_value=AT_MOST, initial=5)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given = super().clean() or {}
        first_day, last_day = given.get("first_day"), given.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", "截止日期不能早于开始日期")
        return given


class ResultForm(forms.Form):
    """What a re-check found."""

    outcome = forms.ChoiceField(label="结论", choices=RecheckOutcome.choices)
    findings = forms.CharField(label="情况", max_length=2000, required=False)
