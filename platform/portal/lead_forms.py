"""What auditors and officials write into a lead (ADR 0016)."""

from django import forms

from confirmation.models import LeadStep
from confirmation.rules.signals import Signal


class OpenLeadForm(forms.Form):
    """Which signal of whose work, of which days."""

    signal = forms.ChoiceField(choices=Signal.choices)
    person_id = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    authority_id = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    line = forms.CharField(max_length=12)
    since = forms.DateField()
    until = forms.DateField()


class LeadTextForm(forms.Form):
    """What is said, and for the auditor how it ends."""

    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class EndLeadForm(LeadTextForm):
    """What is said at the end, and which end it is."""

    outcome = forms.ChoiceField(
        label="结果", choices=[(step.value, step.label) for step in (LeadStep.EXPLAINED, LeadStep.REFERRED)]
    )
