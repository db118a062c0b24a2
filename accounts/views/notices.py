"""One's own notices, and how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, SmallIntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.forms import WishesForm
from accounts.http import choose_enterprise, user_of
from accounts.models import Notice
from accounts.rules import NoticeChannel
from accounts.sending import is_offered
from common.clock import day_of, now

A_PAGE = 20


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Unread ones first, then the newest."""
    own = Notice.objects.visible_to(user_of(request), day_of(now())).select_related("enterprise")
    is_read = Case(When(read_at=None, then=0), default=1, output_field=SmallIntegerField())
    ordered = own.order_by(is_read, "-pk").prefetch_related("sendings")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/notices.html", {"page": page})


@login_required
@require_POST
def open_one(request: HttpRequest, notice: int) -> HttpResponse:
    """Mark a notice as read and go to its page, on behalf of the enterprise that it is for."""
    user, at = user_of(request), now()
    found = get_object_or_404(Notice.objects.visible_to(user, day_of(at)).select_related("enterprise"), pk=notice)
    actions.mark_read(by=user, notice_ids=[found.pk], at=at)
    if found.enterprise is not None:
        choose_enterprise(request, found.enterprise)
    is_ours = found.url.startswith("/") and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if is_ours else "notices")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = actions.mark_read(by=user_of(request), notice_ids=None, at=now())
    messages.success(request, f"已将 {count} 条通知标为已读")
    return redirect("notices")


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Channels by kind of notice; a channel that this installation lacks is named."""
    user = user_of(request)
    form = WishesForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.set_notice_wishes(
            by=user, wishes=form.wishes(), email=form.cleaned_data["email"], phone=form.cleaned_data["phone"]
        )
        messages.success(request, "通知设置已保存")
        return redirect("notice-settings")
    missing = [channel.label for channel in NoticeChannel if not is_offered(channel)]
    return render(request, "accounts/notice_settings.html", {"form": form, "missing": missing})
