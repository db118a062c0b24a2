"""The form of a project's basic information."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from accounts.models import Division
from common.identifiers import explain_investment_code
from projects.forms.fields import AMOUNT, AREA, LENGTH, NormalisedForm, compatible
from projects.models import Project
from projects.rules.dictionaries import Sector


class ProjectForm(NormalisedForm):
    """Basic information with its approval paper (E06)."""

    sections = (
        (
            "立项文件",
            "name investment_code approval_kind approval_number approval_level approval_authority approved_on",
        ),
        ("工程概况", "sector purpose construction_nature division address scale is_key_project"),
        ("建设单位", "owner_name owner_code"),
        ("投资与规模", "investment_nature fund_source state_share total_investment total_area total_length"),
        ("规划与计划", "land_permit_number planning_permit_number planned_start_on planned_end_on remark"),
    )

    units: ClassVar[Mapping[str, str]] = {
        "total_investment": AMOUNT,
        "total_area": AREA,
        "total_length": LENGTH,
        "state_share": "%",
    }
    codes = ("owner_code",)
    division = forms.ModelChoiceField(
        label="项目所在地", queryset=Division.objects.none(), help_text="决定由哪个主管部门确认"
    )
    sector = forms.ChoiceField(
        label="工程类别", choices=Sector.choices, help_text="装饰装修、钢结构、消防等专业工程，请选择其所属工程的类别"
    )

    class Meta(NormalisedForm.Meta):
        model = Project
        fields: ClassVar[list[str]] = [
            "name",
            "investment_code",
            "approval_kind",
            "approval_number",
            "approval_level",
            "approval_authority",
            "approved_on",
            "sector",
            "purpose",
            "construction_nature",
            "division",
            "address",
            "owner_name",
            "owner_code",
            "investment_nature",
            "fund_source",
            "state_share",
            "total_investment",
            "total_area",
            "total_length",
            "scale",
            "is_key_project",
            "land_permit_number",
            "planning_permit_number",
            "planned_start_on",
            "planned_end_on",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "name": "与立项文件完全一致，一字不差",
            "investment_code": "与立项文件完全一致，例如 2403-220102-04-01-123454；"
            "2016年以前立项没有代码的可不填，并在备注中说明",
            "total_area": "房屋建筑工程必填",
            "total_length": "道路、管网、桥隧等线性工程必填",
            "fund_source": "例如 企业自筹",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"scale": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        division = self.fields["division"]
        assert isinstance(division, forms.ModelChoiceField)
        division.queryset = places()

    def clean_investment_code(self) -> str:
        """The code in its form, with its check digit where its kind has one."""
        code = compatible(self.cleaned_data["investment_code"])
        reason = explain_investment_code(code) if code else None
        if reason:
            raise forms.ValidationError(reason)
        return code


def places() -> QuerySet[Division]:
    """Where a project can lie: counties, and zones and 管委会 without counties of their own."""
    return Division.objects.filter(level__in=[Division.Level.COUNTY, Division.Level.ZONE]).order_by("city_code", "code")
