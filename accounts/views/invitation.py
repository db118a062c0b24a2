"""The page behind an invitation's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.actions.invitations import InvitationIsOver, digest_of
from accounts.forms import AcceptForm
from accounts.http import choose_enterprise
from accounts.models import Invitation, User
from common.clock import now
from common.errors import RuleError


@login_not_required
@never_cache
@sensitive_variables("token")
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join the staff with a new password, or with the account that one has."""
    found = Invitation.objects.select_related("enterprise", "invited_by").filter(token_digest=digest_of(token)).first()
    if found is None or not found.is_open(now()):
        raise InvitationIsOver
    user = request.user if isinstance(request.user, User) else None
    has_account = User.objects.filter(username=found.username).exists()
    form = None
    if not has_account and user is None:
        form = AcceptForm(request.POST or None, username=found.username, name=found.name)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            return _joined(request, token, user, form)
        except RuleError as error:
            messages.error(request, str(error))
    is_own = user is not None and user.username == found.username
    context = {"invitation": found, "form": form, "is_own": is_own, "has_account": has_account}
    return render(request, "accounts/invitation.html", context)


def _joined(request: HttpRequest, token: str, user: User | None, form: AcceptForm | None) -> HttpResponse:
    password = form.cleaned_data["password"] if form else ""
    membership = actions.accept_invitation(token=token, user=user, password=password, at=now())
    messages.success(request, f"您已加入{membership.enterprise.name}，角色：{membership.get_role_display()}")
    if user is None:
        return redirect("login")
    choose_enterprise(request, membership.enterprise)
    return redirect("enterprise-home")
