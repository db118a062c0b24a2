"""The form of a registered contract."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from accounts.rules import IdentityDocument
from projects.forms.fields import AMOUNT, NormalisedField
from projects.forms.people import NamesPeople
from projects.models import Contract, Project, Tender


class HeadFields(forms.Form):
    """Name and identity document of the person who heads the project under the contract."""

    project_head_name = NormalisedField(label="项目负责人姓名", max_length=50)
    project_head_document = forms.ChoiceField(label="项目负责人证件类型", choices=IdentityDocument.choices)
    project_head_number = NormalisedField(
        label="项目负责人证件号码", max_length=30, help_text="加密保存，页面上只显示首尾"
    )


class ContractForm(NamesPeople, HeadFields):
    """A registered contract."""

    people: ClassVar[Mapping[str, str]] = {"project_head": "项目负责人"}
    sections = (
        ("合同", "kind tender name paper_number signed_on contract_amount scale"),
        ("发包单位", "client_name client_code"),
        ("承包单位", "contractor_name contractor_code partner_name partner_code"),
        ("项目负责人", "project_head_name project_head_document project_head_number"),
        ("其他", "remark"),
    )
    units: ClassVar[Mapping[str, str]] = {"contract_amount": AMOUNT}
    codes = ("client_code", "contractor_code", "partner_code")

    class Meta(NamesPeople.Meta):
        model = Contract
        fields: ClassVar[list[str]] = [
            "kind",
            "tender",
            "name",
            "paper_number",
            "signed_on",
            "contract_amount",
            "scale",
            "client_name",
            "client_code",
            "contractor_name",
            "contractor_code",
            "partner_name",
            "partner_code",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "tender": "未经招标或未填中标信息的可不选",
            "client_code": "早期合同没有的可不填",
            "partner_name": "不是联合体承包的可不填",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"scale": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tender = self.fields["tender"]
        assert isinstance(tender, forms.ModelChoiceField)
        tender.queryset = Tender.objects.filter(project=project, update_flag="U").order_by("pk")
        if not tender.queryset.exists():
            tender.empty_label = "本项目还没有填报中标信息"
        self.offer_no_retired_code("kind")
