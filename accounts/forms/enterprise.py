"""Registering an enterprise, inviting people, changing what they do."""

from typing import Any, Final

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from accounts.forms.fields import CodeField, PasswordsForm, PhoneField, TextField
from accounts.models import User
from accounts.rules import EnterpriseKind, MemberRole
from common.identifiers import explain_credit_code

OTHER: Final = "OTHER"
KINDS = [*EnterpriseKind.choices, (OTHER, "其他（招标代理、造价咨询、检测、图审机构、建设单位等）")]


def _login_name() -> TextField:
    return TextField(
        label="登录名",
        max_length=150,
        validators=[UnicodeUsernameValidator(message="登录名只能用文字、数字和 @ . + - _")],
        widget=forms.TextInput(attrs={"autocomplete": "username", "data-size": "m"}),
        help_text="登录本平台时使用，建议用字母和数字",
    )


class RegisterForm(PasswordsForm):
    """An enterprise and its first administrator."""

    sections = (
        ("企业", "credit_code enterprise_name kinds"),
        ("企业管理员", "name phone username password password_again"),
    )
    credit_code = CodeField(label="统一社会信用代码", max_length=60, help_text="18位，以营业执照为准")
    enterprise_name = TextField(label="企业名称", max_length=200, help_text="与营业执照完全一致")
    kinds = forms.MultipleChoiceField(
        label="企业类别",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        help_text="可多选；只有前四类企业可以补录业绩",
    )
    name = TextField(label="姓名", max_length=50)
    phone = PhoneField(label="手机", max_length=60)
    username = _login_name()
    field_order = ("credit_code", "enterprise_name", "kinds", "name", "phone", "username", "password", "password_again")

    def clean_credit_code(self) -> str:
        """The code passes its own check."""
        code = str(self.cleaned_data["credit_code"])
        fault = explain_credit_code(code)
        if fault:
            raise forms.ValidationError(fault)
        return code

    @property
    def names_other_kinds_alone(self) -> bool:
        """Whether the enterprise says of itself that it is of none of the four kinds."""
        kinds = self.fields["kinds"].widget.value_from_datadict(self.data, self.files, "kinds")
        return bool(kinds == [OTHER])

    def filing_kinds(self) -> list[EnterpriseKind]:
        """Those of the four that it is."""
        return [EnterpriseKind(kind) for kind in self.cleaned_data["kinds"] if kind != OTHER]


class InviteForm(forms.Form):
    """Who is asked in, and as what."""

    name = TextField(label="姓名", max_length=50)
    username = _login_name()
    role = forms.ChoiceField(label="角色", choices=MemberRole.choices, initial=MemberRole.FILLER)
    phone = PhoneField(label="手机", max_length=60, required=False)
    email = forms.EmailField(label="邮箱", required=False, help_text="平台开通邮件时，邀请链接同时发到此邮箱")


class AcceptForm(PasswordsForm):
    """The password of a person who comes in by an invitation."""

    def __init__(self, *args: Any, username: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner = User(username=username, name=name)

    def owner(self) -> User:
        """The invited person."""
        return self._owner


class NewPasswordForm(PasswordsForm):
    """The new password of a person who forgot his."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner = user

    def owner(self) -> User:
        """Whose password it will be."""
        return self._owner


class ResetForm(forms.Form):
    """Why the province lets a person set a new password."""

    reason = TextField(
        label="事由", max_length=200, help_text="由谁、以什么方式提出，如何核实是本人；写入历史，审计人员可查"
    )


class ClaimForm(forms.Form):
    """What the registrant is told when he is not let in."""

    reason = TextField(label="不予核准的理由", max_length=200, required=False, help_text="核准的不必填写；登记人会收到")


class RoleForm(forms.Form):
    """What a member does from now on."""

    role = forms.ChoiceField(label="角色", choices=MemberRole.choices)


class CheckForm(forms.Form):
    """Whether checkers and administrators alone submit."""

    required = forms.BooleanField(label="内部审核后提交", required=False)
