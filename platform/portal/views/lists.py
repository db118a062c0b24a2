"""The province keeps the code lists and the field lists (A05, A07)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import query_text, user_of
from accounts.models import Appointment
from accounts.policy import duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from portal.queries.lists import acts_on
from portal.views.province import duty_of
from projects.actions.catalogue import add_term, end_term, relabel_term, start_version, withdraw_version
from projects.catalogue import catalogue, field_list_of
from projects.forms import RecordForm
from projects.forms.field_list import TYPE_LABELS, FieldListEditor, entries_of
from projects.forms.lists import AddTermForm, EndTermForm, RelabelForm, WithdrawForm
from projects.models import FormVersion
from projects.queries.catalogue import code_lists, code_rows, columns_of, field_lists
from projects.rules.code_lists import CLOSED, TITLES, rules_know
from projects.rules.described import FieldList
from projects.rules.fields import Section, read_sections, written_sections
from projects.rules.fields.needed import kept_always, require_sound_list
from projects.rules.kinds import BY_SLUG, RecordKind


def _reader(request: HttpRequest) -> bool:
    """Let pass the province's administrators and support; whether the person may change the lists."""
    user = user_of(request)
    duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    return bool(duties_of(user, day_of(now()), Role.ADMINISTRATOR))


def _keeper(request: HttpRequest) -> Appointment:
    return duty_of(user_of(request), Role.ADMINISTRATOR)


@login_required
def dictionaries(request: HttpRequest) -> HttpResponse:
    """All code lists."""
    _reader(request)
    return render(request, "portal/dictionaries.html", {"lists": code_lists(day_of(now()))})


@login_required
def dictionary(request: HttpRequest, name: str) -> HttpResponse:
    """One code list with every dated row, and its changes."""
    may_change = _reader(request)
    context = {
        "name": _known(name),
        "title": TITLES[name],
        "rows": code_rows(name, day_of(now())),
        "is_closed": name in CLOSED,
        "may_change": may_change,
        "acts": acts_on(name),
    }
    return render(request, "portal/dictionary.html", context)


def _known(name: str) -> str:
    if name not in TITLES:
        raise Http404
    return name


@login_required
def new_term(request: HttpRequest, name: str) -> HttpResponse:
    """Add a code to a code list."""
    duty, form = _keeper(request), AddTermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_term(
                by=user_of(request), authority=duty.authority, dictionary=_known(name), at=now(), **form.cleaned_data
            )
        except RuleError as error:
            _show(form, error)
        else:
            messages.success(request, f"已新增代码 {form.cleaned_data['code']}")
            return redirect("dictionary", name=name)
    context = {"name": _known(name), "title": TITLES[name], "form": form, "is_closed": name in CLOSED}
    return render(request, "portal/term_new.html", context)


@login_required
def term(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Relabel a code, or end it."""
    duty = _keeper(request)
    rows = [row for row in code_rows(_known(name), day_of(now())) if row.term.code == code]
    if not rows:
        raise Http404
    ends = request.POST.get("act") == "end"
    relabel = RelabelForm(None if ends else request.POST or None, prefix="relabel")
    end = EndTermForm(request.POST if ends else None, prefix="end")
    form: RelabelForm | EndTermForm = end if ends else relabel
    if request.method == "POST" and form.is_valid():
        change: Any = end_term if ends else relabel_term
        given = {"dictionary": name, "code": code, "at": now(), **form.cleaned_data}
        try:
            change(by=user_of(request), authority=duty.authority, **given)
        except RuleError as error:
            _show(form, error)
        else:
            messages.success(request, f"代码 {code} 的改动已登记")
            return redirect("dictionary", name=name)
    context = {"name": name, "title": TITLES[name], "rows": rows, "relabel": relabel, "end": end, "form": form}
    return render(request, "portal/term.html", {**context, "by_rules": rules_know(name, code)})


def _show(form: forms.Form, error: RuleError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@login_required
def forms_in_force(request: HttpRequest) -> HttpResponse:
    """The field list in force of each kind of record."""
    _reader(request)
    return render(request, "portal/field_lists.html", {"lists": field_lists(day_of(now()))})


@login_required
def form_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """A field list, in force or of another version, as a table and as the firm sees it; with its history."""
    may_change, kind = _reader(request), _kind(slug)
    versions = list(FormVersion.objects.filter(record_kind=kind).order_by("-starts_on", "-pk"))
    asked = query_text(request, "version")
    chosen = next((field_list_of(row) for row in versions if row.code == asked), None)
    shown = chosen or catalogue().fields_on(kind, day_of(now()))
    context = {
        "kind": kind,
        "shown": shown,
        "rows": _table(shown),
        "versions": versions,
        "planned": versions[0].code if may_change and versions[0].starts_on > day_of(now()) else "",
        "may_change": may_change,
        "acts": acts_on(kind.value),
        "preview": _preview(shown),
    }
    return render(request, "portal/field_list.html", context)


@login_required
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a new version from the one in force: reword, reorder, ask for, leave out, add; seen before it is set."""
    duty, kind = _keeper(request), _kind(slug)
    current = catalogue().lists[kind][-1]
    stored = FormVersion.objects.get(record_kind=kind, code=current.code)
    editor = FieldListEditor(
        request.POST or None, current, entries_of(read_sections(stored.sections)), kept_always(columns_of(kind), kind)
    )
    context: dict[str, Any] = {"kind": kind, "current": current, "editor": editor, "form": editor.version}
    if request.method == "POST" and editor.is_valid():
        sections = editor.described()
        try:
            if "start" in request.POST:
                given = editor.version.cleaned_data
                start_version(
                    by=user_of(request), authority=duty.authority, kind=kind, sections=sections, at=now(), **given
                )
                messages.success(request, f"{kind.label}的新版字段表从 {given['starts_on']} 起使用")
                return redirect("form-versions", slug=slug)
            require_sound_list(sections, columns=columns_of(kind), kind=kind, dictionaries=catalogue().terms)
            context["preview"] = _preview(_unsaved(kind, sections))
        except RuleError as error:
            _show(editor.version, error)
    return render(request, "portal/field_list_new.html", context)


@login_required
def end_version(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Take back the latest version before its first day."""
    duty, kind = _keeper(request), _kind(slug)
    version = get_object_or_404(FormVersion, record_kind=kind, code=code)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"kind": kind, "code": code, "reason": form.cleaned_data["reason"], "at": now()}
        try:
            withdraw_version(by=user_of(request), authority=duty.authority, **given)
        except RuleError as error:
            _show(form, error)
        else:
            messages.success(request, f"{kind.label}从 {version.starts_on} 起的新版字段表已撤回，现行版本继续使用")
            return redirect("form-versions", slug=slug)
    return render(request, "portal/field_list_end.html", {"kind": kind, "version": version, "form": form})


def _kind(slug: str) -> RecordKind:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _unsaved(kind: RecordKind, sections: tuple[Section, ...]) -> FieldList:
    today = day_of(now())
    return field_list_of(FormVersion(record_kind=kind, code="", starts_on=today, sections=written_sections(sections)))


def _preview(shown: FieldList) -> RecordForm:
    form = RecordForm(kind=shown.kind, day=day_of(now()), field_list=shown)
    form.auto_id = "preview_%s"
    return form


def _table(shown: FieldList) -> list[tuple[str, list[tuple[Any, str]]]]:
    return [
        (title, [(described, TYPE_LABELS[described.type]) for described in fields]) for title, fields in shown.sections
    ]
