"""Forms about enterprises, their staff, their registries, and notices."""

from accounts.forms.enterprise import AcceptForm, CheckForm, InviteForm, RegisterForm, RoleForm
from accounts.forms.notices import WishesForm
from accounts.forms.registries import NewRegistrationForm, QualificationForm, RegistrationForm

__all__ = [
    "AcceptForm",
    "CheckForm",
    "InviteForm",
    "NewRegistrationForm",
    "QualificationForm",
    "RegisterForm",
    "RegistrationForm",
    "RoleForm",
    "WishesForm",
]
