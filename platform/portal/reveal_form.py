"""What a person says when he wants to see an identity number (decisions.md 8)."""

from django import forms


class ReasonForm(forms.Form):
    """Why somebody wants to see a number."""

    reason = forms.CharField(
        label="查看事由",
        max_length=200,
        help_text="至少5个字，说明用于何事，例如：与注册证书原件核对。事由、时间和您的姓名永久保存",
    )
