"""The form of a tender that was won."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from accounts.rules import IdentityDocument
from projects.forms.fields import AMOUNT, AREA, NormalisedField
from projects.forms.people import NamesPeople
from projects.models import Tender


class ManagerFields(forms.Form):
    """Name and identity document of the manager with whom a tender was won."""

    manager_name = NormalisedField(
        label="项目经理（总监理工程师）姓名",
        max_length=50,
        required=False,
        help_text="施工招标填项目经理，监理招标填总监理工程师",
    )
    manager_document = forms.ChoiceField(
        label="项目经理（总监理工程师）证件类型", choices=IdentityDocument.choices, required=False
    )
    manager_number = NormalisedField(
        label="项目经理（总监理工程师）证件号码",
        max_length=30,
        required=False,
        help_text="加密保存，页面上只显示首尾",
    )


class TenderForm(NamesPeople, ManagerFields):
    """A tender that was won."""

    people: ClassVar[Mapping[str, str]] = {"manager": "项目经理（总监理工程师）"}
    sections = (
        ("招投标", "kind method name paper_number awarded_on award_amount area scale"),
        ("中标单位", "winner_name winner_code"),
        ("招标代理单位", "agency_name agency_code"),
        ("项目经理（总监理工程师）", "manager_name manager_document manager_number"),
        ("其他", "remark"),
    )
    units: ClassVar[Mapping[str, str]] = {"award_amount": AMOUNT, "area": AREA}
    codes = ("agency_code", "winner_code")

    class Meta(NamesPeople.Meta):
        model = Tender
        fields: ClassVar[list[str]] = [
            "kind",
            "method",
            "name",
            "paper_number",
            "awarded_on",
            "award_amount",
            "area",
            "scale",
            "winner_name",
            "winner_code",
            "agency_name",
            "agency_code",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "name": "中标通知书上的标段（项目）名称",
            "award_amount": "以费率中标的，请折算为金额",
            "area": "房屋建筑工程必填",
            "agency_name": "除直接委托（直接发包）外必填",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"scale": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_no_retired_code("kind")
