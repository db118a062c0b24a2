"""The public page on which an enterprise registers (E01)."""

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.actions.registration import NewAccount
from accounts.forms import RegisterForm
from accounts.models import EnterpriseClaim
from common.clock import now
from common.errors import RuleError


@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """An enterprise and its first administrator; others read why they need no account here (BR-01)."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST":
        # The same address that the lock-out counts by; a process without one is not a visitor.
        actions.note_attempt(address=get_client_ip_address(request) or "0.0.0.0", at=now())  # noqa: S104
        if form.names_other_kinds_alone:
            return render(request, "accounts/register_others.html", status=403)
        if form.is_valid() and _register(request, form):
            return redirect("login")
    return render(request, "accounts/register.html", {"form": form})


def _register(request: HttpRequest, form: RegisterForm) -> bool:
    facts = form.cleaned_data
    try:
        registered = actions.register_enterprise(
            credit_code=facts["credit_code"],
            name=facts["enterprise_name"],
            kinds=form.filing_kinds(),
            administrator=NewAccount(
                username=facts["username"], name=facts["name"], password=facts["password"], phone=facts["phone"]
            ),
            at=now(),
        )
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    login = f"请用登录名“{facts['username']}”登录"
    if isinstance(registered, EnterpriseClaim):
        messages.warning(
            request,
            f"该企业已随历史信息建立，登记须由省平台核实登记人后生效，目前还不能代其办理；核实结果见“通知”，{login}查看",
        )
    else:
        messages.success(request, f"{registered.enterprise.name}已登记，您是企业管理员；{login}")
    return True
