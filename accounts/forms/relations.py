"""Whether a declared relation is well-formed."""

from typing import Any

from django import forms

from accounts.forms.fields import WrittenDate
from accounts.models import Enterprise, RelationKind


class RelationForm(forms.Form):
    """An official's relation with an enterprise, found by its credit code."""

    credit_code = forms.CharField(
        label="企业统一社会信用代码",
        max_length=18,
        widget=forms.TextInput(attrs={"data-size": "m", "spellcheck": "false", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="关系", choices=RelationKind.choices)
    reason = forms.CharField(label="说明", max_length=300, help_text="如：配偶任该企业总工程师")
    starts_on = WrittenDate(label="自")
    ends_on = WrittenDate(label="至", required=False, help_text="尚未终止的留空")

    def clean_credit_code(self) -> str:
        """The code as registered."""
        return str(self.cleaned_data["credit_code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """The enterprise behind the code, and the order of the days."""
        given = super().clean() or {}
        found = Enterprise.objects.filter(credit_code=given.get("credit_code", "")).first()
        if found is None and "credit_code" in given:
            self.add_error("credit_code", "省平台没有登记该代码的企业，请核对统一社会信用代码")
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "终止日期不能早于开始日期")
        return {**given, "enterprise": found}
