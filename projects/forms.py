"""Whether what was typed is well-formed. What it means is for the rules; saving is for the actions."""

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from accounts import vault
from accounts.models import Division, Person
from accounts.rules import IdentityDocument
from common.identifiers import explain_credit_code, explain_identity_number, explain_investment_code
from projects.models import Completion, ConstructionPermit, Project
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, AttachmentKind, Sector, Stage
from projects.rules.facts import EMPTY_WORDS, FactsAreFaulty

AMOUNT, AREA, LENGTH = "万元", "㎡", "m"


class NormalisedForm(forms.ModelForm[Any]):
    """Full-width digits and stray spaces are put right before anything is judged; words for "nothing" are refused."""

    # Fields by heading, in the order of the page; every field stands in exactly one.
    sections: ClassVar[tuple[tuple[str, str], ...]] = ()
    units: ClassVar[Mapping[str, str]] = {}
    codes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _dress(name, field, self.units.get(name, ""))

    def clean(self) -> dict[str, Any]:
        """Refuse words that mean nothing in fields that must say something, and codes with a wrong check character."""
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str):
                self._clean_text(name, value)
        return self.cleaned_data

    def validate_constraints(self) -> None:
        """Left to the rules, which name the field, the fault and the remedy."""

    def _clean_text(self, name: str, value: str) -> None:
        if self.fields[name].required and value in EMPTY_WORDS:
            self.add_error(name, f"“{value}”不能作为有效内容，请如实填写")
        if name in self.codes and value:
            self.cleaned_data[name] = value.upper()
            reason = explain_credit_code(value.upper())
            if reason:
                self.add_error(name, reason)

    def add_refusal(self, error: FactsAreFaulty) -> None:
        """Show the faults that the rules found at their fields."""
        for fault in error.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


class NormalisedField(forms.CharField):
    """A text in NFKC: full-width letters and digits become plain ones."""

    def to_python(self, value: Any) -> str | None:
        """The text without stray spaces, full-width forms folded."""
        text = super().to_python(value)
        return unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else text


def _dress(name: str, field: forms.Field, unit: str) -> None:
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-size": "s"})
    elif isinstance(field, forms.DecimalField | forms.IntegerField):
        field.widget = forms.TextInput(attrs={"inputmode": "decimal", "data-size": "s"})
        field.localize = False
    if unit:
        field.widget.attrs["data-unit"] = unit


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

    class Meta:
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
        field_classes: ClassVar[dict[str, type[forms.Field]]] = dict.fromkeys(
            ("name", "investment_code", "approval_number", "owner_name", "owner_code"), NormalisedField
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        division = self.fields["division"]
        assert isinstance(division, forms.ModelChoiceField)
        division.queryset = places()

    def clean_investment_code(self) -> str:
        """The code in its form, with its check digit where its kind has one."""
        code = str(self.cleaned_data["investment_code"])
        reason = explain_investment_code(code) if code else None
        if reason:
            raise forms.ValidationError(reason)
        return code


def places() -> QuerySet[Division]:
    """Where a project can lie: counties, and zones and 管委会 without counties of their own."""
    return Division.objects.filter(level__in=[Division.Level.COUNTY, Division.Level.ZONE]).order_by("city_code", "code")


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

    class Meta:
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
        field_classes: ClassVar[dict[str, type[forms.Field]]] = dict.fromkeys(
            ("name", "paper_number", *(f"{role}_{part}" for role in ("surveyor", "designer", "contractor", "supervisor")
                                       for part in ("name", "code"))),
            NormalisedField,
        )  # fmt: skip

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


class CompletionForm(NormalisedForm):
    """A completion acceptance or its filing."""

    sections = (
        ("竣工验收（备案）", "kind permit name paper_number started_on finished_on"),
        ("实际规模", "actual_cost actual_area length span structure_system actual_scale"),
        ("质量检测", "testing_agency_name testing_agency_code remark"),
    )
    units: ClassVar[Mapping[str, str]] = {"actual_cost": AMOUNT, "actual_area": AREA, "length": LENGTH, "span": LENGTH}
    codes = ("testing_agency_code",)

    class Meta:
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
        field_classes: ClassVar[dict[str, type[forms.Field]]] = dict.fromkeys(
            ("name", "paper_number", "testing_agency_code"), NormalisedField
        )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permit = self.fields["permit"]
        assert isinstance(permit, forms.ModelChoiceField)
        permit.queryset = ConstructionPermit.objects.filter(project=project, update_flag="U").order_by("pk")
        if permit.queryset.count() == 1:
            permit.initial = permit.queryset.get()


class PaperForm(forms.Form):
    """One paper at a time (gd6)."""

    kind = forms.ChoiceField(label="材料种类")
    file = forms.FileField(label="选择文件", help_text="PDF、JPG 或 PNG，单个文件不超过50MB")

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = REQUIRED_ATTACHMENTS[stage]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(choice.value, choice.label) for choice in (required, AttachmentKind.OTHER)]
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"

    def upload(self) -> "UploadedFile[Any]":
        """The file as received."""
        found = self.cleaned_data["file"]
        assert isinstance(found, UploadedFile)
        return found
