"""A forgotten password: what to do, the link that an enterprise's administrator makes, and the page behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.actions.passwords import ResetLink, ResetLinkIsOver, link_works
from accounts.forms import NewPasswordForm, ResetForm
from accounts.http import enterprise_for, query_text, user_of
from accounts.models import User
from accounts.policy import province_duty, require_administrator
from accounts.queries import accounts_named
from accounts.rules import Role
from accounts.sending import told_of_letter
from common.clock import day_of, now
from common.errors import RuleError


@login_not_required
@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """Whom to ask."""
    return render(request, "accounts/password_forgotten.html")


@login_not_required
@never_cache
@sensitive_variables("token")
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def set_new(request: HttpRequest, account: int, token: str) -> HttpResponse:
    """Set one's new password by a link that works once."""
    user = User.objects.filter(pk=account).first()
    if user is None or not link_works(user, token, now()):
        raise ResetLinkIsOver
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.set_new_password(user_id=user.pk, token=token, password=form.cleaned_data["password"], at=now())
        messages.success(request, f"新密码已设置，请以登录名“{user.username}”登录")
        return redirect("login")
    return render(request, "accounts/password_new.html", {"form": form, "person": user})


@login_required
@never_cache
@sensitive_variables("link")
@require_POST
def start(request: HttpRequest, membership: int) -> HttpResponse:
    """Make a link for a member; it is shown on the answer page and nowhere else."""
    enterprise, user, at = enterprise_for(request), user_of(request), now()
    require_administrator(user, enterprise, day_of(at))
    try:
        link = actions.start_member_reset(by=user, enterprise=enterprise, membership_id=membership, at=at)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("staff")
    return _link_page(request, link, "staff")


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The province looks for an account whose password is to be set anew."""
    province_duty(user_of(request), day_of(now()), Role.ADMINISTRATOR)
    asked = query_text(request, "q")
    return render(request, "accounts/accounts.html", {"asked": asked, "found": accounts_named(asked, day_of(now()))})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def start_by_province(request: HttpRequest, account: int) -> HttpResponse:
    """The province makes a link for an official, or for anybody else who logs in."""
    user, at = user_of(request), now()
    duty = province_duty(user, day_of(at), Role.ADMINISTRATOR)
    person = get_object_or_404(User, pk=account)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            link = actions.start_reset_by_province(
                by=user, authority=duty.authority, user_id=person.pk, reason=reason, at=at
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _link_page(request, link, "accounts")
    return render(request, "accounts/password_reset.html", {"form": form, "person": person})


@sensitive_variables("address")
def _link_page(request: HttpRequest, link: ResetLink, back: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("password-new", args=[link.user.pk, link.token]))
    mailed = told_of_letter(
        link.user.email,
        "设置新密码",
        f"{link.user.name}：\n\n请在24小时内打开以下链接，设置登录名“{link.user.username}”的新密码。"
        f"如非您本人提出，请不要打开，并告知本单位管理员。\n\n{address}\n",
    )
    return render(
        request, "accounts/password_link.html", {"link": link, "address": address, "mailed": mailed, "back": back}
    )
