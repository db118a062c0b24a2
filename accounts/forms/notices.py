"""By which channels a person wants to be told."""

from typing import Any

from django import forms

from accounts.actions.notices import is_wanted
from accounts.forms.fields import PhoneField
from accounts.models import NoticeSetting, User
from accounts.rules import NoticeChannel, NoticeKind


class WishesForm(forms.Form):
    """Where a person is reached, and one row of channels for each kind of notice."""

    email = forms.EmailField(label="邮箱", required=False, widget=forms.EmailInput(attrs={"data-size": "m"}))
    phone = PhoneField(label="手机", max_length=60, required=False, widget=forms.TextInput(attrs={"data-size": "m"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"email": user.email, "phone": user.phone}
        known = {row.kind: row for row in NoticeSetting.objects.filter(user=user)}
        for kind in NoticeKind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                choices=NoticeChannel.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial[kind.value] = [
                channel.value for channel in NoticeChannel if is_wanted(kind, channel, known.get(kind.value))
            ]

    @property
    def kinds(self) -> str:
        """The names of the rows, for the page."""
        return " ".join(NoticeKind.values)

    def wishes(self) -> dict[NoticeKind, frozenset[NoticeChannel]]:
        """What was chosen."""
        return {kind: frozenset(NoticeChannel(value) for value in self.cleaned_data[kind.value]) for kind in NoticeKind}
