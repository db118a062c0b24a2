"""What an auditor asks of the history, in his words, as filters of the ledger (U07)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Authority, Enterprise, Person, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from audit.asking import Asked
from common.clock import SHANGHAI
from confirmation.models import Case
from errata.models import Erratum, FalseCase
from portal.queries.exports import projects_for_audit
from portal.queries.labels import labels_of, model_name, models_by_table
from portal.queries.wording import system_actor
from projects.models import STAGE_MODELS, LegacyRecord, Project

Objects = tuple[tuple[str, tuple[str, ...]], ...]  # tables with ids of their rows
FOUND_AT_MOST = 50  # objects, people or units that one text names
_APPS = ("projects", "accounts", "confirmation", "grading", "errata", "national")
_NO_FACT = ("id", "extra")
# By what an object of a kind is found; of all other kinds, and of records, the project is named.
_NAMED: dict[type[models.Model], tuple[str, ...]] = {
    Enterprise: ("name__contains", "credit_code"),
    Authority: ("name__contains",),
    User: ("name__contains", "username"),
    Person: ("name__contains",),
    Case: ("number",),
    Erratum: ("number",),
    FalseCase: ("number",),
}


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """What is asked for; empty means any.

    :param q: names or numbers an object. ``kind``: a table. ``field``: a table and a column, ``table.column``.
    :param since, until: days, both included.
    """

    q: str = ""
    kind: str = ""
    person: str = ""
    unit: str = ""
    field: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    def query(self, **more: str) -> str:
        """The same as a query string, empty values left out."""
        pairs = {name: str(value) for name, value in asdict(self).items() if value} | more
        return urlencode({name: value for name, value in pairs.items() if value})


@lru_cache(maxsize=1)
def kind_choices() -> list[tuple[str, str]]:
    """Kinds of objects by table, a project's records first."""
    records = [model._meta.db_table for model in STAGE_MODELS]
    others = [
        model._meta.db_table
        for app in _APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.db_table not in records and model is not LegacyRecord
    ]
    return [(table, model_name(table)) for table in (*records, *others)]


def field_choices(kind: str) -> list[tuple[str, str]]:
    """Fields as ``table.column`` with their labels: of one kind, or of all of a project's records."""
    tables = [kind] if kind else [model._meta.db_table for model in STAGE_MODELS]
    return [
        (f"{table}.{column}", label if kind else f"{model_name(table)} · {label}")
        for table in tables
        for column, label in labels_of(table).items()
        if column not in _NO_FACT
    ]


def asked_for(filters: HistoryFilters, user: User, today: date, project: Project | None = None) -> Asked:
    """The filters of an auditor for the events that he may see. Seven queries at most.

    :param project: whose history is read; he may see it.
    """
    subjects: tuple[str, ...] | None = (str(project.row_guid),) if project else None
    objects: Objects | None = None
    if filters.q and project is None:
        subjects, objects = _objects(filters, user, today)
    table, _, column = filters.field.partition(".")
    system = system_actor(filters.person)
    named = filters.person and not system
    units = _units(filters.unit) if filters.unit else None
    return Asked(
        within=None if subjects is not None else _area_of(user, today),
        subjects=subjects,
        objects=objects,
        tables=(filters.kind,) if filters.kind and objects is None else (),
        columns=((table, column),) if column else (),
        actors=_people(filters.person) if named else _people_of(units) if units else None,
        system_actor=system,
        units=units,
        actions=(filters.action,) if filters.action else (),
        since=_midnight(filters.since),
        until=_midnight(filters.until + timedelta(days=1)) if filters.until else None,
    )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, SHANGHAI) if day else None


def _area_of(user: User, today: date) -> Q:
    """What is about a project that the auditor sees; the province's sees besides what is about no project.

    Old records of grade D are for their enterprise alone, whatever they are about (BR-26).
    """
    visible = Project.objects.visible_to(user, today).filter(row_guid=OuterRef("subject_guid"))
    seen = Q(Exists(visible))
    if any(duty.authority.tier == Tier.PROVINCE for duty in duties_of(user, today, Role.AUDITOR)):
        seen |= Q(subject_guid=None)
    return seen & ~Q(object_type=LegacyRecord._meta.db_table)


def _objects(filters: HistoryFilters, user: User, today: date) -> tuple[tuple[str, ...] | None, Objects | None]:
    """Subjects or rows that a text names: the first for records, the second for what has a name of its own."""
    model = models_by_table().get(filters.kind)
    if model in _NAMED:
        assert model is not None
        wanted = Q(*((name, filters.q) for name in _NAMED[model]), _connector=Q.OR)
        rows = model._default_manager.filter(wanted).order_by("pk").values_list("pk", flat=True)
        return None, ((filters.kind, tuple(str(pk) for pk in rows[:FOUND_AT_MOST])),)
    found = projects_for_audit(user, filters.q, today).values_list("row_guid", flat=True)
    return tuple(str(guid) for guid in (*found[:FOUND_AT_MOST], *_by_number(filters.q, user, today))), None


def _by_number(text: str, user: User, today: date) -> Iterable[Any]:
    """Projects of a case or a stage record with this number."""
    visible = Project.objects.visible_to(user, today)
    wanted = Q(cases__number=text)
    for model in STAGE_MODELS[1:]:
        records: models.Manager[Any] = model._default_manager
        wanted |= Q(pk__in=records.filter(number=text).values("project"))
    return visible.filter(wanted).values_list("row_guid", flat=True).distinct()[:FOUND_AT_MOST]


def _people(text: str) -> tuple[int, ...]:
    users = User.objects.filter(Q(name__contains=text) | Q(username=text)).order_by("pk")
    return tuple(users.values_list("pk", flat=True)[:FOUND_AT_MOST])


def _units(text: str) -> tuple[str, ...]:
    """Names of units as the history writes them; the text itself too, for a unit had another name in its time."""
    authorities = Authority.objects.filter(name__contains=text).order_by("pk").values_list("name", flat=True)
    firms = Enterprise.objects.filter(Q(name__contains=text) | Q(credit_code=text)).order_by("pk")
    names = [*authorities[:FOUND_AT_MOST], *firms.values_list("name", flat=True)[:FOUND_AT_MOST]]
    return tuple(dict.fromkeys([text, *names]))


def _people_of(units: tuple[str, ...]) -> tuple[int, ...] | None:
    """Who ever acted for units of these names: an index leads to what a person did. None when nobody is known."""
    staff = User.objects.filter(Q(appointments__authority__name__in=units) | Q(memberships__enterprise__name__in=units))
    return tuple(staff.distinct().values_list("pk", flat=True)) or None
