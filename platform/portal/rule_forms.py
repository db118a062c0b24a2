"""Whether a proposed rule was typed well: one form for each family of rules."""

from typing import Any, ClassVar

from django import forms

from accounts.forms.fields import WrittenDate
from accounts.models import Authority
from accounts.rules import BusinessLine, EnterpriseKind, Tier
from confirmation.rules.changes import Change, RuleFamily
from confirmation.rules.routing import CategoryKind
from grading.rules.grades import Grade
from grading.rules.push import fault_of_window
from projects.rules.dictionaries import Sector
from projects.rules.qualifications import QUALIFICATIONS

_ANY = [("", "不限")]


class RuleForm(forms.Form):
    """What every proposal says: from when, and why."""

    family: ClassVar[RuleFamily]

    clause = forms.CharField(label="依据", max_length=100, help_text="文件和条款；凡由此规则决定之处都会显示")
    starts_on = WrittenDate(label="自", help_text="从今天或以后生效；此前的办理结果不变")
    reason = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("data-size", "l")
        self.order_fields([*(name for name in self.fields if name not in _LAST), *_LAST])

    @property
    def change(self) -> Change:
        """The proposal; after the form was found valid."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("starts_on", "reason")}
        return Change(self.family, {name: _plain(value) for name, value in self.facts(typed).items()}, self.day)

    def facts(self, typed: dict[str, Any]) -> dict[str, Any]:
        """The row's columns."""
        return typed

    @property
    def day(self) -> Any:
        """From which day on."""
        return self.cleaned_data["starts_on"]


_LAST = ("clause", "starts_on", "reason")


def _plain(value: Any) -> Any:
    if isinstance(value, Authority):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


class ScopeForm(RuleForm):
    """Whether a sector is filed here."""

    family = RuleFamily.SCOPE
    sector = forms.ChoiceField(label="工程类别", choices=Sector.choices)
    in_scope = forms.ChoiceField(label="是否纳入补录", choices=[("IN", "纳入补录"), ("OUT", "暂不纳入")])
    department = forms.CharField(
        label="负责部门", max_length=60, required=False, help_text="暂不纳入的，写明由哪个主管部门确定"
    )

    def clean(self) -> dict[str, Any]:
        """A sector that is left out names who sees to it."""
        typed = super().clean() or {}
        if typed.get("in_scope") == "OUT" and not typed.get("department"):
            self.add_error("department", "暂不纳入的，请写明负责部门")
        return typed

    def facts(self, typed: dict[str, Any]) -> dict[str, Any]:
        """In or out as a flag."""
        return {**typed, "in_scope": typed["in_scope"] == "IN"}


class RoutingForm(RuleForm):
    """Where the first confirmation of a category lies."""

    family = RuleFamily.ROUTING
    category = forms.ChoiceField(
        label="类别",
        choices=[
            ("工程类别", [(f"SECTOR:{code}", label) for code, label in Sector.choices]),
            ("资质类别", [(f"QUALIFICATION:{row.code}", row.label) for row in QUALIFICATIONS.values()]),
        ],
    )
    first_tier = forms.ChoiceField(
        label="首次确认", choices=[(tier.value, tier.label) for tier in (Tier.COUNTY, Tier.CITY)]
    )

    def facts(self, typed: dict[str, Any]) -> dict[str, Any]:
        """Kind and code apart."""
        kind, _, category = typed["category"].partition(":")
        return {**typed, "kind": CategoryKind(kind).value, "category": category}


class UnitForm(RuleForm):
    """Which department of an authority takes which cases."""

    family = RuleFamily.UNIT
    authority = forms.ModelChoiceField(label="主管部门", queryset=Authority.objects.order_by("division_id"))
    enterprise_kind = forms.ChoiceField(label="企业类别", choices=[*_ANY, *EnterpriseKind.choices], required=False)
    sector = forms.ChoiceField(label="工程类别", choices=[*_ANY, *Sector.choices], required=False)
    target_grade = forms.ChoiceField(
        label="申请等级", choices=[*_ANY, *[row for row in Grade.choices if row[0] != "D"]], required=False
    )
    business_line = forms.ChoiceField(label="由哪个部门办理", choices=BusinessLine.choices)


class SignaturesForm(RuleForm):
    """How many signatures a unit asks for."""

    family = RuleFamily.SIGNATURES
    authority = forms.ModelChoiceField(label="主管部门", queryset=Authority.objects.order_by("division_id"))
    business_line = forms.ChoiceField(label="业务条线", choices=[*_ANY, *BusinessLine.choices], required=False)
    sector = forms.ChoiceField(label="工程类别", choices=[*_ANY, *Sector.choices], required=False)
    count = forms.IntegerField(label="签署人数", min_value=1, max_value=3, help_text="省级至少2人（二（二）4）")


class WindowForm(RuleForm):
    """A filing window."""

    family = RuleFamily.WINDOW
    code = forms.CharField(label="代码", max_length=30)
    finished_before = WrittenDate(label="竣工早于", required=False, help_text="已竣工项目：竣工早于此日（不含当日）")
    released_before = WrittenDate(label="许可早于", required=False, help_text="未竣工项目：许可早于此日（不含当日）")
    opens_on = WrittenDate(label="确认自")
    confirm_by = WrittenDate(label="确认截止（含当日）")

    def clean(self) -> dict[str, Any]:
        """It covers something, and opens before it closes."""
        typed = super().clean() or {}
        days = (typed.get(name) for name in ("finished_before", "released_before", "opens_on", "confirm_by"))
        fault = fault_of_window(*days)
        if fault is not None:
            self.add_error(*fault)
        return typed


class EndForm(forms.Form):
    """From which day on a row holds no more, and why."""

    starts_on = WrittenDate(label="自该日起终止", help_text="该日的前一天为规则的最后一天")
    reason = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


FORMS: dict[RuleFamily, type[RuleForm]] = {
    form.family: form for form in (ScopeForm, RoutingForm, UnitForm, SignaturesForm, WindowForm)
}
