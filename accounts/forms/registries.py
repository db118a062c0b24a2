"""Qualifications and people of an enterprise."""

from typing import Any, ClassVar

from django import forms

from accounts.forms.fields import CodeField, TextField, form_field
from accounts.models import Qualification, Registration
from accounts.rules import IdentityDocument
from common.identifiers import explain_identity_number


class QualificationForm(forms.ModelForm[Qualification]):
    """A qualification certificate."""

    sections = (
        ("资质", "category name qualification_class"),
        ("证书", "certificate_number issued_by issued_on valid_until"),
    )

    class Meta:
        model = Qualification
        fields = (
            "category", "name", "qualification_class", "certificate_number", "issued_on", "valid_until", "issued_by",
        )  # fmt: skip
        formfield_callback = form_field
        help_texts: ClassVar = {
            "name": "例如：建筑工程施工总承包、房屋建筑工程监理",
            "valid_until": "证书未载明有效期的可留空",
        }

    def validate_constraints(self) -> None:
        """Left to the action, which says the fault and the remedy."""


class RegistrationForm(forms.ModelForm[Registration]):
    """What stands on the list about a known person."""

    sections: ClassVar[tuple[tuple[str, str], ...]] = (
        ("注册", "category profession certificate_number seal_code valid_until"),
        ("在本企业任职", "starts_on ends_on"),
    )

    class Meta:
        model = Registration
        fields = (
            "category", "profession", "certificate_number", "seal_code", "valid_until", "starts_on", "ends_on",
        )  # fmt: skip
        formfield_callback = form_field
        labels: ClassVar = {"starts_on": "入职日期", "ends_on": "离职日期"}
        help_texts: ClassVar = {
            "profession": "例如：建筑工程、市政公用工程、房屋建筑工程",
            "certificate_number": "有注册资格的人员必填",
            "ends_on": "在职的请留空",
        }

    def validate_constraints(self) -> None:
        """Left to the action, which says the fault and the remedy."""


class NewRegistrationForm(RegistrationForm):
    """A person who joins the list: name and number come together, checked to the last character."""

    sections: ClassVar = (("人员", "person_name person_document person_number"), *RegistrationForm.sections)
    person_name = TextField(label="姓名", max_length=50)
    person_document = forms.ChoiceField(
        label="证件类型", choices=IdentityDocument.choices, initial=IdentityDocument.RESIDENT
    )
    person_number = CodeField(
        label="证件号码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="加密保存，页面只显示前6位和后4位",
    )

    def clean(self) -> dict[str, Any]:
        """A resident identity number passes its own check."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("person_number") and cleaned.get("person_document") == IdentityDocument.RESIDENT:
            fault = explain_identity_number(cleaned["person_number"])
            if fault:
                self.add_error("person_number", fault)
        return cleaned
