"""A reviewer's settings of his queue: saved lists, the one that opens, and his columns."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import user_of
from common.clock import day_of, now
from confirmation.actions.queue_settings import (
    OnlyItsMakerRemovesIt,
    TheNameIsTaken,
    TooManyAreSaved,
    remove_filter,
    save_filter,
    set_queue,
)
from confirmation.models import SavedFilter
from confirmation.queries.saved import columns_of, filters_for, setting_of
from confirmation.worklists import QueueSettingForm, SaveFilterForm, WorklistForm


@login_required
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Saved lists, the default one and the columns."""
    user, at = user_of(request), now()
    saved, setting = list(filters_for(user, day_of(at))), setting_of(user)
    form = QueueSettingForm(
        request.POST if request.method == "POST" else None,
        saved=[(one.pk, one.name) for one in saved],
        columns=columns_of(setting),
        initial={"opens_with": setting.opens_with_id if setting else None},
    )
    if request.method == "POST" and form.is_valid():
        set_queue(by=user, columns=form.columns, opens_with=form.cleaned_data["opens_with"], at=at)
        messages.success(request, "列表设置已保存")
        return redirect("authority-queue")
    rows = [{"saved": one, "is_mine": one.made_by_id == user.pk} for one in saved]
    return render(request, "confirmation/lists.html", {"form": form, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list of the address under a name."""
    worklist, form = WorklistForm(request.GET).worklist, SaveFilterForm(request.POST)
    back = f"{reverse('authority-queue')}?{worklist.query}"
    if request.method == "GET":
        return redirect(back)
    if not form.is_valid():
        messages.warning(request, "请为要保存的筛选写一个名称，不超过30个字")
        return redirect(back)
    try:
        saved = save_filter(by=user_of(request), worklist=worklist, at=now(), **form.cleaned_data)
    except (TheNameIsTaken, TooManyAreSaved) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"筛选“{saved.name}”已保存")
    return redirect(back)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a saved list away."""
    if request.method == "POST":
        try:
            remove_filter(by=user_of(request), filter_id=pk, at=now())
        except SavedFilter.DoesNotExist:
            raise Http404 from None
        except OnlyItsMakerRemovesIt as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, "已存筛选已删除")
    return redirect("authority-lists")
