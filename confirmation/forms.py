"""Whether what an official typed is well-formed. What it means is for the rules; deciding is for the actions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db import models

from confirmation.rules.decisions import CLAUSE_METHODS, PaperReading, VerificationMethod, Verified


class Press(models.TextChoices):
    """The buttons of the decision form."""

    CONFIRM = "confirm", "确认"
    RETURN = "return", "退回补正"
    REFUSE = "refuse", "不予确认"
    CLAIM = "claim", "领取"


class DecisionForm(forms.Form):
    """An official's findings and opinion on a case.

    Each record has ``method_<guid>`` and ``note_<guid>``, the names that the rules use when they refuse. What only a
    confirmation needs is not asked of the other buttons.

    :param records: what each record is called, by its guid.
    :param has_code: whether an investment code was filed; without one the paper may have none either.
    :param reads_paper: whether the basic information is in the case, so that the approval paper is read (四（二）).
    """

    use_required_attribute = False

    action = forms.ChoiceField(choices=Press.choices, error_messages={"required": "请选择确认、退回补正或不予确认"})
    version_seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    paper_name = forms.CharField(
        label="立项文件上的项目名称",
        max_length=200,
        error_messages={"required": "请对照立项文件逐字录入项目名称（四（二））"},
    )
    paper_code = forms.CharField(
        label="立项文件上的项目代码",
        max_length=24,
        error_messages={"required": "请对照立项文件录入项目代码（四（二））"},
        widget=forms.TextInput(attrs={"data-size": "m", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label="审核意见",
        max_length=2000,
        required=False,
        help_text="退回补正、不予确认的，须写明理由，企业将据此修改",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, records: Mapping[UUID, str], has_code: bool, reads_paper: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.records = records
        self.fields["paper_name"].widget.attrs["autocomplete"] = "off"
        self.fields["paper_code"].widget.attrs["autocomplete"] = "off"
        if not reads_paper:
            del self.fields["paper_name"], self.fields["paper_code"]
        elif not has_code:
            self.fields["paper_code"].required = False
            self.fields["paper_code"].help_text = "企业未填报项目代码（2016年以前立项）；立项文件上也没有的，请留空"
        for guid, label in records.items():
            self.fields[f"method_{guid}"] = _method_field(label)
            self.fields[f"note_{guid}"] = _note_field()
        self._asked = [name for name, field in self.fields.items() if _only_for_confirmation(name) and field.required]

    def full_clean(self) -> None:
        """Check what was typed; the marks 必填 stay as they are on the page, whichever button was pressed."""
        confirms = self.is_bound and self.data.get("action") == Press.CONFIRM
        for name in self._asked:
            self.fields[name].required = confirms
        super().full_clean()
        for name in self._asked:
            self.fields[name].required = True

    @property
    def paper(self) -> PaperReading | None:
        """Name and code as typed from the approval paper; None where it is not read."""
        if "paper_name" not in self.fields:
            return None
        return PaperReading(self.cleaned_data["paper_name"], self.cleaned_data["paper_code"])

    @property
    def verified(self) -> dict[UUID, Verified]:
        """How each record was verified, those without a method left out."""
        chosen = {guid: self.cleaned_data[f"method_{guid}"] for guid in self.records}
        return {
            guid: Verified(VerificationMethod(method), self.cleaned_data[f"note_{guid}"])
            for guid, method in chosen.items()
            if method
        }


def _method_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="核对方式",
        choices=VerificationMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请为“{label}”选择核对方式（依据：{CLAUSE_METHODS}）"},
    )


def _note_field() -> forms.CharField:
    return forms.CharField(label="核对说明", max_length=500, required=False, help_text="选择其他方式的，须说明如何核对")


def _only_for_confirmation(name: str) -> bool:
    return name.startswith(("paper_", "method_"))
