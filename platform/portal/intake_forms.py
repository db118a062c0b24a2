"""What an administrator says about messages of approval systems."""

from collections.abc import Sequence
from typing import Any

from django import forms

from projects.rules.intake import IntakeCause, IntakeSystem

WAYS = {
    "match": "指定对照并重新入库",
    "link": "关联到该项目",
    "same": "与已确认的一致，关联",
    "another": "不是同一项目，入库",
    "replay": "重新入库",
    "dismiss": "不予入库，办结",
}
PRIMARY = frozenset({"match", "link", "same"})  # they answer the doubt; the others leave it


class ResolveForm(forms.Form):
    """An act on one message, and why."""

    use_required_attribute = False

    way = forms.ChoiceField(choices=list(WAYS.items()), widget=forms.HiddenInput)
    ours = forms.ChoiceField(label="对应本平台的", required=False, help_text="指定对照时必选")
    number = forms.CharField(
        label="已展示项目的编号或项目代码",
        max_length=24,
        required=False,
        help_text="省级或全国项目编号，或投资项目代码",
    )
    reason = forms.CharField(
        label="理由", max_length=500, help_text="永久保存在变更历史中", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, choices: Sequence[tuple[str, str]], may_link: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["ours"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *choices]
        if not choices:
            del self.fields["ours"]
        if not may_link:
            del self.fields["number"]


class CauseForm(forms.Form):
    """All messages of one cause, and why they are judged once more."""

    use_required_attribute = False

    cause = forms.ChoiceField(choices=IntakeCause.choices, widget=forms.HiddenInput)
    system = forms.ChoiceField(choices=[("", ""), *IntakeSystem.choices], required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="理由", max_length=500)
