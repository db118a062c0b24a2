"""Forms about enterprises, their staff, their registries, and notices."""

from accounts.forms.enterprise import (
    AcceptForm,
    CheckForm,
    ClaimForm,
    InviteForm,
    NewPasswordForm,
    RegisterForm,
    ResetForm,
    RoleForm,
)
from accounts.forms.notices import WishesForm
from accounts.forms.registries import NewRegistrationForm, QualificationForm, RegistrationForm

__all__ = [
    "AcceptForm",
    "CheckForm",
    "ClaimForm",
    "InviteForm",
    "NewPasswordForm",
    "NewRegistrationForm",
    "QualificationForm",
    "RegisterForm",
    "RegistrationForm",
    "ResetForm",
    "RoleForm",
    "WishesForm",
]
