"""Fields that put right what people type, and passwords."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from common.text import compatible, folded


class TextField(forms.CharField):
    """A text without stray spaces, its full-width letters and digits made plain."""

    def to_python(self, value: Any) -> str | None:
        """The text, folded."""
        text = super().to_python(value)
        return folded(text) if isinstance(text, str) else text


class CodeField(forms.CharField):
    """A code or number: half-width, upper case, no spaces."""

    def to_python(self, value: Any) -> str | None:
        """The code."""
        text = super().to_python(value)
        return compatible(text).upper() if isinstance(text, str) else text


class PhoneField(CodeField):
    """A mobile number."""

    def validate(self, value: Any) -> None:
        """Eleven digits, beginning with 1."""
        super().validate(value)
        if value and not re.fullmatch(r"1[0-9]{10}", value):
            raise ValidationError("请填写11位手机号码")


class WrittenDate(forms.DateField):
    """A date as people write it from a paper: 2023-09-20, 2023/9/20, 2023.9.20 or 2023年9月20日."""

    def __init__(self, **options: Any) -> None:
        formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD", "data-size": "s"})
        super().__init__(**{**options, "input_formats": formats, "widget": widget})
        self.error_messages["invalid"] = "请按 2023-09-20 的样子填写有效的日期"

    def to_python(self, value: Any) -> Any:
        """The date, folded."""
        return super().to_python(compatible(value) if isinstance(value, str) else value)


def form_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a model field, in its normalising kind."""
    if field.choices:
        has_blank = field.blank or not field.has_default()
        options["choices"] = field.get_choices(include_blank=has_blank, blank_choice=[("", "请选择")])
    kind = {models.DateField: WrittenDate, models.CharField: TextField}.get(type(field))
    made: forms.Field | None = field.formfield(
        **({**options, "form_class": kind} if kind and not field.choices else options)
    )
    return made


class PasswordsForm(forms.Form):
    """Two equal passwords that pass Django's validators."""

    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-size": "m"}),
        help_text="至少12位，不要用常见密码、纯数字或与登录名、姓名相近的密码",
    )
    password_again = forms.CharField(
        label="再输入一次密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-size": "m"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same, and good enough for this person."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and password != cleaned.get("password_again"):
            self.add_error("password_again", "两次输入的密码不一致，请重新输入")
        elif password:
            try:
                validate_password(password, self.owner())
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def owner(self) -> User:
        """Whose password it will be, as far as the form knows."""
        return User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", ""))
