"""The form of a construction permit or commencement report, with the people whom it names."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from accounts.rules import IdentityDocument
from projects.forms.fields import AMOUNT, AREA, LENGTH, NormalisedField
from projects.forms.people import NamesPeople
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


class PermitForm(NamesPeople, PersonFields):
    """A construction permit or commencement report."""

    people: ClassVar[Mapping[str, str]] = {"project_manager": "项目经理", "chief_supervisor": "总监理工程师"}
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

    class Meta(NamesPeople.Meta):
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
