"""What an enterprise types about a case: forms of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import Enterprise
from accounts.rules import EnterpriseKind
from confirmation.rules.ruleset import DECLARATION_IS_MISSING
from grading.rules.grades import Grade
from projects.queries.consistency import Answered
from projects.rules.findings import Level

_REASON = "reason_"


_TONES = {Level.BLOCK: "danger", Level.REASON: "attention", Level.HINT: "neutral"}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as the page shows it."""

    level: str
    label: str
    tone: str
    text: str
    values: tuple[tuple[str, str], ...]
    remedy: str
    clause: str
    field: forms.BoundField | None


def _reason_field(row: Answered) -> forms.CharField:
    return forms.CharField(
        label="说明",
        max_length=500,
        initial=row.reason,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": f"请说明：{row.finding.text}"},
    )


class KindForm(forms.Form):
    """On behalf of which of its kinds the enterprise files; it decides the department that confirms (四（二）)."""

    kind = forms.ChoiceField(
        label="以哪类企业申报", help_text="不同类别由对应的设计、建管、质监业务部门确认（四（二））"
    )

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, EnterpriseKind(kind).label) for kind in enterprise.kinds]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = choices[0][0]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


class SubmitForm(KindForm):
    """The declaration of truth (一（六）1), and why values that do not fit each other are right (X13).

    :param findings: of the filing; each that needs a reason has a field ``reason_<key>``.
    """

    declared = forms.BooleanField(
        label="我已阅读并代表本企业作出上述声明", error_messages={"required": DECLARATION_IS_MISSING}
    )

    def __init__(self, *args: Any, findings: Sequence[Answered] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = tuple(findings)
        self.asked = {row.finding.key: row.finding for row in findings if row.finding.level is Level.REASON}
        for row in findings:
            if row.finding.level is Level.REASON:
                self.fields[f"{_REASON}{row.finding.key}"] = _reason_field(row)

    @property
    def findings(self) -> list[FindingRow]:
        """What the page shows of each finding, with its field where it needs a reason."""
        return [
            FindingRow(
                level=row.finding.level.value.lower(),
                label=row.finding.level.label,
                tone=_TONES[row.finding.level],
                text=row.finding.text,
                values=row.finding.values,
                remedy=row.finding.remedy,
                clause=row.finding.clause,
                field=self[f"{_REASON}{row.finding.key}"] if row.finding.key in self.asked else None,
            )
            for row in self.answered
        ]

    @property
    def reasons(self) -> dict[str, str]:
        """What was typed, by the finding's key."""
        given = {
            name.removeprefix(_REASON): text for name, text in self.cleaned_data.items() if name.startswith(_REASON)
        }
        return {key: str(text) for key, text in given.items()}


class UpgradeForm(SubmitForm):
    """An application for the next grade; for A its purpose (二（二）4)."""

    use_purpose = forms.CharField(
        label="用于申请住建部审批的资质", max_length=200, help_text="例如 建筑工程施工总承包一级"
    )
    field_order = ("use_purpose", "kind", "declared")

    def __init__(self, *args: Any, grade: Grade | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grade != Grade.A:
            del self.fields["use_purpose"]
