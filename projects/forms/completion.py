"""The form of a completion acceptance or its filing."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from projects.forms.fields import AMOUNT, AREA, LENGTH, NormalisedForm
from projects.models import Completion, ConstructionPermit, Project


class CompletionForm(NormalisedForm):
    """A completion acceptance or its filing."""

    sections = (
        ("竣工验收（备案）", "kind permit name paper_number started_on finished_on"),
        ("实际规模", "actual_cost actual_area length span structure_system actual_scale"),
        ("质量检测", "testing_agency_name testing_agency_code remark"),
    )
    units: ClassVar[Mapping[str, str]] = {"actual_cost": AMOUNT, "actual_area": AREA, "length": LENGTH, "span": LENGTH}
    codes = ("testing_agency_code",)

    class Meta(NormalisedForm.Meta):
        model = Completion
        fields: ClassVar[list[str]] = [
            "permit",
            "kind",
            "name",
            "paper_number",
            "started_on",
            "finished_on",
            "actual_cost",
            "actual_area",
            "length",
            "span",
            "actual_scale",
            "structure_system",
            "testing_agency_name",
            "testing_agency_code",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "permit": "本次竣工对应的施工许可（开工报告）",
            "actual_area": "房屋建筑工程必填",
            "structure_system": "房屋建筑工程必选",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"actual_scale": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permit = self.fields["permit"]
        assert isinstance(permit, forms.ModelChoiceField)
        permit.queryset = ConstructionPermit.objects.filter(project=project, update_flag="U").order_by("pk")
        if permit.queryset.count() == 1:
            permit.initial = permit.queryset.get()
