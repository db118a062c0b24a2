"""The people whom a record names: known by name and the ends of their number, changed only together."""

from collections.abc import Mapping
from typing import Any, ClassVar

from accounts import vault
from accounts.models import Person
from accounts.rules import IdentityDocument
from common.identifiers import explain_identity_number
from projects.forms.fields import NormalisedForm


class NamesPeople(NormalisedForm):
    """A record form with the fields ``<role>_name``, ``<role>_document`` and ``<role>_number`` of some roles."""

    # Role, as the model's field has it, and its name in messages.
    people: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.known: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        for role in self.people:
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
        for role, label in self.people.items():
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
