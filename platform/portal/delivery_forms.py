"""What a person says when he intervenes in deliveries."""

from django import forms

WAY = {
    "replay": "原样重送",
    "anew": "以新版本报送",
    "now": "立即送达",
    "hold": "暂停该项目的推送",
}


class InterveneForm(forms.Form):
    """An act on a message, and why."""

    use_required_attribute = False

    act = forms.ChoiceField(choices=list(WAY.items()), widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由", max_length=500, help_text="永久保存在变更历史中", widget=forms.Textarea(attrs={"rows": 2})
    )

    def full_clean(self) -> None:
        """Sending what waits anyhow needs no reason."""
        self.fields["reason"].required = not (self.is_bound and self.data.get("act") == "now")
        super().full_clean()
        self.fields["reason"].required = True


class ReasonForm(forms.Form):
    """Why something is held back, released or settled."""

    use_required_attribute = False

    reason = forms.CharField(label="理由", max_length=500, widget=forms.TextInput(attrs={"maxlength": 500}))
