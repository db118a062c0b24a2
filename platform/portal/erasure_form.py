"""What an administrator says when a person asks for the erasure of his identity number."""

from typing import Any

from django import forms

from accounts.rules import IdentityDocument


class _NotShownAgain(forms.TextInput):
    """What is typed goes to the server and never comes back."""

    def format_value(self, value: Any) -> None:
        """:returns: nothing, whatever was typed."""


class ErasureForm(forms.Form):
    """Whose number, and why."""

    name = forms.CharField(label="姓名", max_length=100)
    document_kind = forms.ChoiceField(label="证件类型", choices=IdentityDocument.choices)
    number = forms.CharField(
        label="证件号码",
        max_length=30,
        widget=_NotShownAgain(attrs={"autocomplete": "off"}),
        help_text="与本人的申请核对后录入；只用来找到这名人员，不保存",
    )
    reason = forms.CharField(
        label="事由",
        max_length=200,
        help_text="至少5个字，写明申请或公文的文号，例如：本人申请删除，〔2026〕1号。事由永久保存",
    )
