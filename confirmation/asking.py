"""Whether a question, an answer or a reason is well-formed (E25, R31)."""

from django import forms

from accounts.forms.fields import WrittenDate


class AskForm(forms.Form):
    """A question to the enterprise."""

    text = forms.CharField(
        label="问题",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明要询问企业的问题"},
    )
    answer_by = WrittenDate(label="答复期限（选填）", required=False)


class AnswerForm(forms.Form):
    """An answer."""

    text = forms.CharField(label="答复", max_length=2000, error_messages={"required": "请写明答复内容"})


class ReasonForm(forms.Form):
    """Why a question is closed, or a case is left to others."""

    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请写明理由"})
