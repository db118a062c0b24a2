"""Lists of errata: the enterprise's own, and the desk of authorities and technical support."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import enterprise_for, row_before, user_of
from accounts.models import Appointment, User
from accounts.policy import ActsForNobody, some_duties_of
from accounts.rules import Role, Tier
from common.clock import day_of, now
from common.errors import RuleError
from common.newest import newest
from errata import actions
from errata.forms import BeginForm, ExceptionForm
from errata.models import CompletionException
from errata.queries.lists import TABS, desk_of, own_page
from errata.rules.corrections import CLAUSE
from projects.models import Project

EXCEPTIONS_A_PAGE = 50


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """What the user's enterprise asked for."""
    enterprise_for(request)
    page = own_page(user_of(request), now(), row_before(request))
    next_url = f"?before={page.before}" if page.before else ""
    return render(request, "errata/own.html", {"rows": page.rows, "next_url": next_url})


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Errata of the user's unit by turn; a reviewer begins one by the project's number."""
    user = user_of(request)
    duties = _duties(user)
    found = desk_of(user, request.GET.get("tab", ""), now(), row_before(request))
    at_place = next(
        (duty for duty in duties if duty.role == Role.REVIEWER and duty.authority.tier != Tier.PROVINCE), None
    )
    form = BeginForm(request.POST or None) if at_place else None
    if at_place and form is not None and request.method == "POST" and form.is_valid():
        try:
            project = Project.objects.published().get(number=form.cleaned_data["number"])
            erratum = actions.begin_for_authority(
                by=user, authority=at_place.authority, project_id=project.pk, at=now()
            )
        except Project.DoesNotExist:
            form.add_error("number", "本单位所辖没有该编号的已确认项目，请核对")
        except RuleError as error:
            form.add_error("number", str(error))
        else:
            return redirect("erratum", number=erratum.number)
    tabs = [
        {"label": label, "url": f"?tab={tab}", "count": found.counts[tab], "current": tab == found.tab, "tone": ""}
        for tab, label in TABS.items()
    ]
    at_province = any(duty.role == Role.REVIEWER and duty.authority.tier == Tier.PROVINCE for duty in duties)
    context = {
        "desk": found,
        "tabs": tabs,
        "form": form,
        "unit": duties[0].authority,
        "at_province": at_province,
        "next_url": f"?tab={found.tab}&before={found.page.before}" if found.page.before else "",
    }
    return render(request, "errata/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def exceptions(request: HttpRequest) -> HttpResponse:
    """Exceptions for projects that were completed after the notice: proposed by one, agreed to by another."""
    user = user_of(request)
    refusal = "新竣工项目的勘误例外由省级审核人员记载"
    some_duties_of(user, day_of(now()), Role.REVIEWER, above=Tier.CITY, refusal=refusal, clause=CLAUSE)
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = Project.objects.published().filter(number=form.cleaned_data["number"]).first()
        try:
            if project is None:
                form.add_error("number", "没有该编号的已确认项目，请核对")
            else:
                reason = form.cleaned_data["reason"]
                actions.propose_exception(by=user, project_id=project.pk, reason=reason, at=now())
                messages.success(request, "已提出例外，由省级另一人同意后生效")
                return redirect("erratum-exceptions")
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    rows = CompletionException.objects.select_related("project", "proposed_by", "confirmed_by", "erratum")
    crumbs = [{"label": "勘误", "url": reverse("errata-desk")}, {"label": "新竣工项目例外", "url": ""}]
    page = newest(rows, row_before(request), EXCEPTIONS_A_PAGE)
    context = {"form": form, "rows": page.rows, "next_url": page.next_query, "user_id": user.pk, "crumbs": crumbs}
    return render(request, "errata/exceptions.html", context)


@login_required
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposed exception as another person."""
    try:
        actions.confirm_exception(by=user_of(request), exception_id=pk, at=now())
    except ActsForNobody:
        raise
    except CompletionException.DoesNotExist:
        messages.warning(request, "没有该条例外，请刷新页面")
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "例外已生效，该项目可办理一次勘误")
    return redirect("erratum-exceptions")


def _duties(user: User) -> list[Appointment]:
    refusal = "本页面供各级主管部门审核人员和技术支持人员使用"
    return some_duties_of(user, day_of(now()), Role.REVIEWER, Role.SUPPORT, refusal=refusal, clause=CLAUSE)
