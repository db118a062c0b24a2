"""Whether a coded reason was typed well."""

from django import forms

from accounts.forms.fields import TextField, WrittenDate
from confirmation.rules.reasons import ReasonFor
from projects.forms.lists import reason_field


class AddReasonForm(forms.Form):
    """A new coded reason, or other words for a code."""

    action = forms.ChoiceField(label="用于", choices=ReasonFor.choices)
    code = forms.RegexField(
        r"^[0-9A-Z_]{2,20}$",
        label="代码",
        help_text="大写字母、数字或下划线；用已有代码即从生效日起改用新的文字",
        widget=forms.TextInput(attrs={"data-size": "m"}),
    )
    text = TextField(label="理由", max_length=100)
    starts_on = WrittenDate(label="自", help_text="从该日起可以选择，最早为今天")
    reason = reason_field()


class EndReasonForm(forms.Form):
    """The last day of a coded reason."""

    ends_on = WrittenDate(label="至", help_text="最后一天，当日仍可选择")
    reason = reason_field()
