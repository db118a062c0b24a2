"""The form of a construction permit or commencement report, with the people whom it names."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from accounts import vault
from accounts.models import Person
from accounts.rules import IdentityDocument
from common.identifiers import explain_identity_number
from projects.forms.fields import AMOUNT, AREA, LENGTH, NormalisedField, NormalisedForm
from projects.models import ConstructionPermit


class PersonFields(forms.Form):
    """Name and identity document of the people whom a permit names."""

    project_manager_name = NormalisedField(label="项目经理姓名", max_length=50)
    project_manager_document = forms.ChoiceField(label="项目经理证件类型", choices=IdentityDocument.choices)
    project_manager_number = NormalisedField(
        label="项目经理证件号码", max_length=30, help_text="加密保存，页面上只显示首尾"
    )
    chief_supervisor_name = NormalisedField(label="总监理工程师姓名", max_length=50, required=False)
    chief_supervisor_document = forms.ChoiceField(
        label="总监理工程师证件类型", choices=IdentityDocument.choices, required=False
    )
    chief_supervisor_number = NormalisedField(label="总监理工程师证件号码", max_length=30, required=False)


class PermitForm(NormalisedForm, PersonFields):
    """A construction permit or commencement report."""

    sections = (
        ("许可（开工报告）", "kind name paper_number released_on issued_by"),
        ("合同与规模", "contract_amount contract_days area length span scale"),
        (
            "参建单位",
            "surveyor_name surveyor_code designer_name designer_code contractor_name contractor_code "
            "supervisor_name supervisor_code safety_permit_number",
        ),
        ("项目经理", "project_manager_name project_manager_document project_manager_number"),
        ("总监理工程师", "chief_supervisor_name chief_supervisor_document chief_supervisor_number"),
        ("其他", "remark"),
    )
    units: ClassVar[Mapping[str, str]] = {
        "contract_amount": AMOUNT,
        "area": AREA,
        "length": LENGTH,
        "span": LENGTH,
        "contract_days": "天",
    }
    codes = ("surveyor_code", "designer_code", "contractor_code", "supervisor_code")

    class Meta(NormalisedForm.Meta):
        model = ConstructionPermit
        fields: ClassVar[list[str]] = [
            "kind",
            "name",
            "paper_number",
            "released_on",
            "issued_by",
            "contract_amount",
            "area",
            "length",
            "span",
            "contract_days",
            "scale",
            "surveyor_name",
            "surveyor_code",
            "designer_name",
            "designer_code",
            "contractor_name",
            "contractor_code",
            "supervisor_name",
            "supervisor_code",
            "safety_permit_number",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "kind": "房屋建筑和市政工程填施工许可证",
            "name": "本许可证覆盖的标段或楼栋",
            "area": "房屋建筑工程必填",
            "supervisor_name": "未实行监理的可不填",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"scale": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.known: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        for role in ("project_manager", "chief_supervisor"):
            known = getattr(self.instance, role) if getattr(self.instance, f"{role}_id") else None
            if known is not None:
                self._offer_known(role, known)

    def _offer_known(self, role: str, known: Person) -> None:
        self.known[role] = known.name
        self.initial = {**self.initial, f"{role}_name": known.name, f"{role}_document": known.document_kind}
        number = self.fields[f"{role}_number"]
        number.required = False
        number.help_text = f"已保存：{vault.masked(known)}。人员不变可留空；换人请填写新的号码"

    def clean(self) -> dict[str, Any]:
        """A resident identity number is checked to its last character; name and number come together."""
        super().clean()
        for role, label in (("project_manager", "项目经理"), ("chief_supervisor", "总监理工程师")):
            self._clean_person(role, label)
        return self.cleaned_data

    def _clean_person(self, role: str, label: str) -> None:
        name, number = self.cleaned_data.get(f"{role}_name"), self.cleaned_data.get(f"{role}_number")
        if name and not number and name != self.known.get(role) and f"{role}_number" not in self.errors:
            self.add_error(f"{role}_number", f"填写了{label}姓名的，须填写证件号码")
        if number and not name and f"{role}_name" not in self.errors:
            self.add_error(f"{role}_name", f"填写了{label}证件号码的，须填写姓名")
        if number and self.cleaned_data.get(f"{role}_document") == IdentityDocument.RESIDENT:
            self.cleaned_data[f"{role}_number"] = str(number).upper()
            reason = explain_identity_number(str(number).upper())
            if reason:
                self.add_error(f"{role}_number", reason)
