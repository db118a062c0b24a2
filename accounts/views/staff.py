"""The staff of an enterprise: everyone on it sees the list, an administrator changes it (E02)."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.forms import CheckForm, InviteForm, RoleForm
from accounts.http import enterprise_for, user_of
from accounts.models import Invitation
from accounts.policy import require_administrator
from accounts.queries import open_invitations, staff_of
from accounts.rules import MemberRole
from accounts.sending import told_of_letter
from common.clock import day_of, now
from common.errors import RuleError


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Members and open invitations."""
    enterprise, user, at = enterprise_for(request), user_of(request), now()
    staff = staff_of(enterprise, day_of(at))
    manages = any(row.user_id == user.pk and row.role == MemberRole.ADMIN for row in staff)
    context = {
        "enterprise": enterprise,
        "staff": staff,
        "roles": MemberRole.choices,
        "manages": manages,
        "invitations": open_invitations(enterprise, at) if manages else [],
    }
    return render(request, "accounts/staff.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Ask a person in; the link is shown on the answer page and nowhere else."""
    enterprise, user, at = enterprise_for(request), user_of(request), now()
    require_administrator(user, enterprise, day_of(at))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"role": MemberRole(form.cleaned_data["role"])}
        try:
            invitation, token = actions.invite(by=user, enterprise=enterprise, at=at, **facts)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[token]))
            context = {"invitation": invitation, "link": link, "mailed": _mailed(invitation, link)}
            return render(request, "accounts/invited.html", context)
    return render(request, "accounts/invite.html", {"form": form})


@login_required
@require_POST
def role(request: HttpRequest, membership: int) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择一个角色")
        return redirect("staff")

    def change() -> str:
        changed = actions.change_role(
            by=user_of(request),
            enterprise=enterprise_for(request),
            membership_id=membership,
            role=MemberRole(form.cleaned_data["role"]),
            at=now(),
        )
        return f"{changed.user.name}的角色为{changed.get_role_display()}"

    return _done(request, change)


@login_required
@require_POST
def end(request: HttpRequest, membership: int) -> HttpResponse:
    """End a membership."""

    def stop() -> str:
        ended = actions.end_membership(
            by=user_of(request), enterprise=enterprise_for(request), membership_id=membership, at=now()
        )
        return f"{ended.user.name}已停用，不能再为本企业办理"

    return _done(request, stop)


@login_required
@require_POST
def revoke(request: HttpRequest, invitation: int) -> HttpResponse:
    """Take an invitation back."""

    def take_back() -> str:
        actions.revoke_invitation(
            by=user_of(request), enterprise=enterprise_for(request), invitation_id=invitation, at=now()
        )
        return "邀请已撤销，原链接失效"

    return _done(request, take_back)


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Decide whether checkers alone submit."""
    form = CheckForm(request.POST)
    required = form.is_valid() and bool(form.cleaned_data["required"])

    def decide() -> str:
        actions.set_requires_check(by=user_of(request), enterprise=enterprise_for(request), required=required, at=now())
        return "已设为内部审核后提交：填报人填写，内部审核人或企业管理员提交" if required else "已设为填报人可直接提交"

    return _done(request, decide)


def _done(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the list; a refusal of a wrong person is a page of its own, others are said there."""
    require_administrator(user_of(request), enterprise_for(request), day_of(now()))
    try:
        messages.success(request, act())
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("staff")


def _mailed(invitation: Invitation, link: str) -> str:
    return told_of_letter(
        invitation.email,
        f"{invitation.enterprise.name}邀请您加入",
        f"{invitation.name}：\n\n请在7天内打开以下链接，设置密码后即可代{invitation.enterprise.name}办理。\n\n{link}\n",
    )
