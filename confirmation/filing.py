"""What an enterprise types about a case: forms of its pages."""

from typing import Any

from django import forms

from accounts.models import Enterprise
from accounts.rules import EnterpriseKind
from confirmation.rules.ruleset import DECLARATION_IS_MISSING
from grading.rules.grades import Grade


class KindForm(forms.Form):
    """On behalf of which of its kinds the enterprise files; it decides the department that confirms (四（二）)."""

    kind = forms.ChoiceField(
        label="以哪类企业申报", help_text="不同类别由对应的设计、建管、质监业务部门确认（四（二））"
    )

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, EnterpriseKind(kind).label) for kind in enterprise.kinds]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = choices[0][0]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


class SubmitForm(KindForm):
    """The declaration of truth (一（六）1)."""

    declared = forms.BooleanField(
        label="我已阅读并代表本企业作出上述声明", error_messages={"required": DECLARATION_IS_MISSING}
    )


class UpgradeForm(SubmitForm):
    """An application for the next grade; for A its purpose (二（二）4)."""

    use_purpose = forms.CharField(
        label="用于申请住建部审批的资质", max_length=200, help_text="例如 建筑工程施工总承包一级"
    )
    field_order = ("use_purpose", "kind", "declared")

    def __init__(self, *args: Any, grade: Grade | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grade != Grade.A:
            del self.fields["use_purpose"]
