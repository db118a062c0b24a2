"""Whether a change of a code list was typed well; what it may be is for the actions."""

from django import forms

from accounts.forms.fields import TextField, WrittenDate
from projects.rules.code_lists import TITLES


def reason_field() -> forms.CharField:
    """On what the change rests."""
    return forms.CharField(label="依据", max_length=200, help_text="改变所依据的文件，记入历史")


class AddTermForm(forms.Form):
    """A new code of a code list."""

    code = forms.RegexField(
        r"^[0-9A-Z]{1,8}$",
        label="代码",
        help_text="数字或大写字母，最多8位",
        widget=forms.TextInput(attrs={"data-size": "s"}),
    )
    label = TextField(label="名称", max_length=60)
    starts_on = WrittenDate(label="自", help_text="从该日起企业可以选择，最早为今天")
    reason = reason_field()


class RelabelForm(forms.Form):
    """Another label of a code."""

    label = TextField(label="新名称", max_length=60)
    starts_on = WrittenDate(label="自", help_text="从该日起使用新名称，最早为明天；此前填报的信息保留原名称")
    reason = reason_field()


class EndTermForm(forms.Form):
    """The last day of a code."""

    ends_on = WrittenDate(label="最后一日", help_text="该日以后企业不能再选，已有信息不变；最早为今天")
    acknowledged = forms.BooleanField(
        label="知道该代码被填报规则使用，确需停用", required=False, help_text="只对填报规则使用的代码有影响"
    )
    reason = reason_field()


class WithdrawForm(forms.Form):
    """Why a planned field list does not come."""

    reason = reason_field()


def dictionary_choices() -> list[tuple[str, str]]:
    """The code lists that a choice may be made from."""
    return [("", "—"), *TITLES.items()]
