"""What an official sends from the page of a case: findings, opinion, coded reasons, marks; is it well-formed?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.db import models

from confirmation.marking import Control
from confirmation.queries.units import Unit
from confirmation.rules.decisions import CLAUSE_METHODS, PaperReading, VerificationMethod, Verified
from confirmation.rules.defects import Mark
from confirmation.rules.reasons import Reason, ReasonFor


class Press(models.TextChoices):
    """The buttons of the decision form."""

    CONFIRM = "confirm", "确认"
    RETURN = "return", "退回补正"
    REFUSE = "refuse", "不予确认"
    HAND_OVER = "hand_over", "移交"
    LOWER = "lower", "退回下级复核"
    REPORT = "report", "复核上报"
    REVERSE = "reverse", "撤销确认"
    UPHOLD = "uphold", "维持确认"
    CLAIM = "claim", "领取"


REASON_OF = {press: ReasonFor[press.name] for press in Press if press.name in ReasonFor.__members__}


@dataclass(frozen=True)
class Offer:
    """What the page offers to choose from.

    :param records: what each record that is verified is called, by its guid.
    :param has_code: whether an investment code was filed; without one the paper may have none either.
    :param reads_paper: whether the basic information is in the case, so that the approval paper is read (四（二）).
    :param units: to which the case can be handed over, with their names.
    :param controls: for marks, as the page has filled them in.
    """

    records: Mapping[UUID, str]
    has_code: bool
    reads_paper: bool = True
    reasons: Mapping[ReasonFor, Sequence[Reason]] = field(default_factory=dict)
    units: Mapping[Unit, str] = field(default_factory=dict)
    controls: Sequence[Control] = ()


class DecisionForm(forms.Form):
    """An official's findings and opinion on a case.

    Each record has ``method_<guid>`` and ``note_<guid>``, the names that the rules use when they refuse; each act that
    gives a reason has ``codes_<act>``. What only a confirmation needs is not asked of the other buttons.
    """

    use_required_attribute = False

    action = forms.ChoiceField(choices=Press.choices, error_messages={"required": "请选择确认、退回补正或不予确认"})
    version_seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    round_seen = forms.IntegerField(min_value=0, max_value=2**15 - 1, required=False, widget=forms.HiddenInput)
    paper_name = forms.CharField(
        label="立项文件上的项目名称",
        max_length=200,
        error_messages={"required": "请对照立项文件逐字录入项目名称（四（二））"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paper_code = forms.CharField(
        label="立项文件上的项目代码",
        max_length=24,
        error_messages={"required": "请对照立项文件录入项目代码（四（二））"},
        widget=forms.TextInput(attrs={"data-size": "m", "spellcheck": "false", "autocomplete": "off"}),
    )
    paper_number = forms.CharField(
        label="立项文件的文号",
        max_length=200,
        error_messages={"required": "请对照立项文件录入文号（四（二））"},
        help_text="括号〔〕、[]、（）和空格不影响核对",
        widget=forms.TextInput(attrs={"data-size": "m", "spellcheck": "false", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label="审核意见",
        max_length=2000,
        required=False,
        help_text="除确认外，须写明理由；已逐项标记问题的退回补正可不写。企业和接收单位据此办理",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records, self.controls = offer.records, offer.controls
        if not offer.reads_paper:
            del self.fields["paper_name"], self.fields["paper_code"], self.fields["paper_number"]
        elif not offer.has_code:
            self.fields["paper_code"].required = False
            self.fields["paper_code"].help_text = "企业未填报项目代码（2016年以前立项）；立项文件上也没有的，请留空"
        for guid, label in offer.records.items():
            self.fields[f"method_{guid}"] = _method_field(label)
            self.fields[f"note_{guid}"] = _note_field()
        for act, reasons in offer.reasons.items():
            self.fields[f"codes_{act.value}"] = _codes_field(reasons)
        self._units = {f"{unit.authority_id}:{unit.line}": (unit, name) for unit, name in offer.units.items()}
        self.fields["unit"] = _unit_field([(key, name) for key, (_, name) in self._units.items()])
        self._asked = [name for name, field in self.fields.items() if _only_for_confirmation(name) and field.required]

    def full_clean(self) -> None:
        """Check what was typed; the marks 必填 stay as they are on the page, whichever button was pressed."""
        confirms = self.is_bound and self.data.get("action") == Press.CONFIRM
        for name in self._asked:
            self.fields[name].required = confirms
        super().full_clean()
        for name in self._asked:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Marks and a confirmation contradict each other; a hand-over names its unit."""
        super().clean()
        action = self.cleaned_data.get("action")
        if action == Press.CONFIRM and self.marks:
            self.add_error(None, f"已标记{len(self.marks)}处问题，不能确认；请退回补正，或将标记改回“未标记”")
        if action == Press.HAND_OVER and not self.cleaned_data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "请选择接收单位")
        return self.cleaned_data

    @property
    def paper(self) -> PaperReading | None:
        """What was typed from the approval paper; None where it is not read."""
        if "paper_name" not in self.fields:
            return None
        typed = self.cleaned_data
        return PaperReading(typed["paper_name"], typed["paper_code"], typed["paper_number"])

    @property
    def verified(self) -> dict[UUID, Verified]:
        """How each record was verified, those without a method left out."""
        chosen = {guid: self.cleaned_data[f"method_{guid}"] for guid in self.records}
        return {
            guid: Verified(VerificationMethod(method), self.cleaned_data[f"note_{guid}"])
            for guid, method in chosen.items()
            if method
        }

    @property
    def marks(self) -> list[Mark]:
        """What was marked."""
        return [mark for control in self.controls if (mark := control.mark) is not None]

    @property
    def codes(self) -> list[str]:
        """The coded reasons of the pressed button."""
        reason = REASON_OF.get(Press(self.cleaned_data["action"]))
        return list(self.cleaned_data.get(f"codes_{reason.value}", [])) if reason else []

    @property
    def unit(self) -> Unit:
        """To which unit the case is handed over."""
        return self._units[self.cleaned_data["unit"]][0]


def _method_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="核对方式",
        choices=VerificationMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请为“{label}”选择核对方式（依据：{CLAUSE_METHODS}）"},
    )


def _note_field() -> forms.CharField:
    return forms.CharField(label="核对说明", max_length=500, required=False, help_text="选择其他方式的，须说明如何核对")


def _codes_field(reasons: Sequence[Reason]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="理由（可多选）",
        choices=[(reason.code, reason.text) for reason in reasons],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _unit_field(choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label="接收单位（必选）", choices=[("", "请选择"), *choices], required=False)


def _only_for_confirmation(name: str) -> bool:
    return name.startswith(("paper_", "method_"))
